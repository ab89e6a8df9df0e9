# %% en
# # Check a report
# A report's sentences as claims: each names the quantity it is about, the span and the number said. The verdict comes from
# the figures as known when the report appeared, and again today.
# %% zh
# # 核对一份研报
# 把研报的句子写成论断：各自指明指标、时段与所述数值。结论依据研报发布时可得的数据给出，并用今日数据再核一次。
# %%
import os

import fedsheet as fs

lang = "en"
os.environ["FEDSHEET_LANG"] = lang
judged = fs.check("seed-2021")
judged
# %%
judged.frame()["verdict"].value_counts().to_frame()
# %% en
# ## Every claim, with the number found and the number said
# %% zh
# ## 每条论断：所述与实测
# %%
judged.table("claims", lang)
# %% en
# ## By chapter
# %% zh
# ## 按章节
# %%
judged.table("claims-by-chapter", lang)
# %% en
# ## One claim, every reading
# A sentence may be read in more than one way; a claim says the readings, and which is the first.
# %% zh
# ## 单条论断的各种读法
# 一句话可能有多种读法；论断文件写明各读法及其主次。
# %%
fs.show("claim", "C03", lang=lang)
