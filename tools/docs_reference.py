"""What the site of the documents computes: the reference, tables of parameters, exhibits as tables.

references         one page each: Python, commands, exhibits, series, quantities, addresses of the API, schemas
parameter_tables   a parameter file as it stands: value, standard error, unit, how it was found
exhibit_table      an exhibit as a table in a language
"""

from __future__ import annotations

import importlib
import inspect
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import compress
from pathlib import Path
from textwrap import dedent
from typing import Any

ROOT = Path(__file__).parent.parent
BAR = re.compile(r"(?<!\\)\|")  # in a table it begins a column, in what is typed as well
BROKEN = re.compile(r"[ \u2e80-\uffff]")  # where a line may end within a cell
WIDE = re.compile(r"[\u2e80-\uffff]")
LONG = 18  # letters of a cell whose column a page may not make narrow; Chinese ones count twice
MOST_ROWS = 48  # of an exhibit on a page
MOST_WIDTH = 66  # of a signature in one line
# Results and values that the front door hands out, with where they are defined.
CLASSES = (
    "core.series.Series", "core.vintage.Vintage", "core.shown.Shown", "present.notebook.InNotebook",
    "portfolio.projection.Projection", "portfolio.many_paths.path_result.PathResult", "market.simulate.Simulation",
    "chain.rounds.Chain", "claims.results.Judged", "sheet.statement.Statement", "record.path.PolicyPath",
    "core.errors.FedsheetError",
)  # fmt: skip
SAID = {
    "en": {
        "python": "Python", "commands": "Commands", "exhibits": "Tables and figures by name", "series": "Series",
        "quantities": "Quantities of claims", "http": "Addresses of the API", "schemas": "JSON Schemas",
        "python_lead": "What one may use from Python: the names of `fedsheet` and what they hand out, from docstrings.",
        "commands_lead": "Every command with its arguments and options, written from the commands themselves.",
        "http_lead": "Written from the OpenAPI document that `fedsheet api` answers at `/v1/openapi.json`.",
        "schemas_lead": "One a kind of file of your own; `fedsheet new KIND --schema` prints it.",
        "name": "Name", "value": "Value", "error": "Standard error", "unit": "Unit", "how": "How found",
        "option": "Option", "default": "Default", "what": "What", "hands": "Values and results",
        "parameter": "Parameter", "set": "set", "rows": "The first {n} rows of {all}.", "needed": "needed",
        "newest": "The newest {n} rows of {all}.", "answers": "What an address answers", "status": "Status",
        "place": "In",
    },
    "zh": {
        "python": "Python", "commands": "命令", "exhibits": "图表名称", "series": "序列",
        "quantities": "论断可用的指标",
        "http": "API 地址", "schemas": "JSON Schema",
        "python_lead": "Python 中可用的名称（`fedsheet`）及其返回的对象，由代码中的说明文字（英文）生成。",
        "commands_lead": "全部命令及其参数与选项，由命令自身生成。",
        "http_lead": "由 `fedsheet api` 在 `/v1/openapi.json` 给出的 OpenAPI 文档生成。",
        "schemas_lead": "每种自备文件一份；`fedsheet new KIND --schema` 可打印。",
        "name": "名称", "value": "取值", "error": "标准误", "unit": "单位", "how": "依据", "option": "选项",
        "default": "默认", "what": "说明", "hands": "取值与结果", "parameter": "参数", "set": "设定",
        "rows": "共 {all} 行，列出前 {n} 行。", "needed": "必填", "newest": "共 {all} 行，列出最近 {n} 行。",
        "answers": "各地址的答复", "status": "状态码", "place": "位置",
    },
}  # fmt: skip


def references(lang: str) -> Iterator[tuple[str, str]]:
    """Every page of the reference by name."""
    said = SAID[lang]
    yield "python", python_page(said)
    yield "commands", commands_page(said, lang)
    for name, exhibit in (("exhibits", ""), ("series", "series-held"), ("quantities", "claims-quantities")):
        yield name, f"# {said[name]}\n\n{exhibit_table(exhibit, lang, most=10_000)}"
    yield "http", http_page(said, lang)
    yield "schemas", schemas_page(said)


