"""What typst and the bundler are asked for, as plain requests; a renderer's process answers them as well.

    answer({"query": folder})                              -> {"heights": […]}      of `main.typ` in the folder
    answer({"compile": folder, "form": {"format": …}})     -> {"files": […]}        names of what it made there
    answer({"bundle": source})                             -> {"script": "…"}       a page's script with its libraries

typst keeps what it once set while its process lives: documents of a report are set where that ends with the figures.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fedsheet.present.fonts import font_file

Ask = Callable[[Mapping[str, Any]], dict[str, Any]]
ASKED = ("query", "compile", "bundle")


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one request, made in this process."""
    if "bundle" in request:
        import vl_convert

        return {"script": str(vl_convert.javascript_bundle(request["bundle"]))}
    import typst

    folder = request.get("query") or request["compile"]
    look: dict[str, Any] = {
        "root": folder, "font_paths": [str(font_file().parent)], "ignore_system_fonts": True,
    }  # fmt: skip
    main = str(Path(folder) / "main.typ")
    if "query" in request:
        return {"heights": json.loads(typst.query(main, "<tall>", field="value", **look))}
    made = typst.compile(main, **request["form"], **look)
    files = made if isinstance(made, list) else [made]
    names = [f"made-{place}" for place in range(len(files))]
    for name, body in zip(names, files, strict=True):
        (Path(folder) / name).write_bytes(body)
    return {"files": names}
