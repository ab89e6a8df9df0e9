# %% en
# # Add a series of your own
# A CSV or a workbook as Wind, Bloomberg or FRED export it comes in whole, or is refused with the rows and the reasons.
# %% zh
# # 加入自己的序列
# Wind、Bloomberg 或 FRED 导出的 CSV 与工作簿要么整份导入，要么列出有问题的行与原因后拒绝。
# %%
import os
from pathlib import Path

import fedsheet as fs

lang = "en"
os.environ["FEDSHEET_LANG"] = lang
rows = ["Date,Index", *(f"2026-{month:02d}-01,{48.5 + month / 2}" for month in range(1, 10))]
Path("survey.csv").write_text("\n".join(rows), encoding="utf-8")
# !fedsheet data import MY_SURVEY survey.csv --unit Index --publisher "My desk" --title "A survey of mine" --lang en
# %% en
# It is a series like any other: with its unit, its publisher, and the day since which it is known.
# %% zh
# 它与其他序列无异：有单位、发布者和可得日期。
# %%
mine = fs.series("MY_SURVEY")
mine
# %%
fs.show("series", "MY_SURVEY", lang=lang)
# %% en
# ## Formulas
# A formula of series is looked at like a series; a thousand billions and a million millions are not confused.
# %% zh
# ## 公式
# 由序列组成的公式可像序列一样查看，百万与十亿不会混淆。
# %%
fs.show("explore", "WALCL - WDTGAL - RRPONTSYD", lang=lang)
# %% en
# ## Figures that stay in this program
# A vintage takes another version of a series, and every run takes the vintage. Nothing is stored; the manifest says so.
# %% zh
# ## 只在本程序中使用的数据
# 可在数据版本中替换某条序列，再交给任何计算。不会写入数据库，清单中会注明。
# %%
from fedsheet.core.series import Series

known = fs.vintage("2026-10-09")
gdp = known["GDP"]
richer = known.with_series(Series(gdp.definition, gdp.values * 1.02))
one = fs.project("today", until="2027-12-31", vintage=known)
other = fs.project("today", until="2027-12-31", vintage=richer)
print(one.manifest.data_digest != other.manifest.data_digest)
(other.frame()["reserve_balances"] - one.frame()["reserve_balances"]).div(1e9).resample("QE").last().round(1).to_frame("USD bn")
# %% en
# ## A file that means two things is refused
# %% zh
# ## 含义不明的文件会被拒绝
# %%
Path("odd.csv").write_text("Datum;Satz\n2026-01-02;0,250\n2026-01-05;0,500\n", encoding="utf-8")
# !fedsheet data import ODD_RATE odd.csv --unit Percent --publisher "My desk" --lang en
# %% en
# Taken back again:
# %% zh
# 撤回导入：
# %%
# !fedsheet data forget MY_SURVEY --lang en
