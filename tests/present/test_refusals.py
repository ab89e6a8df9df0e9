"""An error is a fact; its sentence is written at the door, in the reader's language and the door's words."""

from __future__ import annotations

import ast
import json
import pickle
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import DatabaseError
from string import Formatter

import pytest

from fedsheet.core.errors import DateRangeError, FedsheetError, InputError, StoreError, UnitError, UnknownNameError
from fedsheet.core.fields import KINDS
from fedsheet.core.notes import Remark
from fedsheet.core.units import UNITS, unit
from fedsheet.portfolio.scenario.file import parse_scenario
from fedsheet.present.refusals import OF_FILES, PARTS, sentences
from fedsheet.web.serving.json_input import parse
from support import REPOSITORY, snapshot_vintage

SOURCE = REPOSITORY / "src" / "fedsheet"
KEY = re.compile(r'(?:Error|__init__|Note\.of)\(\s*"([a-z_]+\.[a-z_0-9]+)"')
QUOTED = re.compile(r'"([a-z_]+\.[a-z_0-9]+)"')
BUILT = re.compile(r'f"([a-z_]+\.[a-z_0-9]+)\{')
STOPPED = re.compile(r'\.stop\(\s*"([a-z_0-9]+)"')  # of a table of the record


def _below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


OPTION = re.compile(r"(?<![\w-])--[a-z]")
PLAIN = {"doors", "hints", "kinds", "system"}  # tables that are no errors
DOORS = ("cli", "page", "python", "http")
ERRORS = {one.__name__ for one in (FedsheetError, *_below(FedsheetError))} | {"LineError", "ClockError", "NotHeldError"}
TYPED = re.compile(r"""^f?(["']).*[a-z]{2,} [a-z]{2,}.*\1$""")
PLACES = {"mbs.py", "conditions.py"}  # `where` of a calculation: "prepayment model"
LOWER = ("core", "sheet", "record", "instruments", "portfolio", "review", "market", "outlook", "chain", "claims")


def keys() -> set[str]:
    return {key for path in SOURCE.rglob("*.py") for key in KEY.findall(path.read_text("utf-8"))}


def written() -> str:
    return "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))


