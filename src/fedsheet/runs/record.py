"""The record as this user has it: what ships, the user's own decisions laid over it, and what the data show besides.

shipped files  ←  <data folder>/policy/*.toml  ←  published rates after the last decision ("from data")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from fedsheet.core.clock import today
from fedsheet.core.errors import InputError, RecordError
from fedsheet.core.series import Series
from fedsheet.core.system import system
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.clock import told_until
from fedsheet.present.age import by_publisher
from fedsheet.record import Fact, PolicyPath
from fedsheet.record.from_data import SHOWN_BY, filled, range_moved_alone
from fedsheet.record.load import OWN, load_with
from fedsheet.store.home import home
from fedsheet.store.observations import open_store
from fedsheet.store.raw import write_whole

LARGEST = 1_000_000  # bytes of one file of decisions


def own_texts() -> dict[str, str]:
    """The user's files of decisions, by name."""
    folder = home() / OWN
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))} if folder.is_dir() else {}


def record(series: Mapping[str, Series] | None = None, own: Mapping[str, str] | None = None) -> PolicyPath:
    """The record with the user's decisions (`own`, else those held now); with figures handed in, filled with what they
    show after its last one.
    """
    path = load_with(own_texts() if own is None else own)
    return path if series is None else beside(path, series)


def beside(path: PolicyPath, series: Mapping[str, Series]) -> PolicyPath:
    """The record as it stands beside figures: filled from them, and bounded where a meeting's outcome is not told."""
    path = filled(path, series)
    until = told_until(path, series) if isinstance(series, Vintage) else None
    return path if until is None else replace(path, told_until=until)


def record_now() -> PolicyPath:
    """The record filled from the rates held today, for those who read no other figure."""
    return record(rates_held())


def rates_held() -> dict[str, Series]:
    """The published rates that show decisions, as far as they are held today."""
    with open_store() as store:
        held = set(store.ids())
        day = max(today(), store.newest_day())
        return {name: store.series(name, day) for name in SHOWN_BY.values() if name in held}


def range_alone() -> tuple[date, ...]:
    """Days on which the record moves the target range and neither it nor a published rate says where IORB went."""
    rates = rates_held()
    published = rates["IORB"].last_day if "IORB" in rates else date.min
    return tuple(day for day in range_moved_alone(record(rates), date.max) if published <= day)


def imported() -> dict[str, dict[str, str]]:
    """Publisher → series → the user's file its newest days came from, of all that is held today."""
    with open_store() as store:
        return by_publisher(store.definitions_imported())


def add(file: Path) -> tuple[Fact, ...]:
    """Lay the decisions of a TOML file over the record; the facts it adds, or `RecordError` and nothing is kept."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise InputError("runs.record_cannot_read", file=str(file), strerror=system(error)) from None
    if len(body) > LARGEST:
        raise InputError("runs.record_larger_than_bytes", name=file.name, largest=LARGEST)
    text = _text(body, file)
    if not file.name.endswith(".toml"):
        raise InputError("runs.record_file_decisions", name=file.name)
    held = own_texts()
    before = {fact.id for fact in load_with({name: one for name, one in held.items() if name != file.name}).facts}
    after = load_with({**held, file.name: text})
    folder = home() / OWN
    folder.mkdir(exist_ok=True)
    write_whole(folder / file.name, body)
    return tuple(fact for fact in after.facts if fact.id not in before)


def remove(name: str) -> None:
    """Take a file of decisions away again."""
    place = home() / OWN / name
    held = ", ".join(own_texts())
    if not held:
        raise InputError("runs.record_none_laid", name=name)
    if name not in own_texts():
        raise InputError("runs.record_file_laid_over_record", name=name, own_texts=held)
    place.unlink()


def _text(body: bytes, file: Path) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise RecordError("runs.record_file_utf_8_text", where=file.name) from None
