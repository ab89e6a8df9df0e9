# %% en
# # What moved reserves?
# Reserve balances are what is left of the Fed's assets after all its other liabilities. So every change of reserves is an
# account that closes: each line of the weekly statement (H.4.1) adds or takes away, and the lines sum to the change.
# Only what was public on `day` is used.
# %% zh
# # 准备金为何变动？
# 准备金是美联储资产减去其他全部负债后的余额，因此每次变动都是一本能轧平的账：H.4.1 周报的每一行或供给、或吸收准备金，各行相加等于准备金的变动。只使用 `day` 当日已公布的数据。
# %%
import fedsheet as fs

lang = "en"
day = "2026-10-09"
# %% en
# ## Between two Wednesdays
# From the end of the debt limit to the end of October 2025. The last column is each line's contribution.
# %% zh
# ## 两个周三之间
# 债务上限解除至 2025 年 10 月底。最后一列是各行对准备金的贡献。
# %%
bridge = fs.show("reserve-bridge", "2025-07-02..2025-10-29", as_of=day, lang=lang)
bridge
# %% en
# The same as numbers, in US dollars. A figure always carries its table.
# %% zh
# 同一组数字（单位：美元）。每幅图都附带其数据表。
# %%
bridge.frame()
# %% en
# ## The last week, month and quarter
# %% zh
# ## 最近一周、一个月与一个季度
# %%
fs.show("reserve-moves", as_of=day, lang=lang)
# %% en
# ## Did rates answer?
# SOFR less interest on reserves, in basis points, at the end of each month. Two series that are not of one day or unit do
# not subtract by accident; this spread is a series of its own, with its formula.
# %% zh
# ## 利率有反应吗？
# SOFR 减准备金利率（基点），取月末值。单位或时点不同的序列不会被误减；这一利差是带公式的独立序列。
# %%
spread = fs.series("SOFR_MINUS_IORB", as_of=day)
print(spread.definition.formula)
spread.values.loc["2025-06-01":].resample("ME").last().to_frame("bp")
# %% en
# Wednesday levels and week averages are different things. Mixing them is refused, with the way out.
# %% zh
# 周三余额与周平均是两种口径，混用会被拒绝，并给出办法。
# %%
from fedsheet.core.errors import FedsheetError

try:
    fs.series("WALCL", as_of=day) - fs.series("WRESBAL", as_of=day)
except FedsheetError as error:
    print(error.said(lang))
