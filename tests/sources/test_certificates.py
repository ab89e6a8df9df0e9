"""Certificates nobody should trust: the client that asks publishers refuses each, says why, and nothing is kept.

The client is the one of `fedsheet data pull`, with its real addresses; only the line to them ends at this machine.
"""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import urllib3

from fedsheet.core.errors import SourceError
from fedsheet.runs.pull import settle
from fedsheet.sources.transport import Limits, Transport
from fedsheet.store.observations import open_store
from fedsheet.store.raw import RawReplies
from misbehaving import Server, good
from specimens import BY_NAME

SPECIMEN = BY_NAME["fred_vintages.json"]
HOST = "api.stlouisfed.org"
LIMITS = Limits(deadline=5.0, attempts=2, first_wait=0.001, longest_wait=0.02)
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="the openssl command is not on this machine")


class SecureServer(Server):
    """The same server behind a certificate."""

    context: ssl.SSLContext

    def _answer(self, line: socket.socket) -> None:
        with suppress(OSError):
            super()._answer(self.context.wrap_socket(line, server_side=True))


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(("openssl", *words), cwd=folder, check=True, capture_output=True)


def authority(folder: Path, name: str) -> None:
    openssl(folder, "req", "-x509", *KEY, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}")


def certify(folder: Path, *, by: str, for_host: str = HOST, days: int = 2) -> None:
    """`host.pem` and `host.key`, signed by an authority of `folder`."""
    openssl(folder, "req", "-new", *KEY, "-keyout", "host.key", "-out", "host.csr", "-subj", f"/CN={for_host}")
    (folder / "names").write_text(f"subjectAltName=DNS:{for_host}\n")
    signed = ("-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial", "-extfile", "names", "-days", str(days))
    openssl(folder, "x509", "-req", "-in", "host.csr", *signed, "-out", "host.pem")


def self_signed(folder: Path) -> None:
    names = ("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}")
    openssl(folder, "req", "-x509", *KEY, "-keyout", "host.key", "-out", "host.pem", *names)


def by_a_stranger(folder: Path) -> None:
    authority(folder, "stranger")
    certify(folder, by="stranger")


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "self-signed": (self_signed, "self-signed certificate"),
    "signed by a stranger": (by_a_stranger, "unable to get local issuer certificate"),
    "expired": (lambda folder: certify(folder, by="trusted", days=-1), "certificate has expired"),
    "another name": (lambda folder: certify(folder, by="trusted", for_host="example.org"), "Hostname mismatch"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Certificates are made here; `trusted` is an authority that the client is told to believe."""
    made = tmp_path / "certificates"
    made.mkdir()
    authority(made, "trusted")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made / "trusted.pem"))
    monkeypatch.setenv("NO_PROXY", "*")
    return made


@pytest.fixture
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecureServer]:
    made = SecureServer(good, SPECIMEN.body, SPECIMEN.media_type)
    made.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    connect = urllib3.util.connection.create_connection

    def to_this_machine(address: tuple[str, int], *rest: object, **options: object) -> socket.socket:
        assert address == (HOST, 443)
        return connect(("127.0.0.1", made.port), *rest, **options)

    monkeypatch.setattr(urllib3.util.connection, "create_connection", to_this_machine)
    yield made
    made.close()


def test_a_good_certificate_is_taken(folder: Path, server: SecureServer) -> None:
    certify(folder, by="trusted")
    server.context.load_cert_chain(folder / "host.pem", folder / "host.key")
    assert Transport(LIMITS).fetch(SPECIMEN.request).body == SPECIMEN.body


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_certificate_is_refused_and_nothing_is_kept(
    kind: str, folder: Path, server: SecureServer, tmp_path: Path
) -> None:
    make, why = BROKEN[kind]
    make(folder)
    server.context.load_cert_chain(folder / "host.pem", folder / "host.key")
    with pytest.raises(SourceError, match=rf"{HOST} offers no line to trust \(TLS: .*{why}") as caught:
        Transport(LIMITS).fetch(SPECIMEN.request)
    assert server.asked == 0  # no question, and no key, went to a host that is not the one it says
    with open_store(tmp_path / "fedsheet.sqlite") as store:
        before = store.connection.execute("SELECT count(*) FROM definitions").fetchone()
        assert not settle(store, RawReplies(tmp_path), SPECIMEN.request, caught.value).is_good
        assert store.connection.execute("SELECT count(*) FROM definitions").fetchone() == before
    assert not [path for path in (tmp_path / "raw").rglob("*") if path.is_file()]
