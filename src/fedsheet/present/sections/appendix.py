"""Appendix: every series behind the report, and what it was made from; the claims stand in their own section."""

from __future__ import annotations

from collections.abc import Mapping

from fedsheet.present import series_words
from fedsheet.present.abbreviations import glossary
from fedsheet.present.blocks import Block, Heading, Paragraph, TableBlock
from fedsheet.present.sections import ReportData
from fedsheet.present.table import Table
from fedsheet.present.text import Words


def chapter(report: ReportData, words: Words) -> list[Block]:
    """The table of series and the manifest."""
    return [
        Heading(1, words("report.appendix_title"), numbered=False),
        Heading(2, words("glossary.title"), numbered=False),
        glossary(words),
        Heading(2, words("report.manifest_title"), numbered=False),
        Paragraph(words("report.manifest_text")),
        TableBlock(manifest_table(report, words), words("report.manifest_caption"), words("report.source_manifest")),
        Heading(2, words("report.data_title"), numbered=False),
        TableBlock(series_table(report, words), words("report.data_caption"), words("report.source_snapshot")),
    ]


def manifest_table(report: ReportData, words: Words) -> Table:
    """The four things a run is made from, and the versions it was made with."""
    manifest = report.manifest
    seeds = sorted(manifest.seed.items()) if isinstance(manifest.seed, Mapping) else []
    rows = [
        ("as_of", words("report.manifest_as_of"), manifest.as_of.isoformat()),
        ("data_digest", words("report.manifest_data"), manifest.data_digest),
        ("policy_digest", words("report.manifest_policy"), manifest.policy_digest),
        *((f"seed_{name}", words(f"report.seed_{name}"), str(seed)) for name, seed in seeds),
        *(
            (name, words("report.manifest_version", name=name), text)
            for name, text in sorted(manifest.versions.items())
        ),
    ]
    headings = ("", words("report.column_what"), words("report.column_value"))
    return Table.headed("manifest", ("key", "what", "value"), headings, ("text", "text", "text"), tuple(rows))


def series_table(report: ReportData, words: Words) -> Table:
    """Every series the report asked for: id, title, unit, span, number of values, publisher."""
    rows = []
    for series_id in sorted(report.used & report.vintage.keys()):
        series = report.vintage[series_id]
        first, last = series.values.index[0].date(), series.values.index[-1].date()
        definition = series.definition
        rows.append(
            (
                series_id,
                series_words.title(definition, words),
                series_words.unit(definition, words),
                first,
                last,
                len(series.values),
                series_words.publisher(definition, words),
            )
        )
    keys = ("id", "title", "unit", "first", "last", "count", "publisher")
    headings = tuple(words(f"report.column_{key}") for key in keys)
    formats = ("text", "text", "text", "iso", "iso", "int", "text")
    return Table.headed("series", keys, headings, formats, tuple(rows))