# ---- Python ------------------------------------------------------------------------------------------------------


def python_page(said: Mapping[str, str]) -> str:
    """The names of the front door and what they hand out, from their docstrings."""
    import fedsheet

    parts = [f"# {said['python']}\n\n{said['python_lead']}\n\n## fedsheet\n\n{_docstring(fedsheet.__doc__ or '')}"]
    parts += [_entry(name, function) for name, function in functions().items()]
    parts.append(f"## {said['hands']}")
    for name, found in classes().items():
        parts += _class(name, found)
    return "\n\n".join(parts) + "\n"


def functions() -> dict[str, Any]:
    """The functions of the front door by the name they are called by."""
    import fedsheet

    return {f"fedsheet.{name}": _real(getattr(fedsheet, name)) for name in fedsheet.__all__ if not name.startswith("_")}


def classes() -> dict[str, type]:
    """What the front door hands out, by name."""
    parts = [dotted.rpartition(".") for dotted in CLASSES]
    return {name: getattr(importlib.import_module(f"fedsheet.{module}"), name) for module, _, name in parts}


def _class(name: str, found: type) -> Iterator[str]:
    yield f"### {name}\n\n{_docstring(inspect.getdoc(found) or '')}"
    for member, value in vars(found).items():
        doc = inspect.getdoc(value)
        if member.startswith("_") or not doc or not (inspect.isfunction(value) or isinstance(value, property)):
            continue
        given = "" if isinstance(value, property) else _signature(value, 1_000)
        yield f"`{name}.{member}{given}`\n: {' '.join(doc.split())}"


def _entry(name: str, function: Any) -> str:
    told = _docstring(inspect.getdoc(function) or "")
    return f"### {name}\n\n```python\n{name}{_signature(function)}\n```\n\n{told}"


def _real(function: Any) -> Any:
    """What a package that can be called calls."""
    if not inspect.ismodule(function):
        return function
    name = function.__name__.rpartition(".")[2]
    where = "front" if name == "record" else name
    return getattr(importlib.import_module(f"fedsheet.runs.{where}"), name)


def _signature(function: Any, most: int = MOST_WIDTH) -> str:
    found = inspect.signature(function)
    kept = [one.replace(annotation=inspect.Parameter.empty) for one in found.parameters.values() if one.name != "self"]
    text = str(found.replace(parameters=kept, return_annotation=inspect.Signature.empty))
    text = re.sub(r"<function .*? at 0x[0-9a-f]+>", "...", text)
    one_a_line = re.sub(r", (?![^()]*\))", ",\n    ", text[1:-1])  # a default in brackets stays whole
    return text if len(text) < most else f"(\n    {one_a_line},\n)"


def _docstring(text: str) -> str:
    """Prose as prose; an example, and what is set in columns or indented, as it stands."""
    return "\n\n".join(_block(block) for block in re.split(r"\n\s*\n", inspect.cleandoc(text)))


def _block(text: str) -> str:
    if text.startswith(">>> "):
        return f"```pycon\n{text}\n```"
    return f"```text\n{dedent(text)}\n```" if re.search(r"^ |\S {2,}\S", text, re.M) else _escaped(text)


def _escaped(text: str) -> str:
    return re.sub(r"([<>*_|\[\]])(?=[^`]*(?:`[^`]*`[^`]*)*$)", r"\\\1", text)


def cell(text: object) -> str:
    """A cell of a table: one line, nothing in it becomes markup."""
    return prose(" ".join(str(text).split()))


