"""`PolicyPath`: what held on a day, what was known of it on another, step functions, and counterfactual overlays.

path.at(day)                     the last action in force on `day`, of all ever announced
path.at(day, known_at=earlier)   the same, of those announced by `earlier`
path.overlay(actions)            another course of the instruments named; every other is shared, not copied
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import digest_of
from fedsheet.core.shown import Card, Shown, said
from fedsheet.core.text import Text
from fedsheet.record.levers import lever_named, lever_of
from fedsheet.record.model import Band, Fact, PolicyAction, Programme, ProjectedValue, Value
from fedsheet.record.overlay import checked, merged
from fedsheet.record.published import SepMedian
from fedsheet.record.state import PolicyState

Steps = tuple[PolicyAction, ...]
_NOT_OPEN = Text("当日未启用", "Not open on this day")


@dataclass(frozen=True, repr=False)
class PolicyPath(Shown):
    """Policy as dated data: facts, actions by instrument, programmes, bands, official projections.

    begins       the first day the record speaks of; earlier days raise `DateRangeError`
    recorded_to  the last day it was brought up to; later days carry a caveat
    steps        instrument → its actions in order of the day in force
    before       instrument → why it is None before its first action
    medians      medians of the SEP laid over those that ship
    told_until   the day of the first meeting whose outcome nobody tells: a rate observed later meets no rate set (NaN)

    >>> path = fedsheet.record()
    >>> path.at(date(2019, 9, 18)).iorb, path.at(date(2019, 9, 18), known_at=date(2019, 9, 17)).iorb
    (0.021, 0.021)
    >>> path.series("iorb", date(2019, 9, 18), date(2019, 9, 20)).tolist()  # decimals a year
    [0.021, 0.018, 0.018]
    >>> path.programme("lsap2").popular_name
    'QE2'
    """

    begins: date
    recorded_to: date
    facts: tuple[Fact, ...]
    steps: Mapping[str, Steps]
    before: Mapping[str, Text]
    programmes: Mapping[str, Programme]
    bands: Mapping[str, Band] = field(default_factory=dict)
    projections: tuple[ProjectedValue, ...] = ()
    content: str = ""
    told_until: date | None = None
    medians: tuple[SepMedian, ...] = ()

    @property
    def actions(self) -> list[PolicyAction]:
        """Every action of every instrument, in order of the day in force, then of announcement."""
        everything = (action for steps in self.steps.values() for action in steps)
        return sorted(everything, key=lambda a: (a.effective_date, a.announced_at, a.instrument))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the shipped files and of every action, overlays included."""
        return digest_of(self.content.encode(), *(repr(replace(a, place="")).encode() for a in self.actions))

    def action_at(self, instrument: str, day: date, known_at: date | None = None) -> PolicyAction | None:
        """The action of `instrument` in force on `day`, of those announced by `known_at`; None before the first."""
        steps = self.steps.get(instrument, ())
        position = bisect_right(self._days.get(instrument, ()), day)
        return next((steps[n] for n in range(position - 1, -1, -1) if steps[n].stands(known_at)), None)

    def turns(self, instrument: str, after: date, until: date) -> list[date]:
        """The days past `after`, up to `until`, from which an action of `instrument` is in force."""
        days = self._days.get(instrument, [])
        return sorted(set(days[bisect_right(days, after) : bisect_right(days, until)]))

    @cached_property
    def _days(self) -> dict[str, list[date]]:
        """The day in force of each action of each instrument, in order."""
        return {name: [action.effective_date for action in steps] for name, steps in self.steps.items()}

    def value_at(self, instrument: str, day: date, known_at: date | None = None) -> Value:
        """The value of one instrument on `day` in base units; None where it did not exist or had stopped."""
        self._check(day, lever_of(instrument).title)
        action = self.action_at(instrument, day, known_at)
        return action.value if action else None

    def at(self, day: date, known_at: date | None = None) -> PolicyState:
        """Everything that held on `day`; with `known_at` everything known then about `day`.

        Before the record begins `DateRangeError`. After its last entry the last values go on holding, with a caveat.
        """
        self._check(day, "policy")
        if known_at is not None:
            self._check(known_at, "knowledge of policy")
        found = {name: self.action_at(name, day, known_at) for name in self.steps}
        reasons = {name: self._reason(name, action) for name, action in found.items()}
        return PolicyState(
            day,
            known_at,
            found,
            {name: reason for name, reason in reasons.items() if reason},
            tuple(self._caveats(day, known_at)),
        )

    def known(self, known_at: date) -> tuple[PolicyAction, ...]:
        """The actions announced by the end of `known_at`."""
        return tuple(action for action in self.actions if action.announced_at <= known_at)

    def series(self, instrument: str, start: date, end: date, known_at: date | None = None) -> pd.Series[float]:
        """A step function by calendar day from `start` to `end`, base units; NaN where the instrument is None."""
        import numpy as np

        if lever_of(instrument).base is None:
            numeric = (name for name in self.steps if lever_of(name).base)
            raise UnknownNameError("instrument with numbers", instrument, numeric)
        self._check(start, instrument)
        edges = [start, *self.turns(instrument, start, end)]
        values = np.array([self.value_at(instrument, edge, known_at) for edge in edges], dtype=float)
        days = pd.date_range(start, end, freq="D")
        position = pd.DatetimeIndex(edges).searchsorted(days, side="right") - 1
        return pd.Series(values[position], index=days, name=instrument)

    def on_days(self, instrument: str, days: pd.DatetimeIndex, known_at: date | None = None) -> pd.Series[float]:
        """One instrument on each of these days of figures observed, base units: what their spreads are taken over.

        NaN before the record begins, where it is None, and after `told_until`: two regimes are never subtracted.
        """
        if days[-1].date() < self.begins:
            return pd.Series(float("nan"), index=days, name=instrument)
        return self.levels_known(instrument, max(days[0].date(), self.begins), days[-1].date(), known_at).reindex(days)

    def levels_known(self, instrument: str, start: date, end: date, known_at: date | None = None) -> pd.Series[float]:
        """`series` as far as it is told: none after `told_until`; what a formula over an observed rate joins."""
        last = min(end, self.told_until or end)
        return self.series(instrument, min(start, last), last, known_at).loc[f"{start}" :]

    def overlay(self, actions: Iterable[PolicyAction]) -> PolicyPath:
        """This path on another course: each instrument named follows `actions` from the first of them on.

        What the record holds for that instrument from that day on is set aside, as it answered to what really
        happened. Other instruments, facts and programmes are shared. No actions give this very path.
        Actions of an unknown instrument, a wrong type or a day before the record raise.
        """
        added: dict[str, list[PolicyAction]] = {}
        for action in checked(actions, self.begins):
            added.setdefault(action.instrument, []).append(action)
        if not added:
            return self
        courses = {name: merged(self.steps.get(name, ()), tuple(new)) for name, new in added.items()}
        return replace(self, steps={**self.steps, **courses})

    def programme(self, programme_id: str) -> Programme:
        """The programme of this id; an unknown one raises with the nearest."""
        if programme_id not in self.programmes:
            raise UnknownNameError("programme", programme_id, self.programmes)
        return self.programmes[programme_id]

    def fact(self, fact_id: str) -> Fact:
        """The fact of this id; an unknown one raises with the nearest."""
        if fact_id not in self._facts_by_id:
            raise UnknownNameError("fact", fact_id, self._facts_by_id)
        return self._facts_by_id[fact_id]

    def list_facts(
        self, programme: str | None = None, lever: str | None = None, start: date | None = None, end: date | None = None
    ) -> tuple[Fact, ...]:
        """Facts by announcement day, of one programme, one lever, one span; unknown names raise."""
        names = (programme and self.programme(programme).id, lever and lever_named(lever).name)
        return tuple(
            fact
            for fact in self.facts
            if (not names[0] or fact.programme == names[0])
            and (not names[1] or fact.lever == names[1])
            and (start is None or fact.announced_at >= start)
            and (end is None or fact.announced_at <= end)
        )

    @cached_property
    def _facts_by_id(self) -> Mapping[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    def _check(self, day: date, what: str) -> None:
        if day < self.begins:
            raise DateRangeError(
                "record.path_recorded", what_=what, day=day, begins=self.begins, recorded_to=self.recorded_to
            )

    def _reason(self, instrument: str, action: PolicyAction | None) -> Text | None:
        """Why an instrument is None: not yet begun, or stopped by an action; None where it has a value."""
        if action is None:
            return self.before.get(instrument, _NOT_OPEN)
        if action.value is not None:
            return None
        since, what = action.effective_date, action.what
        return Text(f"自 {since} 起：{what.zh}", f"Since {since}: {what.en}")

    def _caveats(self, day: date, known_at: date | None) -> Iterable[Text]:
        """What the record does not know about `day`: meetings of unknown outcome, days after its last entry."""
        for fact in self.facts:
            if (
                fact.grade == "unknown"
                and not self._is_decided(fact)
                and fact.effective_date <= day
                and (not known_at or fact.announced_at <= known_at)
            ):
                yield Text(f"{fact.announced_at}：{fact.what.zh}", f"{fact.announced_at}: {fact.what.en}")
        if day > self.recorded_to:
            last = self.recorded_to
            yield Text(f"记录更新至 {last}", f"The record was last brought up to {last}")

    def _is_decided(self, meeting: Fact) -> bool:
        """Whether a later file, or the data, told the outcome that was not known."""
        steps = (action for name in lever_named(meeting.lever).instruments for action in self.steps.get(name, ()))
        return any(action.announced_at == meeting.announced_at for action in steps)

    def announced_by(self, day: date) -> PolicyPath:
        """The record as it stood at the end of `day`: nothing announced later, nothing superseded later."""
        steps = {
            name: tuple(
                replace(a, superseded_at=None if a.superseded_at and a.superseded_at > day else a.superseded_at)
                for a in actions if a.announced_at <= day
            )
            for name, actions in self.steps.items()
        }  # fmt: skip
        return replace(
            self,
            steps=steps,
            recorded_to=min(self.recorded_to, day),
            facts=tuple(fact for fact in self.facts if fact.announced_at <= day),
            programmes={name: p for name, p in self.programmes.items() if p.announced_at <= day},
            projections=tuple(p for p in self.projections if p.announced_at <= day),
        )

    def card(self) -> Card:
        """How much is recorded, and since when."""
        facts = (
            (said("cards.facts"), str(len(self.facts))), (said("cards.actions"), str(len(self.actions))),
            (said("cards.levers"), str(len(self.steps))), (said("cards.programmes"), ", ".join(self.programmes)),
        )  # fmt: skip
        ask = "at(day, known_at)", "series(instrument, start, end)", "overlay(actions)", "programmes", "facts"
        return Card(said("cards.record"), (self.begins, self.recorded_to), None, facts, ask)

    def frame(self) -> pd.DataFrame:
        """Every action: lever, day in force, day announced, value in base units."""
        names = ["instrument", "effective_date", "announced_at", "value"]
        return pd.DataFrame([[getattr(action, name) for name in names] for action in self.actions], columns=names)
