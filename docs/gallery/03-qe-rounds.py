# %% en
# # Rounds of purchases, with placebos
# Did yields fall while the Fed bought? A window has a beginning and an end, so something always moved. The honest question
# is how unusual the move is among windows of the same length drawn at random: the placebo.
# %% zh
# # 历轮购债与安慰剂检验
# 美联储购债期间收益率是否下降？任取一段时间，价格总会变动。应问的是：与随机抽取的等长窗口相比，这一变动有多不寻常，这就是安慰剂检验。
# %%
import os

import fedsheet as fs

lang = "en"
os.environ["FEDSHEET_LANG"] = lang
day = "2026-10-09"
back = fs.review(as_of=day)
back
# %% en
# ## The programmes on the balance sheet
# %% zh
# ## 资产负债表上的各项计划
# %%
back.table("review-programmes", lang)
# %% en
# ## Assets by window, shaded by how unusual they are
# %% zh
# ## 各窗口资产表现，按罕见程度着色
# %%
fs.show("review-assets", as_of=day, lang=lang)
# %% en
# ## The ten-year yield among its placebos
# %% zh
# ## 十年期收益率与其安慰剂分布
# %%
back.figure("review-placebo-dgs10", lang)
# %% en
# The cells as a frame: how likely is a move as large among random windows, before and after allowing for many looks?
# %% zh
# 以数据框查看：随机窗口中出现同样大变动的概率，以及对多重比较校正后的概率。
# %%
cells = back.table("review-phase-table", lang).frame()
cells.loc[cells["series"] == "DGS10", ["window", "kind", "placebo_p", "adjusted_p"]]
# %% en
# ## What the reports of the time said, judged
# %% zh
# ## 当时研报的论断与核对结果
# %%
back.table("review-assertions", lang)