def prose(text: str) -> str:
    """Words of which none becomes markup; what stands between backticks is typed and stays so."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backtick alone is a sign like others
        parts = [text]
    return "`".join(
        part if place % 2 else re.sub(r"([\\`*_{}\[\]<>|$])", r"\\\1", part) for place, part in enumerate(parts)
    )


def rows(heads: list[str], body: list[list[str]]) -> str:
    """A table in Markdown; a column is not so narrow that a short text breaks, or Chinese stands upright in it."""
    lines = [heads, ["---"] * len(heads), *([_wide(one) for one in row] for row in body)]
    held = ([BAR.sub(r"\\|", one) for one in line] for line in lines)
    return "\n".join("| " + " | ".join(line) + " |" for line in held) + "\n"


def _wide(text: str) -> str:
    if "`" in text:
        return text
    is_long = len(text) + len(WIDE.findall(text)) > LONG
    if not BROKEN.search(text):
        return text.replace("\\_", "\\_<wbr>") if is_long else text  # a long name ends its line behind a stroke
    kind = "long" if is_long else "short" if " " in text else "whole"  # the short one may break on a telephone
    return f'<span class="{kind}">{text}</span>'


# ---- commands, addresses, schemas --------------------------------------------------------------------------------


def commands_page(said: Mapping[str, str], lang: str) -> str:
    """Every command and command of a room, from what typer made of it; in Chinese as `--help --lang zh` has it."""
    from fedsheet.cli.main import COMMANDS, _load

    parts = [f"# {said['commands']}\n\n{said['commands_lead']}"]
    for name, (module, attribute, line) in COMMANDS.items():
        command: Any = _load(name, module, attribute, line)
        subs = getattr(command, "commands", None)
        parts.append(f"## fedsheet {name}\n\n{_help(line, lang)}")
        parts += [_command(f"fedsheet {name} {sub}", one, said, lang, 3) for sub, one in subs.items()] if subs else [
            _command(f"fedsheet {name}", command, said, lang, 0)
        ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _command(line: str, command: Any, said: Mapping[str, str], lang: str, level: int) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = " ".join([line, *(_metavar(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    body = [
        [
            f"`{_metavar(p) if p in arguments else ', '.join([*p.opts, *p.secondary_opts])}`",
            cell(_default(p, said)),
            _help(p.help, lang),
        ]
        for p in (*arguments, *options)
    ]
    head = f"{'#' * level} {line}\n\n" if level else ""
    text = "\n\n".join(_help(part, lang) for part in (command.help or "").split("\n\n"))
    table = rows([said["option"], said["default"], said["what"]], body) if body else ""
    return f"{head}```sh\n{usage}\n```\n\n{text}\n\n{table}"


def _metavar(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name or "").strip("[]{}").upper()
    return name if parameter.required else f"[{name}]"


def _default(parameter: Any, said: Mapping[str, str]) -> str:
    if parameter.required:
        return said["needed"]
    value = parameter.default
    return "" if value in (None, "", False, ()) or callable(value) else str(value)


def _help(text: str | None, lang: str) -> str:
    from fedsheet.cli.help import said

    told = said(text or "") if lang == "zh" else text or ""
    return cell(told.replace("\b", ""))


def http_page(said: Mapping[str, str], lang: str) -> str:
    """Every address with its parameters, from the OpenAPI document; what all answer alike stands once."""
    from fedsheet.api.app import create

    described = create().openapi()
    asked = [(path, method, what) for path, methods in described["paths"].items() for method, what in methods.items()]
    alike = {  # what most of the addresses say of a status
        status: Counter(one["responses"][status]["description"] for _, _, one in asked).most_common(1)[0][0]
        for status in sorted(asked[0][2]["responses"])
    }
    table = rows([said["status"], said["what"]], [[f"`{key}`", _in(lang, text)] for key, text in alike.items()])
    parts = [f"# {said['http']}\n\n{said['http_lead']}"]
    for path, method, what in asked:
        body = [
            [f"`{one['name']}`", cell(one["in"]), _in(lang, one.get("description", ""))]
            for one in what.get("parameters", ())
        ]
        body += [[f"`{name}`", "body", _in(lang, text)] for name, text in _fields(what, described)]
        given = rows([said["parameter"], said["place"], said["what"]], body) if body else ""
        other = "; ".join(
            f"`{status}` {_in(lang, one['description'])}"
            for status, one in what["responses"].items()
            if one["description"] != alike.get(status)
        )
        parts.append(f"## {method.upper()} {cell(path)}\n\n{_in(lang, what['description'])}\n\n{given}\n{other}")
    parts.append(f"## {said['answers']}\n\n{table}")
    return "\n\n".join(parts) + "\n"


def _fields(what: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is sent as the body of a request, by name."""
    for kind in what.get("requestBody", {}).get("content", {}).values():
        fields = described["components"]["schemas"][kind["schema"]["$ref"].rpartition("/")[2]]["properties"]
        yield from ((name, one["description"]) for name, one in fields.items())


