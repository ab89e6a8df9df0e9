# %% en
# # A forecast of SOFR, and its score
# A forecast is a distribution, not a number. Whether it is any good is seen on days it had not met: against persistence, the
# calendar and other simple rivals, by the continuous ranked probability score (CRPS; smaller is better).
# %% zh
# # SOFR 预测及其得分
# 预测是一个分布而不是一个数。好坏要在样本外检验：与惯性、日历等简单对手比较连续排序概率评分（CRPS，越小越好）。
# %%
import fedsheet as fs

lang = "en"
day = "2026-10-09"
ahead = fs.forecast(1, dates=True, as_of=day)
ahead.table("market-forecast", lang)
# %% en
# ## Chances on days that have a name
# Month-ends, tax dates and settlements are where the tail lies.
# %% zh
# ## 特定日期的概率
# 尾部风险集中在月末、缴税日与交割日。
# %%
ahead.table("market-forecast-dates", lang)
# %% en
# ## The score against rivals
# %% zh
# ## 与对手的得分比较
# %%
fs.show("market-forecast-scores", as_of=day, lang=lang)
# %% en
# ## By kind of day, and what came of alarms
# %% zh
# ## 按日期类型，以及预警的兑现情况
# %%
fs.show("market-forecast-kinds", as_of=day, lang=lang)
# %%
fs.show("market-forecast-alarms", as_of=day, lang=lang)
