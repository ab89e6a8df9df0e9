"""Judgements as words: what was found, what the text expects, why the verdict.

A sentence is a message with places; every value goes through the measure's own unit, so no number is typed by hand.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from fedsheet.claims.evidence import WEEK_OF, Found, KnownWhen, Told
from fedsheet.claims.held import importable
from fedsheet.claims.measures import ClaimUnit, Kind, Measure, Scalar
from fedsheet.claims.model import (
    AtVintage,
    FalseHold,
    Judgement,
    Outcome,
    ReadingResult,
    Relation,
    Test,
    TestResult,
    Verdict,
)
from fedsheet.claims.random_windows import DRAWS, FEWEST
from fedsheet.core.errors import FedsheetError, InputError
from fedsheet.core.formula import parse
from fedsheet.core.notes import Remark, said
from fedsheet.core.text import Text
from fedsheet.present.formats import MINUS
from fedsheet.present.text import Words

SIGNIFICANT = 12  # digits kept of a found number: beyond them is float noise of a unit conversion
LARGE_SHARE = 0.3  # above it a second decimal says nothing
PERCENT_DIGITS = ("pct0", "pct1", "pct2")
FORMATS = {
    "usd": "usd", "usd_bn": "usd", "usd_trn": "usd", "usd_bn_a_year": "usd", "bp": "bp", "pp": "pp1_signed",
    "index": "num2", "thousands": "thousands", "usd_per_barrel": "num2", "weeks": "num1", "months": "months",
    "years": "years1", "days": "days", "date": "date",
}  # fmt: skip
FINER = {"usd": "usd_few", "usd_bn": "usd_few", "usd_trn": "usd_few", "usd_bn_a_year": "usd_few", "bp": "bp_few"}
PERIOD = {"M": "month", "Q": "quarter", "A": "year", "Y": "year"}
INNER_QUOTES = str.maketrans('“”"', "‘’'")  # quotation marks inside quotation marks
QUOTED_PLACES = ("fact", "facts")  # set in quotation marks by their sentences
SERIES_PLACES = ("series", "other", "higher", "lower", "of", "against", "bound")
DAYS_PLACES = ("leave", "only", "carried")  # kinds of days, or days; the period a slower series was taken of
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
_NOT_PLAIN = re.compile(r"[-+*/()×÷−（）]")
SHOWN_SIGNS = {" - ": f" {MINUS} ", " * ": " × ", " / ": " ÷ "}


def amount(measure: Measure, words: Words, forms: Mapping[str, str] = FORMATS) -> str:
    """A measure as its language writes it: as many decimals as it needs, at most two; by other `forms` where given."""
    value, unit = measure.value, measure.unit.name
    if unit == "pct":
        return words.format(value, forms.get(unit) or _percent(float(value)))  # type: ignore[arg-type]  # its kind says so
    if unit == "number":
        return words.format(value, "int" if float(value).is_integer() else "num1")  # type: ignore[arg-type]  # its kind says so
    if unit == "date" and value == date.max:
        return words("claims.never")
    if unit.startswith("usd") and value == 0:
        return words("claims.zero_usd")
    text = words.format(value, forms.get(unit, FORMATS[unit]))
    if unit == "thousands":
        text = text.lstrip("+")  # the format is for changes; here levels are told too
    suffix = f"claims.unit.{unit}"
    return words(suffix, x=text) if suffix in words else text


def _percent(value: float) -> str:
    """The shortest of the percent formats that loses nothing at two decimals; of large shares at one."""
    most = 1 if abs(value) >= LARGE_SHARE else 2
    digits = next(n for n in range(most + 1) if n == most or round(value * 100, n) == round(value * 100, most))
    return PERCENT_DIGITS[digits]


def series_name(label: str, words: Words) -> str:
    """A series, or a difference of two, in words; its id where it has no name here."""
    held = importable()
    key = f"claims.series.{label.replace(' − ', '_minus_').replace(' ', '_')}"
    if key in words:
        return words(key)
    if label in held:
        return held[label].title.of(words.language)
    if f"data.series_{label}" in words:
        return words(f"data.series_{label}")
    parts = label.split(" − ")
    if len(parts) > 1:
        return " − ".join(series_name(part, words) for part in parts)
    if f"explore.instrument_{label.lower()}" in words:
        return words(f"explore.instrument_{label.lower()}")
    if _NAME.fullmatch(label) or not _is_formula(label):
        return _signs(label)
    return _NAME.sub(lambda name: _in_formula(name[0], words), _signs(label))


def _is_formula(label: str) -> bool:
    try:
        parse(label)
    except InputError:
        return False
    return True


def _signs(formula: str) -> str:
    """A formula with the signs that are printed."""
    for sign, printed in SHOWN_SIGNS.items():
        formula = formula.replace(sign, printed)
    return formula


def _in_formula(name: str, words: Words) -> str:
    """A series inside a formula by its name, in quotation marks where signs or brackets stand in it."""
    told = series_name(name, words)
    return f"“{told}”" if told != name and _NOT_PLAIN.search(told) else told


def value_text(place: str, value: Told, words: Words, forms: Mapping[str, str] = FORMATS) -> str:
    """One value of a sentence in words."""
    if isinstance(value, Measure):
        return amount(value, words, forms)
    if isinstance(value, Text):
        said = value.of(words.language)
        return said.translate(INNER_QUOTES) if place in QUOTED_PLACES else said
    if isinstance(value, KnownWhen):
        if value.frequency == WEEK_OF:
            return words("claims.week_of", day=value.day)
        return words.format(value.day, PERIOD.get(value.frequency, "date"))
    if isinstance(value, date):
        return words("claims.never") if value == date.max else words.format(value, "date")
    if isinstance(value, int):
        return words.format(value, "int")
    if isinstance(value, tuple):
        return _several(place, value, words)
    return series_name(value, words) if place in SERIES_PLACES else _token(place, value, words)


def _several(place: str, values: tuple[Told, ...], words: Words) -> str:
    """A list in words; a pair of days inside it is a span."""
    pairs = all(isinstance(value, tuple) for value in values)
    if place == "carried":
        return words.format([_of_period(value, words) for value in values if isinstance(value, tuple)], "list")
    if place == "moves":
        return words.format([_move(value, words) for value in values if isinstance(value, Measure)], "list")
    parts = [_span(value, words) if pairs else value_text(place, value, words) for value in values]  # type: ignore[arg-type]  # its kind says so
    return words.format(parts, "list") if parts else words("claims.none")


def _of_period(pair: tuple[Told, ...], words: Words) -> str:
    """A series and the period it was taken of."""
    name, period = pair
    return words("claims.of_period", series=series_name(str(name), words), period=value_text("", period, words))


def _move(measure: Measure, words: Words) -> str:
    """A change with its sign, that of a price too."""
    return words.format(measure.value, "pct1_signed") if measure.unit.name == "pct" else amount(measure, words)


def _span(pair: tuple[Told, ...], words: Words) -> str:
    start, end = (value_text("", day, words) for day in pair)
    return words("claims.span", start=start, end=end)


def _token(place: str, value: str, words: Words) -> str:
    """A word of a closed set (an instrument, a programme, a direction) in the reader's language."""
    name = value.replace(" ", "_")
    keys = (
        f"claims.word.{place}.{name}", f"claims.word.{name}", f"common.programme_{name}", f"explore.instrument_{name}",
    )  # fmt: skip
    return next((words(key) for key in keys if key in words), value)


