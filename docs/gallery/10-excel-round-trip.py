# %% en
# # Excel, there and back
# Out with units, source and licence beside each value; changed there; back in, checked cell by cell.
# %% zh
# # Excel 往返
# 导出时每个数值附单位、来源与许可；在表中修改后再导入，逐格核对。
# %%
import fedsheet as fs

lang = "en"
# !fedsheet data export WALCL SOFR --to fed.xlsx --lang en
# %%
import openpyxl

book = openpyxl.load_workbook("fed.xlsx")
for sheet in book:
    print(sheet.title, sheet.max_row, "x", sheet.max_column, [cell.value for cell in sheet[1]][:6])
# %% en
# ## Any table, any figure
# A workbook of one exhibit: formulas of text are text, percent is percent, a figure has its chart.
# %% zh
# ## 任意表与图
# 任一图表都可写成工作簿：文本不会变成公式，百分比就是百分比，图附带图表。
# %%
place = fs.show("reserve-bridge", "2025-07-02..2025-10-29", lang=lang).save("bridge.xlsx")
print(place, openpyxl.load_workbook(place).sheetnames)
# %% en
# ## A column of one's own in the workbook, back as a series
# A forecast of one's own, typed with Excel's percent format: 3.80% comes back as 3.80 percent, not as 0.038.
# %% zh
# ## 工作簿中自己的一列，导回为序列
# 自己的预测按 Excel 百分比格式填写：3.80% 导回后仍是 3.80%，不会变成 0.038。
# %%
from datetime import date

mine = openpyxl.Workbook()
sheet = mine.active
sheet.append(["Date", "My SOFR"])
for month in range(1, 11):
    sheet.append([date(2026, month, 1), 0.038 - 0.0005 * (month > 6)])
    sheet.cell(month + 1, 2).number_format = "0.00%"
mine.save("mine.xlsx")
# !fedsheet data import MY_SOFR mine.xlsx --unit Percent --publisher "My desk" --lang en
# %%
fs.series("MY_SOFR").values
# %% en
# ## A workbook that refreshes itself
# `fedsheet data workbook` writes one whose query asks `fedsheet api` on your own machine; see the page on Excel.
# %% zh
# ## 可自行刷新的工作簿
# `fedsheet data workbook` 写出的工作簿会向本机的 `fedsheet api` 查询并刷新，详见 Excel 一页。
# %%
# !fedsheet data workbook WALCL SOFR_MINUS_IORB --to live.xlsx --from 2024-01-01 --lang en