def schemas_page(said: Mapping[str, str]) -> str:
    """The schemas, each a file of the site."""
    from fedsheet.runs.kinds import KINDS

    body = [
        f"* {{download}}`{n}.schema.json <../schemas/{n}.schema.json>`" for n, kind in KINDS.items() if kind.has_schema
    ]
    return f"# {said['schemas']}\n\n{said['schemas_lead']}\n\n" + "\n".join(body) + "\n"


# ---- exhibits and parameters -------------------------------------------------------------------------------------


def exhibit_table(name: str, lang: str, most: int = MOST_ROWS, keys: Sequence[str] = ()) -> str:
    """An exhibit by name as a caption and a table, of a page's columns or those named; without a name, the list of all.

    Of a table by day or quarter that is longer than a page the newest rows are shown.
    """
    import fedsheet

    shown = fedsheet.show(name, lang=lang)
    exhibit, words = shown.exhibit, shown.words
    table = (exhibit.table.pick(*keys) if keys else exhibit.narrow).for_readers()
    every = table.shown(words)
    by_time = all(YEAR.match(row[0]) for row in every)
    told = every[-most:] if by_time else every[:most]
    said = [*exhibit.notes, *([words("common.source", source=exhibit.source)] if exhibit.source else [])]
    if len(every) > most:
        said.insert(0, SAID[lang]["newest" if by_time else "rows"].format(n=most, all=len(every)))
    heads = [cell(one) or "–" for one in table.heads(words)]
    under = "\n\n".join(cell(one) for one in said)
    body = [[cell(one) for one in row] for row in told]
    return f"**{cell(exhibit.caption)}**\n\n{rows(heads, body)}\n{under}\n"


YEAR = re.compile(r"\d{4}\b")
REMARK = re.compile(r"^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*[^#\n]*?[ \t]+#[ \t]*(.+)$", re.M)
TOLD = ("how", "source", "what", "why", "grade")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
ABOUT = ("schema", "data_digest", "script", "vintage")


def parameter_tables(file: Path, only: tuple[str, ...], lang: str) -> str:
    """The parameters of a file: value, standard error where there is one, unit, how found; from the file alone."""
    said, text = SAID[lang], file.read_text("utf-8")
    held, remarks = tomllib.loads(text), dict(REMARK.findall(text))
    body = [row for path, node in _chosen(held, only) for row in _rows_of(path, node, remarks, lang)]
    heads = [said[key] for key in ("parameter", "value", "error", "unit", "how")]
    held_in = [any(row[place] for row in body) for place in range(len(heads))]  # a column that nothing fills is none
    heads, *body = ([*compress(row, held_in)] for row in (heads, *body))
    return f"`{file.parent.parent.name}/data/{file.name}`\n\n{rows(heads, body)}"


