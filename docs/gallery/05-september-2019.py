# %% en
# # September 2019, with and without a standing repo facility
# A tax date and a settlement met low reserves, and overnight rates jumped. The money market is run again day by day: nine
# kinds of participants, balance sheets that close to the dollar, rates that clear.
# %% zh
# # 2019 年 9 月：有无常备回购便利
# 缴税日与国债交割叠加准备金偏低，隔夜利率骤升。逐日重演货币市场：九类参与者，资产负债表分文不差，利率由出清决定。
# %%
import os

import fedsheet as fs

lang = "en"
os.environ["FEDSHEET_LANG"] = lang
shock = fs.simulate("september-2019")
shock
# %%
shock.table("simulate-days", lang)
# %% en
# ## SOFR with the percentiles of its trades
# %% zh
# ## SOFR 与其成交分位数
# %%
shock.figure("simulate-percentiles", lang)
# %% en
# ## The same days with a standing repo facility
# The same days, one rule more: a facility that lends against Treasuries at a ceiling.
# %% zh
# ## 同样的日子，加上常备回购便利
# 日子相同，只多一条规则：按上限利率以国债为抵押提供资金。
# %%
calmer = fs.simulate("september-2019", counterfactual="standing-repo-2019")
beside = shock.frame()[["SOFR"]].join(calmer.frame()["SOFR"].rename("with facility"))
(beside * 100).round(3)
# %%
calmer.figure("simulate-facilities", lang)
# %% en
# ## With drawn shocks
# The highest SOFR of the episode on each of two hundred draws, the same draws in both runs, in percent.
# %% zh
# ## 随机冲击
# 两次模拟使用同样的二百组随机冲击，下表为期间 SOFR 最高值的分布（%）。
# %%
import pandas as pd

drawn = {
    name: fs.simulate("september-2019", n_paths=200, seed=1, counterfactual=rule).rates.rates["SOFR"].max(axis=1) * 100
    for name, rule in {"without": "", "with facility": "standing-repo-2019"}.items()
}
pd.DataFrame(drawn).quantile([0.05, 0.5, 0.95]).round(3)
# %% en
# ## Who moves
# A response says which sector's cash and lending changed against the run without the rule, and that both books balance.
# %% zh
# ## 谁在动
# 反应表列出与无此规则时相比，各部门现金与融资的变化，两套账均轧平。
# %%
fs.show("market-response", "standing-repo-2019", lang=lang)