def named(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_key_raised_has_its_sentence(lang: str) -> None:
    held = sentences(lang)
    assert [
        key for key in sorted(keys()) if not held[key.partition(".")[0]].get(key.partition(".")[2], {}).get("what")
    ] == []


def test_every_sentence_is_raised() -> None:
    held = sentences("en")
    rooms = set(held) - PLAIN
    source = written()
    said = {*QUOTED.findall(source), *(f"record.{name}" for name in STOPPED.findall(source))}
    built = tuple({*BUILT.findall(source), "core.unknown_", "fields."})
    all_held = {f"{room}.{name}" for room in rooms for name in held[room]}
    assert [key for key in sorted(all_held) if key not in said and not key.startswith(built)] == []
    assert {f"record.{name}" for name in STOPPED.findall(source)} <= all_held
    assert set(held["fields"]) == KINDS


def sentences_typed(path: Path) -> Iterator[str]:
    """Errors made of English words instead of a key with values, and sentences among their values."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        name = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
        if isinstance(call, ast.Call) and name in ERRORS:
            texts = [*call.args[: name != "UnknownNameError"], *(word.value for word in call.keywords)]
            for text in (re.sub(r"\{[^{}]*\}", "", ast.unparse(one)) for one in texts):
                if TYPED.search(text) and " if " not in text:
                    yield f"{path.relative_to(SOURCE)}:{call.lineno} {text}"


def test_no_error_is_made_of_english_words() -> None:
    found = [said for path in SOURCE.rglob("*.py") if path.name not in PLACES for said in sentences_typed(path)]
    assert found == []


def test_every_kind_of_thing_that_can_be_unknown_is_named_in_both_languages() -> None:
    calls = [call for path in SOURCE.rglob("*.py") for call in ast.walk(ast.parse(path.read_text("utf-8")))
             if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "UnknownNameError"]  # fmt: skip
    kinds = {one.value for call in calls for one in call.args[:1] if isinstance(one, ast.Constant)}
    assert len(kinds) > 50
    assert {kind.replace(" ", "_") for kind in kinds} <= set(sentences("zh")["kinds"])


LOSES = re.compile(
    r"\b(move|delete|remove)\b.*\b(store|replies|journal|figures)\b|(移走|删除).*(数据库|回复|日志)", re.IGNORECASE
)
HOLDS_NONE = ("{pointer}", "it holds no figures")  # a file of remembered folders; the lock


def test_no_advice_moves_or_deletes_what_holds_figures() -> None:
    advised = [
        text for lang in ("en", "zh") for room in set(sentences(lang)) - PLAIN
        for parts in sentences(lang)[room].values() if LOSES.search(text := parts.get("do", ""))
    ]  # fmt: skip
    assert [text for text in advised if not any(word in text for word in HOLDS_NONE)] == []


def test_what_the_system_says_is_told_in_the_readers_language() -> None:
    error = StoreError("store.raw_lock_unusable", lock="x", error=FileNotFoundError(2, "No such file or directory"))
    assert error.part("what", "zh") == "锁文件“x”无法使用（不存在）"
    assert "Errno" not in error.part("all", "en")


def test_a_number_of_thousands_of_digits_is_told_without_pythons_advice() -> None:
    with pytest.raises(FedsheetError) as huge:
        parse_scenario(f"schema = {'9' * 5_000}\n", "huge")
    assert "a number has thousands of digits" in huge.value.said("en", "cli")
    assert "有一个数字长达数千位" in huge.value.said("zh", "cli")


def test_both_languages_say_the_same_parts() -> None:
    zh, en = sentences("zh"), sentences("en")
    assert set(zh["kinds"]) == set(en["kinds"])
    assert set(zh["hints"]) == set(en["hints"])
    assert set(zh["system"]) == set(en["system"])
    for room in set(en) - PLAIN:
        for name, parts in en[room].items():
            assert set(parts) == set(zh[room][name]) <= set(PARTS), name
            assert all(named(text) == named(zh[room][name][part]) for part, text in parts.items()), name


def test_no_floor_below_the_doors_names_an_option() -> None:
    held = sentences("en")
    said = [(room, name) for room in LOWER for name, parts in held.get(room, {}).items() if OPTION.search(str(parts))]
    assert said == []


def test_a_name_is_told_in_the_language() -> None:
    error = UnknownNameError("series", "walcl", [f"S{n}" for n in range(20)] + ["WALCL"])
    assert str(error) == "Unknown series 'walcl'. Nearest known: WALCL."
    assert error.said("zh") == "没有名为“walcl”的序列。最接近的有：WALCL。"
    assert error.nearest == ["WALCL"]


def test_the_nearest_names_come_first_and_an_unlike_one_is_not_told_as_near() -> None:
    """Half of the letters in common made MINE, a file of one's own, the answer to NOPE."""
    known = [*(f"S{n}" for n in range(20)), "MINE", "WALCL", "WLCFLL", "point"]
    assert UnknownNameError("series", "walcll", known).nearest == ["WALCL", "WLCFLL"]
    for name in ("NOPE", "TIN"):
        assert "Nearest" not in str(UnknownNameError("series", name, known))


def test_what_a_schema_and_the_system_say_has_no_english_in_chinese() -> None:
    for text in ("bp = 1", "[end]\nreserves_to_gdp = 2.0", "[[shift]]\nday = 2026-01-01\nbp = true", "until = 1.5"):
        with pytest.raises(InputError) as caught:
            parse_scenario(f'schema = 1\ntitle = "x"\nopens = "latest"\n{text}\n', "a.toml")
        said = re.sub(r"“[^”]*”|a\.toml|[a-z_0-9]+(\.[a-z_0-9]+)+|until|title", "", caught.value.said("zh"))
        assert not re.search(r"[a-z]{3,} [a-z]{2,}", said), said
    damaged = StoreError("store.observations_damaged", file="x.db", error=DatabaseError("file is not a database"))
    assert "（该文件不是数据库）" in damaged.said("zh")
    assert "(file is not a database)" in damaged.said("en")


def test_words_made_elsewhere_are_said_as_they_are() -> None:
    error = InputError("The box is shut", where="the hall", possible="It opens at nine", do="Come back")
    assert str(error) == "the hall: The box is shut. It opens at nine. Come back."
    assert (error.what, error.possible, error.do) == ("The box is shut", "It opens at nine", "Come back")
    assert error.at("the attic").where == "the attic"


def test_options_are_said_in_the_words_of_the_door() -> None:
    error = DateRangeError("No", do="Use <as_of> 2020-01-02 or later", where="<as_of>")
    assert error.said("en", "cli") == "--as-of: No. Use --as-of 2020-01-02 or later."
    assert error.said("en", "python") == "as_of=: No. Use as_of= 2020-01-02 or later."
    assert error.said("zh", "page").startswith("“信息截至”框：No。")
    assert all("<" not in error.said(lang, door) for lang in ("zh", "en") for door in DOORS)


def test_an_error_crosses_processes_with_its_values() -> None:
    for error in (UnknownNameError("series", "x", ["y"]), DateRangeError("No", do="Wait", where="here")):
        again = pickle.loads(pickle.dumps(error))  # our own bytes
        assert type(again) is type(error)
        assert (again.key, again.values, again.where, str(again)) == (error.key, error.values, error.where, str(error))
    assert isinstance(pickle.loads(pickle.dumps(error)), FedsheetError)


def test_every_chinese_sentence_is_chinese() -> None:
    plain = [
        f"{room}.{name}"
        for room, told in sentences("zh").items() if room not in PLAIN
        for name, parts in told.items() if re.search(r"[A-Za-z]{3}", re.sub(r"\{[^}]*\}", "", parts["what"]))
        and not re.search("[\u4e00-\u9fff]", parts["what"])
    ]  # fmt: skip
    assert plain == []


@pytest.mark.parametrize(("lang", "said"), [("en", "not UTF-8 text (byte 3)"), ("zh", "不是 UTF-8 文本（第 3 字节）")])
def test_bytes_that_are_no_utf_8_are_told_without_the_codecs_own_words(lang: str, said: str) -> None:
    with pytest.raises(UnicodeDecodeError) as bad:
        b"abc\xd6".decode()
    told = InputError("runs.review_event_file_cannot_read", where="f", error=bad.value).said(lang, "cli")
    assert said in told
    assert "codec" not in told


@pytest.mark.parametrize("body", [b"", b"{", b"nope", b"[1,]", b'{"a": 1', b'{"a" 1}', b'{"a": "\n"}'])
def test_a_body_that_is_no_json_is_told_in_the_readers_language(body: bytes) -> None:
    with pytest.raises(InputError) as refused:
        parse(body)
    said = re.search("（(.*)）", refused.value.said("zh", "page"))
    assert said is not None
    assert re.fullmatch(r"第 \d+ 行第 \d+ 个字符处无法读取", said[1])


class _Latin(str):
    """A word for any place of a sentence, whatever form it asks for."""

    def __format__(self, spec: str) -> str:
        return str(self)


def test_no_chinese_sentence_quotes_with_straight_marks_or_lets_a_latin_word_touch_chinese() -> None:
    for room, told in sentences("zh").items():
        for name in told if room not in PLAIN else ():
            values = {value: _Latin("2026-11") for text in told[name].values() for value in named(text)}
            said = " ".join(InputError(f"{room}.{name}", **values).part(part, "zh") for part in told[name])
            said = said.replace("table('2026-11')", "")  # Python, to be typed
            assert not re.search("'|2026-11[\u4e00-\u9fff]|[\u4e00-\u9fff]2026-11", said), (room, name, said)


def test_where_there_is_nothing_to_choose_that_is_said() -> None:
    told = UnknownNameError("table of PolicyPath", "x", ())
    assert str(told) == "Unknown table of PolicyPath 'x'. There is none."
    assert told.said("zh", "cli").endswith("这里一个也没有。")


def test_a_claim_and_what_a_figure_stands_for_are_named_in_the_language() -> None:
    wrong = InputError("claims.parse_two_values_expected", where="note.toml: <claim A1>")
    assert wrong.said("zh").startswith("note.toml：论断 A1：")
    assert wrong.said("en").startswith("note.toml: claim A1: ")
    known = snapshot_vintage()
    with pytest.raises(UnitError) as refused:
        _ = known["WALCL"] - known["WRESBAL"]
    assert "“周三余额”口径" in refused.value.said("zh")
    assert "'Wednesday level' figure" in refused.value.said("en")


@pytest.mark.parametrize("text", ["x = [", "x = = 1", "x = 1\nx = 2", '{"a": }'])
def test_what_a_parser_says_is_begun_in_our_words_in_both_languages(text: str) -> None:
    """English adds the parser's own reason; the Chinese sentence has the same place and not a word of English."""
    reader = json.loads if text.startswith("{") else tomllib.loads
    with pytest.raises(tomllib.TOMLDecodeError if reader is tomllib.loads else json.JSONDecodeError) as found:
        reader(text)
    error = InputError("claims.parse_valid_toml", error=found.value)
    english, chinese = error.part("what", "en"), error.part("what", "zh")
    begins = {"x = [": "ends before", "x = = 1": "in line 1", "x = 1\nx = 2": "stands twice"}.get(text, "character 7")
    assert begins in english
    assert english.endswith(")")
    assert not re.search("[A-Za-z]{2,}", chinese.replace("TOML", ""))


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_in_a_refusal_is_in_the_readers_language_and_may_be_typed_as_told(name: str) -> None:
    told = UnitError("core.series_plain_number", id="X", number=1, unit=UNITS[name])
    assert f"'{name}'" in told.said("en")
    word = re.search("“(.+?)”", told.said("zh"))[1]
    assert not re.search("[A-Za-z]{2,}", word)
    assert unit(word) is UNITS[name]


def test_unlike_units_are_told_by_kind_in_the_readers_language() -> None:
    with pytest.raises(UnitError) as refused:
        UNITS["Millions of USD"].factor_to(UNITS["Percent"])
    assert refused.value.part("what", "zh") == "“百万美元”（金额）不能换算为 “%”（利率或占比）"


def test_a_note_inside_a_refusal_speaks_as_the_door_does() -> None:
    note = Remark.of("store.observations_later", since="2007-01-04")
    error = DateRangeError(
        "store.observations_value_known", series_id="WALCL", as_of="1990-01-01", said="", said_2=note
    )
    said = {door: error.part("do", "en", door) for door in DOORS}
    assert said["cli"] == "Use --as-of 2007-01-04 or later"
    assert said["python"].startswith("Use as_of= 2007")
    assert "box" in said["page"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_door_without_files_advises_none(lang: str) -> None:
    for do in OF_FILES:
        assert do in sentences(lang)["hints"]
        refused = UnknownNameError("scenario", "x", ["today"], do=do)
        assert "toml" in refused.said(lang, "python").lower()
        assert "toml" not in refused.said(lang, "http").lower()