def sentence(test: Test, found: Found, words: Words) -> str:
    """What was found, with its days and bases."""
    shown = found.value if test.unit.kind is not found.value.unit.kind else Measure(found.value.value, test.unit)
    if isinstance(shown.value, bool):
        return words(f"claims.quantity.{test.quantity}_{_truth(shown.value)}", **_places(found, words))
    key = f"claims.quantity.{test.quantity}" + (f".{found.form}" if found.form else "")
    return words(key, value=amount(shown, words, _forms(test, shown, words)), **_places(found, words))


def _truth(value: object) -> str:
    """How the sentences of a yes and of a no are told apart: neither is told as a bare word."""
    return "yes" if value else "no"


def _forms(test: Test, shown: Measure, words: Words) -> Mapping[str, str]:
    """The forms a found value is told in: finer ones where it would read the same as a bound that it is not."""
    if test.unit.name not in FINER or isinstance(shown.value, date | bool):
        return FORMATS
    ends = [test.expected, *([test.upper] if test.upper is not None else [])]
    bounds = [_base(float(end) + slack, test.unit) for end in ends for slack in (-test.tolerance, test.tolerance)]  # type: ignore[arg-type]  # its unit says so
    text = amount(shown, words)
    near = any(amount(one, words) == text and not math.isclose(one.value, shown.value) for one in bounds)  # type: ignore[arg-type]  # the same
    return FINER if near else FORMATS


