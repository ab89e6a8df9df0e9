"""The ways a watch tells: standard output, a file, a webhook, or whatever apprise reaches (mail, chats, telephones).

An address may hold a password: it is never printed, not in an error either.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from fedsheet.core.errors import InputError
from fedsheet.core.extras import need
from fedsheet.core.system import system

SECONDS = 20


def tell(to: str, place: str, folder: Path, said: dict[str, Any], out: TextIO | None = None) -> None:
    """Tell it to a kind of target at a place: a path from `folder`, or an address; unreached raises `InputError`."""
    if to == "stdout":
        (out or sys.stdout).write(said["text"] + "\n")
    elif to == "file":
        _append(folder / place, said["text"])
    elif to == "webhook":
        _post(place, said)
    else:
        _apprise(place, said)


def address(url: str, variable: str) -> str:
    """The address as the file gives it, or as the environment holds it."""
    found = url or os.environ.get(variable, "").strip()
    if not found:
        raise InputError("runs.notifiers_variable", name=variable)
    return found


def _append(file: Path, text: str) -> None:
    try:
        with file.open("a", encoding="utf-8") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise InputError("runs.notifiers_file", name=file.name, strerror=system(error)) from None


def _post(url: str, said: dict[str, Any]) -> None:
    """POST as JSON: over https, or http to this machine; a redirect is no answer."""
    import requests

    if not _is_safe(url):
        raise InputError("runs.notifiers_https")
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = {"content-type": "application/json; charset=utf-8"}
    try:
        answer = requests.post(url, data=body, headers=headers, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise InputError("runs.notifiers_unreached", kind=type(error).__name__) from None
    if not 200 <= answer.status_code < 300:
        raise InputError("runs.notifiers_status", status=answer.status_code)


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))


def _apprise(url: str, said: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of its own imports
        _notify(url, said)


def _notify(url: str, said: dict[str, Any]) -> None:
    need("notify")
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines would show the address
    others = apprise.Apprise()
    if not others.add(url):
        raise InputError("runs.notifiers_address")
    body = said["text"].partition("\n")[2]
    if not others.notify(title=said["title"], body=body, body_format=apprise.NotifyFormat.TEXT):
        raise InputError("runs.notifiers_unreached", kind="apprise")
