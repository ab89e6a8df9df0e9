# %% en
# # The path that futures imply
# Bring the settlement prices of one day; nobody's prices ship with the package. Each contract settles on the average of a
# month's effective rates, so a meeting inside a month is solved for.
# %% zh
# # 期货隐含的利率路径
# 自备某日的结算价（软件不附带任何价格）。每份合约按当月有效利率的均值结算，因此月内会议前后的利率需要求解。
# %%
import os

import fedsheet as fs

lang = "en"
os.environ["FEDSHEET_LANG"] = lang
prices = fs.new("prices", "prices.csv")
print(prices.read_text("utf-8"))
# %%
fs.show("outlook-implied", "prices.csv", lang=lang)
# %% en
# ## The same drawn, from meeting to meeting
# %% zh
# ## 逐次会议的路径图
# %%
fs.show("outlook-implied-path", "prices.csv", lang=lang)
# %% en
# ## The balance sheet and rates on that path
# A chain takes policy to the portfolio, to reserves, to market rates and to income, in one state.
# %% zh
# ## 该路径下的资产负债表与利率
# 链条把政策依次传导到组合、准备金、市场利率与收入，各环节同处一个状态。
# %%
chain = fs.chain("today", "implied:prices.csv", until="2027-12-31", as_of="2026-10-09")
chain
# %%
chain.frame().resample("QE").last().T.iloc[:8]
# %% en
# ## Against policy rules
# %% zh
# ## 与政策规则对照
# %%
fs.outlook(as_of="2026-10-09").figure("outlook-rules", lang)
