# %% en
# # A sweep over scenarios
# Several scenarios on the same drawn paths of rates, so that what differs is the scenario and not the luck of the draw.
# An interrupted sweep goes on where it stopped.
# %% zh
# # 多情景批量推算
# 多个情景使用同一组模拟利率路径，差别只来自情景而非随机数。中断后可从断点续算。
# %%
from pathlib import Path

import fedsheet as fs

lang = "en"
fs.show("projection-scenarios", lang=lang)
# %%
Path("grid.toml").write_text(
    """
schema = 1
scenarios = ["today", "to-bills", "runoff-resumed"]
paths = 60
seed = 1
until = 2028-12-31
chunk = 60
""",
    encoding="utf-8",
)
# !fedsheet sweep grid.toml --engine one --lang en --format csv > grid.csv
# %%
import pandas as pd

pd.read_csv("grid.csv").head(10).round(1)
# %% en
# ## The same from Python, scenario by scenario
# Quantiles over paths; the same seed gives the same paths.
# %% zh
# ## 在 Python 中逐一推算
# 各路径的分位数；种子相同则路径相同。
# %%
fans = {name: fs.fan(name, n_paths=60, seed=1, until="2028-12-31", as_of="2026-10-09") for name in ("today", "runoff-resumed")}
levels = (0.05, 0.5, 0.95)
pd.DataFrame({name: fan.quantiles("reserve_balances", levels)[:, -1] / 1e9 for name, fan in fans.items()}, index=levels).round(1)
# %%
fans["today"].figure("projection-fan", lang)
# %%
fans["runoff-resumed"].figure("projection-fan", lang)
# %% en
# ## On which share of the paths runoff ends, or purchases begin
# %% zh
# ## 在多少路径上缩表结束或购买开始
# %%
fans["runoff-resumed"].table("projection-triggers", lang)
