"""The one polite client: fixed hosts, https, a total deadline, bounded bytes, few and spaced questions.

    request → host allowed? → wait for the host's turn → ask → whole? → kind right? → Reply
                                        ↑   429, 5xx, cut line: again, later and later, or when the host says
A 200 is unproven: its length, the end of its gzip stream, its media type and its size are checked here; what it says
is checked by the publisher's parser. No key appears in any message: what requests and urllib3 raise is not passed on.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import stamina
import urllib3

from fedsheet.core.errors import FedsheetError, InputError, SourceError
from fedsheet.core.manifest import package_versions
from fedsheet.core.notes import Remark
from fedsheet.sources.deadline import OPENED, DeadlineAdapter, cut_off_at
from fedsheet.sources.reply import Request

# Seconds between two questions to one host: FRED allows 120 a minute (its terms), others answer 429 when hurried.
HOSTS: Mapping[str, float] = {
    "markets.newyorkfed.org": 0.5,
    "fred.stlouisfed.org": 1.0,
    "api.stlouisfed.org": 0.6,
    "www.federalreserve.gov": 1.0,
    "api.fiscaldata.treasury.gov": 0.5,
    "www.treasurydirect.gov": 1.0,
    "home.treasury.gov": 1.0,
    "data.financialresearch.gov": 0.5,
}
RETRIED = frozenset({429, 500, 502, 503, 504})
MAX_REDIRECTS = 3
# No name and no listener: asking again within seconds does not help.
UNREACHABLE: Mapping[str, Remark] = {
    "NameResolutionError": Remark.of("sources.transport_no_name"),
    "NewConnectionError": Remark.of("sources.transport_no_line"),
}
CHARSETS = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1"})
BUNDLE = "REQUESTS_CA_BUNDLE"  # where a company's own certificates are told to requests
# What a firm's own filter, or a publisher's, lets through differs: the usual client's name first, ours after it.
AGENT_VARIABLE = "FEDSHEET_AGENT"
# What to do where a host answers none of this network's questions.
WAYS_OUT: Mapping[str, Remark] = {
    "fred.stlouisfed.org": Remark.of("sources.transport_fred_filter", variable=AGENT_VARIABLE),
}
CHUNK = 64 * 1024
CLOCK_OFF = 2 * 86_400.0  # seconds
Fact = TypeVar("Fact", bound=FedsheetError)


@dataclass(frozen=True)
class Limits:
    """Seconds for one request with all its retries, for connecting, for silence; bytes after unpacking; attempts."""

    deadline: float = 120.0
    connect: float = 10.0
    silence: float = 20.0
    max_bytes: int = 16 * 2**20
    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 30.0


@dataclass(frozen=True)
class Reply:
    """A body that arrived whole, and its media type."""

    body: bytes
    media_type: str


class LineError(SourceError):
    """The host gave no answer worth the name: no line, silence, a cut reply, too many questions, a fault of its own."""


class ClockError(InputError):
    """This machine's clock is days off the publishers': what is seen today would be dated wrongly for good."""


class _Again(Exception):  # noqa: N818 a signal to ask again, never an error that leaves this module
    """Worth asking again; `after` seconds where the host said so."""

    def __init__(self, error: SourceError, after: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.after = error, after


class Transport:
    """Asks publishers. `loopback` (tests only) sends every host's questions to a server on this machine instead."""

    def __init__(self, limits: Limits | None = None, *, loopback: str | None = None) -> None:
        bundle = os.environ.get(BUNDLE)
        if bundle and not loopback and not Path(bundle).exists():
            raise InputError("sources.transport_names_which_does_exist", bundle=BUNDLE, bundle_2=bundle)
        self.limits = limits or Limits()
        self._loopback = loopback
        self._last: dict[str, float] = {}
        self._lock = threading.Lock()

    def fetch(self, request: Request) -> Reply:
        """The whole reply, or `SourceError` within the deadline that says what was wrong with it."""
        host = _allowed_host(request.url)
        ends = time.monotonic() + self.limits.deadline
        waits = self.limits
        try:
            for attempt in stamina.retry_context(
                on=_wait_of, attempts=waits.attempts, timeout=waits.deadline, wait_initial=waits.first_wait,
                wait_max=waits.longest_wait, wait_jitter=waits.first_wait,
            ):  # fmt: skip
                with attempt:
                    self._wait_for_turn(host, ends)
                    return self._ask(request, host, ends)
        except _Again as signal:
            raise _scrubbed(signal.error, request) from None
        except SourceError as error:
            raise _scrubbed(error, request) from None
        raise LineError("sources.transport_asked", where=request.what, host=host)

    def _ask(self, request: Request, host: str, ends: float) -> Reply:
        """One attempt: follow redirects within the host, read the body, check it."""
        url, params = request.url, {**request.params, **request.secret}
        for _ in range(MAX_REDIRECTS + 1):
            with (
                cut_off_at(ends) as opened,
                self._session(opened) as session,
                self._send(session, request, url, params, ends) as response,
            ):
                target = response.headers.get("Location", "")
                _check_clock(response, host)
                if not (300 <= response.status_code < 400 and target):
                    _check_status(response, request, host, self.limits.longest_wait)
                    return _checked(response, request, self._read(response, request, ends))
            url, params = _same_host(urljoin(url, target), host, request), {}
        raise SourceError("sources.transport_redirects_circle", where=request.what, host=host)

    def _send(
        self, session: requests.Session, request: Request, url: str, params: Mapping[str, str], ends: float
    ) -> requests.Response:
        """Headers of the reply; whatever goes wrong on the line is a reason to ask again."""
        left = max(ends - time.monotonic(), 0.01)
        timeout = (min(self.limits.connect, left), min(self.limits.silence, left))
        try:
            return session.get(
                self._address(url), params=dict(params), stream=True, allow_redirects=False, timeout=timeout,
                headers={"Host": str(urlsplit(url).hostname)},
            )  # fmt: skip
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise _line_error(error, request, url, ends) from None

    def _read(self, response: requests.Response, request: Request, ends: float) -> bytes:
        """The unpacked body; one that is cut, too long or too slow is refused."""
        try:
            return _whole_body(response, request, max(self.limits.max_bytes, request.max_bytes))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError, zlib.error) as error:
            raise _line_error(error, request, request.url, ends) from None

    @contextmanager
    def _session(self, opened: list[socket.socket]) -> Iterator[requests.Session]:
        """A session that keeps nothing: no cookies, no .netrc; proxies and certificates as the environment says."""
        token = OPENED.set(opened)
        with requests.Session() as session:
            session.trust_env = False
            session.headers.update({"User-Agent": _agent(), "Accept-Encoding": "gzip", "Connection": "close"})
            if self._loopback is None:
                session.proxies = requests.utils.get_environ_proxies("https://" + next(iter(HOSTS)))
                session.verify = os.environ.get(BUNDLE) or True
            session.mount("https://", DeadlineAdapter())
            session.mount("http://", DeadlineAdapter())
            try:
                yield session
            finally:
                OPENED.reset(token)

    def _address(self, url: str) -> str:
        """The address itself; with `loopback`, the same path on this machine, the host as its first part."""
        parts = urlsplit(url)
        if self._loopback is None:
            return url
        return f"{self._loopback}/{parts.hostname}{parts.path}" + (f"?{parts.query}" if parts.query else "")

    def _wait_for_turn(self, host: str, ends: float) -> None:
        """Keep the host's gap between two questions, across threads."""
        gap = 0.0 if self._loopback else HOSTS[host]
        with self._lock:
            turn = max(self._last.get(host, 0.0) + gap, time.monotonic())
            self._last[host] = turn
        time.sleep(max(0.0, min(turn, ends) - time.monotonic()))