def _percent_alike(found: Found) -> dict[str, str]:
    """Percentages that one sentence tells side by side have the decimals of the one that needs most: 9.0% to 9.1%."""
    shares = [float(m.value) for m in found.told.values() if isinstance(m, Measure) and m.unit.name == "pct"]  # type: ignore[arg-type]  # its unit says so
    return {"pct": max(map(_percent, shares))} if len(shares) > 1 else {}


def _places(found: Found, words: Words) -> dict[str, str]:
    """What a quantity tells beside its value, in words, by the places of its sentence."""
    forms = FORMATS | _percent_alike(found)
    places = {place: value_text(place, value, words, forms) for place, value in found.told.items()}
    if found.form:
        places = {"move": "", "every": "", "days": ""} | places
        places["days"] = "".join(
            words(f"claims.days_{place}", days=places[place]) for place in DAYS_PLACES if place in places
        )
    begins = found.told.get("start")
    if isinstance(begins, KnownWhen):
        places["period"] = words(f"claims.period.{begins.frequency[:1]}")
    return places


def expectation(test: Test, words: Words) -> str:
    """What the text expects, with its tolerance."""
    if test.unit.kind is Kind.TRUTH:
        return words(f"claims.expected.truth_{_truth(test.expected)}")
    value = amount(_base(test.expected, test.unit), words, FINER)
    if test.relation is not Relation.ABOUT:
        kind = "date" if test.unit.kind is Kind.DATE else "number"
        upper = {} if test.upper is None else {"upper": amount(_base(test.upper, test.unit), words, FINER)}
        return words(f"claims.expected.{test.relation}_{kind}", value=value, **upper)
    if not test.tolerance:
        return words("claims.expected.exactly", value=value)
    return words("claims.expected.about", value=value, tolerance=_slack(test, words))


_DAYS = ClaimUnit("days", Kind.DAYS)


def _slack(test: Test, words: Words) -> str:
    """The tolerance in words: of a percentage in points, of a date in days."""
    if test.unit.name in ("pct", "pp"):
        return words("claims.unit.points", x=f"{test.tolerance:g}")
    unit = test.unit if test.unit.kind is not Kind.DATE else _DAYS
    return amount(_base(test.tolerance, unit), words, FINER).lstrip("+")


def _base(value: Scalar, unit: ClaimUnit) -> Measure:
    """A number of this unit as a measure in base units; dates and truths as they are."""
    return Measure(value if isinstance(value, date | bool) else float(value) * unit.scale, unit)


def _named(reason: str, words: Words) -> str:
    """A reason with its series called by name, where it has one."""
    facts = getattr(reason, "facts", ())
    if not any(isinstance(fact.values.get("label"), str) for fact in facts):
        return reason
    return Remark(*(_with_name(fact, words) for fact in facts))


def _with_name(fact: FedsheetError, words: Words) -> FedsheetError:
    label = fact.values.get("label")
    named = {"label": series_name(label, words)} if isinstance(label, str) else {}
    return FedsheetError(fact.key, where=fact.where, **(dict(fact.values) | named))


