# %% en
# # The balance sheet under levers
# The base case carries what the record holds: purchases announced, caps, reinvestment. A lever changes one thing; the rest
# of the sheet follows, with reserves as what is left.
# %% zh
# # 政策杠杆下的资产负债表
# 基准情景沿用政策记录中已公布的购买、上限与再投资。每项只改一处，其余项目随之推算，准备金为轧差项。
# %%
import os

import fedsheet as fs

lang = "en"
os.environ["FEDSHEET_LANG"] = lang
day, until = "2026-10-09", "2028-12-31"
base = fs.project("today", until=until, as_of=day)
base
# %%
base.figure("projection-lines", lang)
# %% en
# ## What each lever on the demand for reserves is worth
# %% zh
# ## 各杠杆可降低多少准备金需求
# %%
fs.show("project-levers", as_of=day, lang=lang)
# %% en
# ## Two other courses
# Proceeds go into bills; or runoff begins again. The frame puts reserves of all three beside each other, in billions.
# %% zh
# ## 另外两条路径
# 到期本金转投国库券；或重启缩表。下表并列三种情景的准备金（十亿美元）。
# %%
import pandas as pd

others = {name: fs.project(name, until=until, as_of=day) for name in ("to-bills", "runoff-resumed")}
reserves = pd.DataFrame({name: run.frame()["reserve_balances"] for name, run in {"today": base, **others}.items()})
(reserves / 1e9).resample("QE").last().round(1)
# %% en
# ## A scenario of your own
# `fs.new` writes a filled example; change its words and numbers, and run it by its path.
# %% zh
# ## 自己的情景
# `fs.new` 写出填好的示例文件；修改文字与数字后按路径运行即可。
# %%
mine = fs.new("scenario", "mine.toml")
print(mine.read_text("utf-8")[:400])
# %%
own = fs.project("mine.toml", until=until, as_of=day)
own.figure("projection-lines", lang)
# %% en
# ## How wide the doubt is
# The same scenario on drawn paths of interest rates; the band is that of reserves.
# %% zh
# ## 不确定性有多大
# 同一情景在多条模拟利率路径上推算，图为准备金的区间。
# %%
fs.fan("mine.toml", n_paths=100, seed=1, until=until, as_of=day).figure("projection-fan", lang)