def _chosen(held: Mapping[str, Any], only: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for key in only or tuple(held):
        node: Any = held
        for part in key.split("."):
            node = node[part]
        yield key, node


def _rows_of(path: str, node: Any, remarks: Mapping[str, str], lang: str) -> Iterator[list[str]]:
    """A node that is a value makes a row, one of values a row each; texts about a node stand in the last column."""
    if isinstance(node, list) and node and all(isinstance(one, Mapping) for one in node):
        yield from (_dated(path, one, lang) for one in node)
        return
    if not isinstance(node, Mapping):
        if path.rpartition(".")[2] not in ABOUT and not isinstance(node, str):
            yield [f"`{path}`", cell(_number(node, lang)), "", "", _in(lang, remarks.get(path.rpartition(".")[2], ""))]
        return
    how = _told(node, lang)
    main = next((key for key in ("value", "location", "mean", "base") if key in node), "")
    if main:
        rest = "; ".join(
            f"{_own(lang).get(k, k)} {_number(v, lang)}"
            for k, v in node.items()
            if k not in (main, "standard_error", "unit", *_texts(node))
        )
        error = _number(node["standard_error"], lang) if "standard_error" in node else ""
        yield [
            f"`{path}`",
            cell(_number(node[main], lang)),
            cell(error),
            _in(lang, node.get("unit", "")),
            cell("; ".join(x for x in (how, rest) if x)),
        ]
        return
    if how:
        yield [f"`{path}`", "", "", "", cell(how)]
    errors = node.get("standard_errors", {})
    for key, value in node.items():
        if key == "standard_errors" or key in _texts(node) or key in ABOUT:
            continue
        if key in errors:
            numbers = [cell(_number(one, lang)) for one in (value, errors[key])]
            yield [f"`{path}.{key}`", *numbers, "", _in(lang, remarks.get(key, ""))]
        else:
            yield from _rows_of(f"{path}.{key}", value, remarks, lang)


def _dated(path: str, one: Mapping[str, Any], lang: str) -> list[str]:
    """A row of one of several values a parameter has had, named by what tells it from the others: its first key."""
    (_, first), *rest = [(k, v) for k, v in one.items() if k not in ("standard_errors", *_texts(one))]
    flat = ((f"{k}.{n}", x) for k, v in rest for n, x in (v.items() if isinstance(v, Mapping) else (("", v),)))
    named = ((key.rstrip("."), held) for key, held in flat)
    value = "; ".join(f"{_own(lang).get(key, key)} {_number(held, lang)}" for key, held in named)
    errors = _number(one["standard_errors"], lang) if "standard_errors" in one else ""
    return [f"`{path}` {cell(_number(first, lang))}", cell(value), cell(errors), "", cell(_told(one, lang))]


def _texts(node: Mapping[str, Any]) -> set[str]:
    return {
        key
        for key, value in node.items()
        if key.removesuffix("_zh").removesuffix("_en") in TOLD and isinstance(value, str)
    }


def _told(node: Mapping[str, Any], lang: str) -> str:
    found = [node.get(f"{key}_{lang}") or node[key] for key in TOLD if isinstance(node.get(key), str)]
    return "; ".join(_own(lang).get(one, one) for one in found)


@cache
def _own(lang: str) -> Mapping[str, str]:
    """What the parameter files say in English, in the language of the page."""
    file = ROOT / "docs" / "site" / f"parameters.{lang}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}


def _in(lang: str, text: str) -> str:
    return cell(_own(lang).get(text, text))


def _number(value: Any, lang: str) -> str:
    if type(value) in (int, float):
        return _figure(value)
    if isinstance(value, list):
        return "[" + ", ".join(_number(one, lang) for one in value) + "]"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_number(one, lang)}" for key, one in value.items())
    return value.isoformat() if isinstance(value, date) else _own(lang).get(str(value), str(value))


def _figure(value: float) -> str:
    """A number as it is set in print: with its minus, a very large or small one by its power of ten."""
    plain, _, power = (str(value) if isinstance(value, int) else f"{value:.6g}").partition("e")
    raised = f" × 10{str(int(power)).translate(RAISED)}" if power else ""
    return plain.replace("-", "−") + raised
