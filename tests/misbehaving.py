"""A small server on this machine that misbehaves in one chosen way at a time; it speaks raw bytes, so that it can."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

Send = Callable[[bytes], None]


@dataclass
class Server:
    """Answers every request with `behave(send, body, media_type)`; `asked` counts the requests."""

    behave: Callable[[Send, bytes, str], None]
    body: bytes = b""
    media_type: str = "application/json"
    asked: int = 0
    paths: list[str] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.listener.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            head = b""
            line.settimeout(5)
            while b"\r\n\r\n" not in head:
                got = line.recv(65536)
                if not got:
                    return
                head += got
            self.asked += 1
            lines = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:] if ": " in line]
            self.heads.append({name.lower(): text for name, text in lines})
            self.paths.append(head.split(b" ", 2)[1].decode("ascii", "replace"))
            self.behave(line.sendall, self.body, self.media_type)


def reply(send: Send, body: bytes, media_type: str, *more: str, status: str = "200 OK", length: bool = True) -> None:
    """A well-formed reply."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", *more, "Connection: close"]
    if length:
        head.append(f"Content-Length: {len(body)}")
    send("\r\n".join(head).encode() + b"\r\n\r\n" + body)


def good(send: Send, body: bytes, media_type: str) -> None:
    reply(send, body, media_type)


def good_gzip(send: Send, body: bytes, media_type: str) -> None:
    reply(send, gzip.compress(body), media_type, "Content-Encoding: gzip", length=False)


def cut_close_delimited(send: Send, body: bytes, media_type: str) -> None:
    reply(send, body[: len(body) // 2], media_type, length=False)


def cut_gzip(send: Send, body: bytes, media_type: str) -> None:
    packed = gzip.compress(body)
    reply(send, packed[: len(packed) // 2], media_type, "Content-Encoding: gzip", length=False)


def short_content_length(send: Send, body: bytes, media_type: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    send(head.encode() + body[: len(body) // 2])


def cut_chunks(send: Send, body: bytes, media_type: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nTransfer-Encoding: chunked\r\n\r\n"
    half = body[: len(body) // 2]
    send(head.encode() + f"{len(half):x}\r\n".encode() + half + b"\r\n")


def drip_feed(send: Send, body: bytes, media_type: str) -> None:
    send(f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    for n in range(len(body)):
        send(body[n : n + 1])
        time.sleep(0.02)


def drip_headers(send: Send, body: bytes, media_type: str) -> None:
    send(b"HTTP/1.1 200 OK\r\n")
    for n in range(10_000):
        send(f"X-{n}: a\r\n".encode())
        time.sleep(0.02)


def silence(send: Send, body: bytes, media_type: str) -> None:
    time.sleep(2)


def html_instead(send: Send, body: bytes, media_type: str) -> None:
    reply(send, b"<!DOCTYPE html><html><body><h1>We are down for maintenance</h1></body></html>", "text/html")


def html_called_data(send: Send, body: bytes, media_type: str) -> None:
    reply(send, b"<!DOCTYPE html><html><body><h1>We are down for maintenance</h1></body></html>", media_type)


def empty_200(send: Send, body: bytes, media_type: str) -> None:
    reply(send, b"", media_type)


def gzip_bomb(send: Send, body: bytes, media_type: str) -> None:
    reply(send, gzip.compress(bytes(8 * 2**20), 9), media_type, "Content-Encoding: gzip")


def endless(send: Send, body: bytes, media_type: str) -> None:
    send(f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n".encode())
    while True:
        send(b" " * 65536)


def status(code: str, *more: str) -> Callable[[Send, bytes, str], None]:
    def behave(send: Send, body: bytes, media_type: str) -> None:
        reply(send, b'{"error_message": "not now"}', "application/json", *more, status=code)

    return behave


def in_utf16(send: Send, body: bytes, media_type: str) -> None:
    reply(send, body.decode().encode("utf-16"), f"{media_type}; charset=utf-16")


def not_utf8(send: Send, body: bytes, media_type: str) -> None:
    reply(send, body[:-2] + b"\xe9\xff" + body[-2:], f"{media_type}; charset=utf-8")


def wrong_type(send: Send, body: bytes, media_type: str) -> None:
    reply(send, body, "application/zip")


def to_another_host(send: Send, body: bytes, media_type: str) -> None:
    reply(send, b"", "text/html", "Location: https://example.org/data", status="302 Found")


def to_plain_http(send: Send, body: bytes, media_type: str) -> None:
    reply(send, b"", "text/html", "Location: http://www.federalreserve.gov/", status="302 Found")


def in_a_circle(send: Send, body: bytes, media_type: str) -> None:
    reply(send, b"", "text/html", "Location: ?again=1", status="302 Found")


def garbage(send: Send, body: bytes, media_type: str) -> None:
    send(b"\x16\x03\x01 this is not HTTP at all\r\n\r\n")


LINE_FAULTS: dict[str, Callable[[Send, bytes, str], None]] = {
    "cut, close-delimited": cut_close_delimited, "cut gzip": cut_gzip, "short Content-Length": short_content_length,
    "cut chunks": cut_chunks, "drip feed": drip_feed, "drip of headers": drip_headers, "silence": silence,
    "HTML page": html_instead, "HTML called data": html_called_data, "empty 200": empty_200, "gzip bomb": gzip_bomb,
    "endless body": endless, "400": status("400 Bad Request"), "404": status("404 Not Found"),
    "429": status("429 Too Many Requests"), "500": status("500 Internal Server Error"),
    "503 with Retry-After": status("503 Service Unavailable", "Retry-After: 3600"), "UTF-16": in_utf16,
    "not UTF-8": not_utf8, "wrong content type": wrong_type, "redirect to another host": to_another_host,
    "redirect to plain http": to_plain_http, "redirect loop": in_a_circle, "not HTTP": garbage,
}  # fmt: skip
