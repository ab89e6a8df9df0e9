"""A vintage: every series and table as known on one day; the first of the four things a run is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape

from fedsheet.core.door import ready
from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest, digest_of, package_versions
from fedsheet.core.names import refuse_ended, spelled
from fedsheet.core.series import Series
from fedsheet.core.shown import door, language


@dataclass(frozen=True)
class Vintage(Mapping[str, Series]):
    """What was public on `as_of`: series by id and tables by name; `digest` is the SHA-256 of all of it.

    `vintage[id]` raises `UnknownNameError` with the nearest ids, or `DateRangeError` where the series exists but no
    value of it was public (or held) as of that day: `first_known` says since when. An id is taken in any case; what is
    computed from others (`NET_LIQUIDITY`) is answered when it is asked for and stands in no list of what is held.

    >>> known = fedsheet.vintage("2019-09-17")
    >>> f"{known.base('sofr').iloc[-1]:.4f}"  # decimal a year
    '0.0243'
    >>> doubled = known.with_series(known["WALCL"] * 2)
    >>> doubled.digest == known.digest
    False
    """

    as_of: date
    series: Mapping[str, Series]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    first_known: Mapping[str, date] = field(default_factory=dict)
    digest: str = ""

    def __getitem__(self, series_id: str) -> Series:
        if series_id in self.series:
            return self.series[series_id]
        name = spelled(series_id, {*self.series, *self.first_known}) or series_id
        if name in self.series:
            return self.series[name]
        made: Series | None = next((found for answer in ready if (found := answer(self, name)) is not None), None)
        if made is not None:
            return made
        if name in self.first_known:
            since = self.first_known[name]
            raise DateRangeError("core.vintage_value_known", series_id=name, as_of=self.as_of, since=since)
        refuse_ended(name)
        raise UnknownNameError("series", series_id, {*self.series, *self.first_known}, do="series_list")

    def __iter__(self) -> Iterator[str]:
        return iter(self.series)

    def __len__(self) -> int:
        return len(self.series)

    def __contains__(self, series_id: object) -> bool:
        return series_id in self.series

    def __repr__(self) -> str:
        """How much is known, and how to see it: the figures themselves would fill pages."""
        return str(door()(self, "head", "", language()))

    def _repr_html_(self) -> str:
        """For a notebook: every series with its title, unit and span."""
        held: pd.DataFrame = door()(self, "table", "", language())
        return f"<p>{escape(repr(self))}</p>{held.to_html(index=False, border=0)}"

    def with_series(self, *own: Series) -> Vintage:
        """The same with series of one's own in the place of those held, or beside them; the digest names the change."""
        digest = digest_of(self.digest.encode(), *(part for series in own for part in series.as_bytes()))
        return replace(self, series={**self.series, **{series.id: series for series in own}}, digest=digest)

    def manifest(self, what: str, policy_digest: str = "", seed: int | None = None, **assumptions: object) -> Manifest:
        """What a run on this vintage was made from."""
        versions = package_versions("numpy", "pandas")
        return Manifest(what, self.as_of, self.digest, policy_digest, assumptions, seed, versions)

    def base(self, series_id: str) -> pd.Series[float]:
        """The values of one series in base units: US dollars, decimal rates."""
        return self[series_id].base()

    def rows(self, name: str) -> Sequence[Mapping[str, object]]:
        """One table row by row, days as ISO text, without a frame being made where it need not be."""
        if name not in self.tables:
            raise UnknownNameError("table", name, self.tables)
        rows: Callable[[str], Sequence[Mapping[str, object]]] | None = getattr(self.tables, "rows", None)
        return rows(name) if rows else rows_of(self.tables[name])

    def table(self, name: str) -> pd.DataFrame:
        """One table that is not a series (holdings by CUSIP, operations)."""
        if name not in self.tables:
            raise UnknownNameError("table", name, self.tables)
        return self.tables[name]


def rows_of(table: pd.DataFrame) -> list[dict[str, object]]:
    """A frame row by row, days as ISO text."""
    days = table.select_dtypes("datetime").columns
    return table.assign(**{name: table[name].dt.strftime("%Y-%m-%d") for name in days}).to_dict("records")  # type: ignore[return-value]