def missing(result: TestResult, words: Words) -> str:
    """Why a test is not decided: which series would decide it and how it comes in, or what is wrong as it is asked."""
    if result.reason:
        return said(_named(result.reason, words), words.language).rstrip(".。")
    if result.few is not None:
        n, least = result.few
        return words("claims.missing.few", series=series_name(result.missing, words), n=n, least=least)
    if result.known_since is not None:
        return words("claims.missing.not_yet", series=series_name(result.missing, words), day=result.known_since)
    if result.last_known is not None:
        key = "claims.missing.ends_pull" if result.pull else "claims.missing.ends"
        return words(key, series=series_name(result.missing, words), day=result.last_known, group=result.pull)
    if result.held_from is not None:
        name = series_name(result.missing, words)
        return words("claims.missing.begins_pull", series=name, day=result.held_from, group=result.pull)
    if result.pull:
        return words("claims.missing.pull", series=series_name(result.missing, words), group=result.pull)
    held = importable().get(result.missing)
    if held is None:
        return words("claims.missing.record", what=result.missing)
    name, by = held.title.of(words.language), held.publisher_title.of(words.language)
    return words("claims.missing.importable", id=held.id, name=name, by=by, publisher=held.publisher, unit=held.unit)


def of_test(result: TestResult, words: Words) -> str:
    """One test: what was found against what is expected."""
    if result.found is None:
        return missing(result, words)
    return words(
        "claims.test", found=sentence(result.test, result.found, words), expected=expectation(result.test, words)
    )


def of_reading(result: ReadingResult, words: Words, *, other: bool = False) -> str:
    """One reading: its name, its outcome, and its tests, the same gap told once; of another than the primary, "if"."""
    parts = list(dict.fromkeys(of_test(test, words) for test in result.tests))
    name = result.reading.name.of(words.language)
    outcome = "other_holds" if other and result.outcome is Outcome.HOLDS else result.outcome.name.lower()
    key = f"claims.reading.{outcome}" + ("" if name else "_unnamed")
    return words(key, name=name, tests=words("common.semicolon").join(parts))


def why(judgement: Judgement, words: Words) -> str:
    """The whole reason of a verdict, generated from the numbers."""
    others = [one for one in judgement.current.readings if one is not judgement.primary]
    parts = [of_reading(judgement.primary, words), *(of_reading(one, words, other=True) for one in others)]
    parts += beside(judgement, words)
    parts += [words("claims.at_vintage", day=one.label, values=values_at(one, words)) for one in judgement.older]
    if judgement.verdict is Verdict.VINTAGE:
        parts.append(words("claims.reason.vintage"))
    if judgement.claim.limit and judgement.verdict is Verdict.OWN_BASE:
        parts.append(words(f"claims.reason.{judgement.claim.limit}"))
    note = judgement.claim.note.of(words.language)
    return words("claims.space").join([*parts, *([note] if note else [])])


def beside(judgement: Judgement, words: Words) -> list[str]:
    """The neighbour that holds, and how often the form holds on random windows, where they are known."""
    told, near = [], judgement.neighbour
    if near is not None and near.result.found is not None:
        found = sentence(near.result.test, near.result.found, words)
        told.append(words(f"claims.neighbour.{near.kind}", found=found, **({"day": near.day} if near.day else {})))
    if judgement.false_hold is not None:
        told.append(_on_random_windows(judgement.false_hold, words))
    return told


def _on_random_windows(rate: FalseHold, words: Words) -> str:
    """How often the form holds on random windows, or why that cannot be told."""
    if not rate.has_days:
        return words("claims.false_hold.no_days")
    if rate.share is None:
        return words("claims.false_hold.too_few", n=rate.n, draws=DRAWS, least=FEWEST)
    return words("claims.false_hold.told", share=rate.share, n=rate.n)


def values_at(one: AtVintage, words: Words) -> str:
    """What one vintage gave: its values in a row, each once."""
    return values_in([test for reading in one.readings for test in reading.tests], words)


def values_in(tests: Sequence[TestResult], words: Words) -> str:
    """The values found by several tests in a row, each once; a yes or no only where there is nothing else."""
    found = [test for test in tests if test.found]
    numbers = [test for test in found if test.test.unit.kind is not Kind.TRUTH] or found
    return words.format(list(dict.fromkeys(value_of(test, words) for test in numbers)), "list")


def verdict_name(verdict: Verdict, words: Words) -> str:
    """The verdict in the reader's language."""
    return words(f"claims.verdict.{verdict.name.lower()}")


