# %% en
# # The statement as it was known on a day
# Every figure carries the day on which it became public. A run as of a day sees nothing later: no revision, no release.
# The day here is the Monday after the first weekly statement of the banking stress of March 2023.
# %% zh
# # 某日所见的资产负债表
# 每个数值都记有公布日。指定某日后，晚于该日的修订与发布一概看不到。
# 这里取 2023 年 3 月银行业压力后首份周报公布之后的星期一。
# %%
import os

import fedsheet as fs

lang = "en"
os.environ["FEDSHEET_LANG"] = lang
day = "2023-03-20"
# %%
statement = fs.statement(as_of=day)
statement
# %% en
# ## Line by line, beside the week and the year before
# %% zh
# ## 逐项，与一周前及一年前对照
# %%
statement.table("statement", lang)
# %% en
# ## Its own sums, checked
# A published total must be the sum of its parts within what rounding allows.
# %% zh
# ## 核对表内加总
# 公布的合计须在四舍五入允许的范围内等于各项之和。
# %%
statement.table("statement-checks", lang)
# %% en
# ## What was known then, and later
# GDP of the third quarter of 2022 as of that day, and every value held of it with the days it stood. The later one is in
# dollars of 2017, the earlier in dollars of 2012: the step between them is the base year's, not a revision.
# %% zh
# ## 当时所知与后来所知
# 该日所见的 2022 年三季度 GDP，以及持有的每个数值及其有效期间。后一个以 2017 年美元计，前一个以 2012 年美元计：两者之差来自基期，并非修订。
# %%
print(fs.series("GDPC1", as_of=day).on("2022-07-01"))
versions = fs.vintages("GDPC1")
versions[versions["observation_date"] == "2022-07-01"]
# %% en
# ## Policy in force on that day
# %% zh
# ## 当日有效的政策
# %%
fs.show("policy-state", as_of=day, lang=lang)
