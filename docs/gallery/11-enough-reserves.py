# %% en
# # Are reserves enough?
# No gauge is right alone. Each has a threshold, a state, how early it spoke in 2019 and 2025, and how often in vain.
# %% zh
# # 准备金够不够？
# 没有哪个指标单独可靠。每个指标都有阈值、状态、2019 与 2025 年的提前量，以及误报次数。
# %%
import fedsheet as fs

lang = "en"
day = "2026-10-09"
fs.show("market-reserves", as_of=day, lang=lang)
# %% en
# ## The gauges as numbers
# %% zh
# ## 各指标的数值
# %%
gauges = fs.show("market-reserves", as_of=day, lang=lang).frame()
gauges[["gauge", "value", "threshold", "state"]]
# %% en
# ## From reserves to rates
# What SOFR less interest on reserves is expected to be as reserves fall, with its band and the chance of a spike.
# %% zh
# ## 从准备金到利率
# 准备金下降时 SOFR 减准备金利率的预期值、区间与骤升概率。
# %%
fs.show("market-curve", as_of=day, lang=lang)
# %% en
# ## The chance of each state, week by week
# %% zh
# ## 各状态的逐周概率
# %%
fs.show("market-adequacy-weeks", as_of=day, lang=lang)
# %% en
# ## What purchases keep them there
# %% zh
# ## 维持现状需要多少购买
# %%
fs.show("project-sizing", as_of=day, lang=lang)
