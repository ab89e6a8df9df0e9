# %% en
# # Your own claim
# Ten minutes from a sentence to a verdict. A claim file is text; `fs.new` writes one that runs as it stands.
# %% zh
# # 核对自己的论断
# 十分钟从句子到结论。论断文件是纯文本，`fs.new` 写出的示例可直接运行。
# %%
import fedsheet as fs

lang = "en"
fs.new("claims", "note.toml", lang)
fs.check("note.toml").table("claims", lang)
# %% en
# ## Write your own
# The sentence in both languages if you like, the quantity, its arguments, the number said and its unit.
# %% zh
# ## 写下自己的句子
# 句子（可写两种语言）、指标、参数、所述数值与单位。
# %%
from pathlib import Path

Path("mine.toml").write_text(
    """
[report]
id = "mine"
title = { en = "My note", zh = "我的笔记" }
published = 2026-01-05

[[claim]]
id = "A1"
what = { en = "From July to October 2025 reserves fell by about 430 billion dollars.", zh = "2025 年 7 月至 10 月准备金减少约 4300 亿美元。" }
because = { en = "Given to 10 billion: half of the last digit", zh = "保留到百亿，容差为末位的一半" }

[[claim.reading]]
what = { en = "Wednesday levels", zh = "周三余额" }
[[claim.reading.test]]
quantity = "change_between"
args = { series = "WRBWFRBL", start = 2025-07-02, end = 2025-10-29 }
expected = -0.43
unit = "usd_trn"
tolerance = 0.005

[[claim.reading]]
what = { en = "week averages", zh = "周平均" }
[[claim.reading.test]]
quantity = "change_between"
args = { series = "WRESBAL", start = 2025-07-02, end = 2025-10-29 }
expected = -0.43
unit = "usd_trn"
tolerance = 0.005
""",
    encoding="utf-8",
)
mine = fs.check("mine.toml")
mine.table("claims", lang)
# %% en
# ## Which quantities there are, and what one takes
# %% zh
# ## 有哪些指标，各需哪些参数
# %%
fs.show("claims-quantities", lang=lang)
# %%
fs.show("claims-quantity", "change_between", lang=lang)
# %% en
# ## A mistake is one sentence
# %% zh
# ## 出错时只有一句话
# %%
from fedsheet.core.errors import FedsheetError

text = Path("mine.toml").read_text("utf-8").replace("change_between", "change_betwen")
Path("wrong.toml").write_text(text, encoding="utf-8")
try:
    print(fs.check("wrong.toml"))
except FedsheetError as error:
    print(error.said(lang))