def _agent() -> str:
    """The name questions are asked under: FEDSHEET_AGENT where it is set to one line of plain characters."""
    wanted = os.environ.get(AGENT_VARIABLE, "").strip()
    if not wanted:
        own = package_versions().get("fedsheet", "0")
        return f"python-requests/{requests.__version__} fedsheet/{own}"
    if not re.fullmatch(r"[\x20-\x7e]{1,200}", wanted):
        raise InputError("sources.transport_one_line_plain_characters", agent_variable=AGENT_VARIABLE)
    return wanted


def _allowed_host(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or host not in HOSTS or parts.port not in (None, 443) or parts.username:
        raise SourceError("sources.transport_asked_2", scheme=parts.scheme, host=host, hosts=", ".join(sorted(HOSTS)))
    return host


def _same_host(url: str, host: str, request: Request) -> str:
    parts = urlsplit(url)
    if parts.hostname == "127.0.0.1" or parts.scheme != "https" or parts.hostname != host:
        raise SourceError(
            "sources.transport_redirects", where=request.what, host=host, scheme=parts.scheme, hostname=parts.hostname
        )
    _allowed_host(url)
    return url


def _check_clock(response: requests.Response, host: str) -> None:
    """The reply's own date is within two days of this machine's; a reply without a date proves nothing."""
    text = response.headers.get("Date", "")
    if not text:
        return
    from email.utils import parsedate_to_datetime

    try:
        said = parsedate_to_datetime(text)
        off = abs(said.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return
    if off > CLOCK_OFF:
        raise ClockError(
            "sources.transport_machine_says_says", where="clock", now=datetime.now(UTC), host=host, said=said
        )


def _check_status(response: requests.Response, request: Request, host: str, longest_wait: float) -> None:
    status = response.status_code
    if status == 200:
        return
    said = {"host": host, "status": status, "said": _said(response, request)}
    if status == 403 and host in WAYS_OUT:
        raise LineError("sources.transport_status", where=request.what, do=WAYS_OUT[host], **said)
    if status not in RETRIED:
        raise SourceError("sources.transport_status", where=request.what, **said)
    after = _retry_after(response.headers.get("Retry-After", ""))
    if after is not None and after > longest_wait:
        raise LineError(
            "sources.transport_answered_asks_wait_seconds", where=request.what, host=host, status=status, after=after
        )
    raise _Again(LineError("sources.transport_status", where=request.what, **said), after)


def _retry_after(text: str) -> float | None:
    """Seconds, or the seconds until an HTTP date; anything else is not said."""
    if text.isdigit():
        return float(text)
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _said(response: requests.Response, request: Request) -> str:
    """The publisher's own words about an error: short, printable, and with no key in them."""
    try:
        head = response.raw.read1(2_000, decode_content=False).decode("utf-8", "replace")
    except (urllib3.exceptions.HTTPError, OSError, ValueError):
        return ""
    found = re.search(r'"(?:error_message|message|error)"\s*:\s*"([^"]{1,300})"', head)
    return _without_secrets(found.group(1), request) if found else ""


def _scrubbed(error: Fact, request: Request) -> Fact:
    """The same error without a secret in any of its words: a publisher can repeat a key anywhere, in a header too.

    A remark among its values stays one, to be told in the reader's language.
    """

    def clean(value: object) -> object:
        if isinstance(value, Remark) and value.facts:
            return Remark(*(_scrubbed(fact, request) for fact in value.facts))
        return _without_secrets(value, request) if isinstance(value, str) else value

    values = {name: clean(value) for name, value in error.values.items()}
    return type(error)(_without_secrets(error.key, request), where=_without_secrets(error.where, request), **values)


def _without_secrets(text: str, request: Request) -> str:
    for secret in request.secret.values():
        text = text.replace(secret, "…") if secret else text
    return "".join(c for c in text if c.isprintable())


def _line_error(error: Exception, request: Request, url: str, ends: float) -> Exception:
    """What went wrong on the line, by kind only: the texts of requests and urllib3 hold the whole address."""
    host = str(urlsplit(url).hostname)
    if time.monotonic() >= ends:
        return LineError(
            "sources.transport_did_finish_time",
            where=request.what,
            host=host,
            ways_out=WAYS_OUT.get(host, Remark.of("sources.transport_later")),
        )
    inner = _innermost(error)
    kind = type(inner).__name__
    if isinstance(error, requests.exceptions.SSLError):
        why = inner.verify_message if isinstance(inner, ssl.SSLCertVerificationError) else kind
        return LineError("sources.transport_no_trust", where=request.what, host=host, why=why.rstrip("."))
    if isinstance(error, requests.exceptions.ProxyError):
        return LineError("sources.transport_proxy", where=request.what, host=host, kind=kind)
    if kind in UNREACHABLE:
        return LineError("sources.transport_cannot_reached", where=request.what, host=host, why=UNREACHABLE[kind])
    return _Again(
        LineError(
            "sources.transport_line_failed", where=request.what, host=host, kind=kind, ways_out=WAYS_OUT.get(host, "")
        )
    )


def _innermost(error: BaseException) -> BaseException:
    """The first cause in a chain of errors, such as a ConnectionRefusedError."""
    inner = error
    while inner.args:
        causes = [c for c in (getattr(inner.args[0], "reason", None), *inner.args) if isinstance(c, Exception)]
        if not causes or causes[0] is inner:
            break
        inner = causes[0]
    return inner


def _whole_body(response: requests.Response, request: Request, max_bytes: int) -> bytes:
    """Read to the end, unpack, and prove the end: by length, by chunks, by gzip, or by the format itself."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise SourceError("sources.transport_reply_packed", where=request.what, encoding=encoding)
    unpack = _Gzip(request.what) if encoding == "gzip" else None
    body, n_raw = bytearray(), 0
    while chunk := response.raw.read1(CHUNK, decode_content=False):
        n_raw += len(chunk)
        body += unpack(chunk, max_bytes + 1 - len(body)) if unpack else chunk
        if max(len(body), n_raw) > max_bytes:
            raise SourceError(
                "sources.transport_reply_larger_than_mib", where=request.what, max_bytes=max_bytes / 2**20
            )
    if unpack and not unpack.is_whole:
        raise _Again(LineError("sources.transport_gzip_stream_cut", where=request.what))
    _check_end(response, request, n_raw, proven=unpack is not None)
    return bytes(body)


class _Gzip:
    """Unpacks a gzip stream of one member or several; anything else after a member's end is refused."""

    def __init__(self, what: str) -> None:
        self._what, self._member = what, zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.is_whole = False

    def __call__(self, chunk: bytes, most: int) -> bytes:
        """The next unpacked bytes, one more than `most` at the utmost: enough to see that it is too much."""
        found = bytearray()
        while chunk:
            if self.is_whole:
                self._begin(chunk)
            found += self._member.decompress(chunk, max(1, most + 1 - len(found)))
            self.is_whole, chunk = self._member.eof, self._member.unused_data
            if len(found) > most or self._member.unconsumed_tail:
                return bytes(found) if len(found) > most else bytes(most + 1)
        return bytes(found)

    def _begin(self, chunk: bytes) -> None:
        if not chunk.startswith(b"\x1f"):
            raise SourceError("sources.transport_something_stands_after_end", where=self._what)
        self._member, self.is_whole = zlib.decompressobj(16 + zlib.MAX_WBITS), False


def _check_end(response: requests.Response, request: Request, n_raw: int, *, proven: bool) -> None:
    """A body is whole by its length, its last chunk, its gzip end, or a format that shows its own end."""
    length = response.headers.get("Content-Length")
    transfer = response.headers.get("Transfer-Encoding", "").strip().lower()
    if length is not None and not re.fullmatch(r"\d{1,15}", length.strip()):
        raise SourceError("sources.transport_reply_s_length_said", where=request.what, length=length[:20])
    if transfer not in ("", "chunked", "identity"):
        raise SourceError("sources.transport_reply_sent", where=request.what, transfer=transfer[:20])
    if length is not None and transfer != "chunked" and int(length) != n_raw:
        raise _Again(LineError("sources.transport_bytes_came", where=request.what, n_raw=n_raw, length=int(length)))
    if not (proven or transfer == "chunked" or length is not None or request.shows_its_end):
        raise SourceError("sources.transport_nothing_shows_reply_whole", where=request.what)


def _checked(response: requests.Response, request: Request, body: bytes) -> Reply:
    media_type, _, rest = response.headers.get("Content-Type", "").partition(";")
    media_type = media_type.strip().lower()
    if media_type not in request.media_types:
        raise SourceError(
            "sources.transport_reply",
            where=request.what,
            media_type=media_type or "—",
            media_types=", ".join(request.media_types),
        )
    charset = re.search(r"charset=\"?([\w-]+)", rest)
    if charset and charset.group(1).lower() not in CHARSETS:
        raise SourceError("sources.transport_reply_2", where=request.what, charset=charset.group(1))
    if len(body) < request.min_bytes:
        raise SourceError("sources.transport_reply_bytes", where=request.what, n_body=len(body))
    if any(secret and secret.encode() in body for secret in request.secret.values()):
        raise SourceError("sources.transport_reply_repeats_key_so", where=request.what)
    return Reply(body, media_type)


def _wait_of(error: Exception) -> bool | float:
    """Whether to ask again, and after how many seconds where the host said so."""
    if not isinstance(error, _Again):
        return False
    return True if error.after is None else error.after


class _NoSecrets(logging.Filter):
    """Take the values of key parameters out of urllib3's debug lines."""

    pattern = re.compile(r"(api_key=)[^&\s\"']+", re.IGNORECASE)

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record is cleaned on the way."""
        record.msg, record.args = self.pattern.sub(r"\1…", record.getMessage()), ()
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_NoSecrets())
# Without a handler of the program's own, Python would print every retry on the user's terminal.
logging.getLogger("stamina").addHandler(logging.NullHandler())
