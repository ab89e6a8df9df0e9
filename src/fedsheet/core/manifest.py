"""The manifest: the four things a run was made from, so that it can be made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version


@dataclass(frozen=True)
class Manifest:
    """Vintage (date and digest), policy (digest of the record), assumptions (name → value), seed; and versions.

    seed  one number, or one a kind of draw by name where a run draws for several things; None where nothing is drawn
    """

    what: str
    as_of: date
    data_digest: str
    policy_digest: str = ""
    assumptions: Mapping[str, object] = field(default_factory=dict)
    seed: int | Mapping[str, int] | None = None
    versions: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> str:
        """Sorted, indented JSON: the same run, the same bytes."""
        return json.dumps(asdict(self), sort_keys=True, indent=2, default=str, ensure_ascii=False) + "\n"


def digest_of(*parts: bytes) -> str:
    """SHA-256 over the parts, each preceded by its length, as hexadecimal."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def package_versions(*names: str) -> dict[str, str]:
    """Installed versions of fedsheet and of the packages named; one that is not installed is left out."""
    return {name: found for name in ("fedsheet", *names) if (found := _version(name))}


@cache
def _version(name: str) -> str:
    """The version installed; empty where none is."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