def place_name(report: str, place: str, words: Words) -> str:
    """Where in the text a claim stands: a chapter of the shipped report by name, a user's own words as they are."""
    key = f"claims.place.{report}.{place}"
    return words(key) if key in words else place


def found_number(judgement: Judgement) -> Scalar | None:
    """The deciding number in the claim's unit; None where nothing could be found."""
    result = judgement.deciding
    if result.found is None:
        return None
    return clean(result.found.value.in_unit(result.test.unit))


def clean(value: Scalar) -> Scalar:
    """Without the noise that the conversion of units leaves in the last digits."""
    return float(f"{value:.{SIGNIFICANT}g}") if isinstance(value, float) else value


def value_of(result: TestResult, words: Words) -> str:
    """The number found in the claim's unit; of a test that waits for a series, the series."""
    if result.found is None:
        return series_name(result.missing, words) if result.missing else words("claims.none")
    found, kind = result.found, result.test.unit.kind
    moves, when = found.told.get("moves"), found.told.get("since", found.told.get("on"))
    if moves is not None:  # of a share of windows the moves themselves tell more
        return value_text("moves", moves, words)
    if kind is Kind.DATE and isinstance(when, KnownWhen) and when.day == found.value.value:
        return value_text("on", when, words)
    if kind is Kind.TRUTH:
        return words(f"claims.value.{result.test.quantity}_{_truth(found.value.value)}", **_places(found, words))
    shown = Measure(found.value.value, result.test.unit)
    text = amount(shown, words, _forms(result.test, shown, words))
    of_what = f"claims.value.{result.test.quantity}"
    return words(of_what, value=text, **_places(found, words)) if of_what in words else text


def shown(judgement: Judgement, words: Words) -> str:
    """What the deciding test found, in a word; that nothing was, where so."""
    result = judgement.deciding
    return value_of(result, words) if result.found else words("claims.none")


def counted(judgements: Sequence[Judgement], words: Words) -> str:
    """How many claims there are and have each verdict."""
    return words("claims.counted", n=len(judgements), parts=count_parts(judgements, words))


def count_parts(judgements: Sequence[Judgement], words: Words) -> str:
    """How many claims have each verdict, in the order of the verdicts."""
    counts: Mapping[Verdict, int] = Counter(one.verdict for one in judgements)
    parts = [words("claims.count", verdict=verdict_name(v, words), n=counts[v]) for v in Verdict if counts.get(v)]
    return words.format(parts, "list")


def decided(judgements: Sequence[Judgement]) -> int:
    """How many claims open data decide, one way or the other."""
    return sum(any(r.outcome is not Outcome.NOT_HELD for r in one.current.readings) for one in judgements)


def all_found(judgement: Judgement, words: Words) -> str:
    """What each reading gave, with its base and outcome, or the series it waits for; then an older vintage."""
    readings = judgement.current.readings
    parts = [_reading(reading, words) for reading in readings]
    now = values_at(judgement.current, words)
    older = {one.label: values_at(one, words) for one in judgement.older}
    parts += [words("claims.section.older", day=day, values=then) for day, then in older.items() if then != now]
    return words("common.semicolon").join(parts)


def _reading(result: ReadingResult, words: Words) -> str:
    """The values of one reading; where it has a name, that and whether it holds; of one not judged, why.

    A reading without a name says what was found in a sentence, with its days: a bare number would not say of what.
    """
    name = result.reading.name.of(words.language)
    if result.outcome is Outcome.NOT_JUDGED:
        reasons = (missing(test, words) for test in result.tests if test.found is None)
        values = words.format(list(dict.fromkeys(reasons)), "list")
    elif result.outcome is Outcome.NOT_HELD:
        gaps = (value_of(test, words) for test in result.tests if test.found is None)
        values = words("claims.section.waits", value=words.format(list(dict.fromkeys(gaps)), "list"))
    elif name:
        values = values_in(result.tests, words)
    else:
        told = [sentence(test.test, test.found, words) for test in result.tests if test.found is not None]
        values = words("common.semicolon").join(told)
    key = f"claims.section.reading_{result.outcome.name.lower()}" if name else "claims.section.plain"
    return words(key, name=name, value=values)
