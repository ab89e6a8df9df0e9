"""Tokens for programs: what each may do and until when; of its secret only the SHA-256 is kept.

    fsk_<id>_<secret>     shown once, when it is made; 32 random bytes, so that a plain digest cannot be guessed back

One small file, `tokens.json`, readable by its owner alone; written beside and renamed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from fedsheet.core.errors import InputError, StoreError, UnknownNameError
from fedsheet.store.home import home
from fedsheet.store.raw import one_writer, write_whole

FILE, PREFIX = "tokens.json", "fsk"
Scope = Literal["read", "compute", "update"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
MOST_DAYS, MOST_TOKENS, LONGEST_NAME = 366, 100, 60


@dataclass(frozen=True)
class Token:
    """One token as it is kept: `digest` of the secret, times in UTC as ISO text."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created: str
    expires: str
    digest: str

    def is_over(self, now: datetime) -> bool:
        """Whether its time has run out."""
        return datetime.fromisoformat(self.expires) <= now

    def may(self, scope: Scope) -> bool:
        """Whether it may do this; who may compute may read."""
        return scope in self.scopes or (scope == "read" and "compute" in self.scopes)


def new(name: str, scopes: Iterable[str], days: int) -> tuple[Token, str]:
    """A token made and kept, and its text, which is not kept: show it now or never."""
    wanted = tuple(dict.fromkeys(_scope(scope) for scope in scopes)) or ("read",)
    if not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME:
        raise InputError("store.tokens_name", most=LONGEST_NAME)
    if not 1 <= days <= MOST_DAYS:
        raise InputError("store.tokens_days", days=days, most=MOST_DAYS)
    now = datetime.now(UTC).replace(microsecond=0)
    secret = secrets.token_urlsafe(32)
    made = Token(
        secrets.token_hex(4), name, wanted, now.isoformat(), (now + timedelta(days=days)).isoformat(), _digest(secret)
    )
    folder = home()
    with one_writer(folder):
        held = _read(folder)
        if len(held) >= MOST_TOKENS:
            raise InputError("store.tokens_many", most=MOST_TOKENS)
        _write(folder, [*held, made])
    return made, f"{PREFIX}_{made.id}_{secret}"


def every() -> tuple[Token, ...]:
    """Every token that was not revoked, oldest first."""
    return tuple(_read(home()))


def revoke(token_id: str) -> Token:
    """Take a token away; it is refused from the next request on."""
    folder = home()
    with one_writer(folder):
        held = {token.id: token for token in _read(folder)}
        if token_id not in held:
            raise UnknownNameError("token", token_id, held, do="token_list")
        gone = held.pop(token_id)
        _write(folder, list(held.values()))
    return gone


def found(text: str) -> Token | None:
    """The token of this text, over or not; None of any other text. Every comparison takes the same time."""
    _, _, rest = text.partition("_")
    token_id, _, secret = rest.partition("_")
    digest, match = _digest(secret), None
    for token in every():
        same = hmac.compare_digest(token.digest, digest) & hmac.compare_digest(token.id.encode(), token_id.encode())
        match = token if same and text.startswith(f"{PREFIX}_") else match
    return match


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _scope(name: str) -> Scope:
    for scope in SCOPES:
        if scope == name:
            return scope
    raise UnknownNameError("scope", name, SCOPES, where="<scope>")


def _read(folder: Path) -> list[Token]:
    file = folder / FILE
    if not file.exists():
        return []
    try:
        rows = json.loads(file.read_text("utf-8"))
        return [Token(**{**row, "scopes": tuple(row["scopes"])}) for row in rows]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreError("store.tokens_damaged", file=FILE) from error


def _write(folder: Path, tokens: list[Token]) -> None:
    write_whole(folder / FILE, json.dumps([asdict(token) for token in tokens], indent=1).encode(), mode=0o600)
