"""Learn the forecast's quantiles on the shipped figures, quarter by quarter, and write the record that ships.

    python tools/fit_forecast.py [--until 2023-12-29]

Writes src/fedsheet/market/data/learned_record.npz and its manifest learned_record.toml: digest of the record, of the
figures and of the configuration. Days that the record of the same configuration already holds are not fitted again.
With --until no later figure is used, and the record ends there.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pandas as pd

import fedsheet.store
from fedsheet.core.errors import DataError
from fedsheet.core.manifest import digest_of
from fedsheet.market.features import RateInputs, features
from fedsheet.market.forecasts import HORIZONS, TARGETS, inputs, record_name
from fedsheet.market.learned import TrainingRows, configuration_digest, learn, learning, nothing_kept, shipped, to_bytes
from fedsheet.record import load_path

RECORD = Path(str(files("fedsheet.market"))) / "data" / "learned_record.npz"
MANIFEST = RECORD.with_suffix(".toml")


def until(given: RateInputs, last: str) -> RateInputs:
    """The same inputs with nothing after `last`."""
    beside = {name: (rate[:last], late) for name, (rate, late) in given.beside.items()}
    quantities = {name: getattr(given, name)[:last] for name in ("spread", "reserves", "treasury_account", "on_rrp")}
    return replace(given, beside=beside, **quantities)


def held() -> dict[str, TrainingRows]:
    """The record as it ships, nothing where it is of another configuration."""
    try:
        return dict(shipped())
    except (DataError, FileNotFoundError):
        return {}


def main() -> None:
    """Fit what is missing, write record and manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--until", default="", help="last day whose figures are used")
    last = parser.parse_args().until
    vintage, path, kept = fedsheet.store.vintage(), load_path(), held()
    for target in TARGETS:
        given = inputs(vintage, path, target)
        given = until(given, last) if last else given
        for horizon in HORIZONS:
            name, begun = record_name(target, horizon), time.process_time()
            learned = learn(features(given, horizon), learning(), kept.get(name, nothing_kept()))
            kept[name] = learned.added_to(kept.get(name, nothing_kept()))
            write(kept, vintage.digest, last or str(vintage.as_of))
            sys.stdout.write(f"{name}: {learned.fresh.sum()} days, {time.process_time() - begun:.0f} s\n")
            sys.stdout.flush()


def write(kept: dict[str, TrainingRows], data_digest: str, as_of: str) -> None:
    """Record and manifest; the manifest last."""
    content = to_bytes(kept)
    RECORD.write_bytes(content)
    last_day = max(pd.Timestamp(int(k.days[-1]), unit="D").date() for k in kept.values() if len(k.days))
    lines = {
        "record_digest": digest_of(content), "data_digest": data_digest, "as_of": as_of, "last_day": str(last_day),
        "configuration_digest": configuration_digest(), "script": "tools/fit_forecast.py",
    }  # fmt: skip
    text = "".join(f'{key} = "{value}"\n' for key, value in lines.items())
    MANIFEST.write_text("# What learned_record.npz was made from.\n" + text, encoding="utf-8")


if __name__ == "__main__":
    main()
