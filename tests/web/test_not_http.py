"""Thousands of requests that are no HTTP, at every server: none is told, so that a pipe nobody reads never fills."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from serving_process import started

N_REQUESTS, LINE = 3_000, b"GET\t/\tnothing\r\n\r\n"  # a pipe holds some 1,500 lines of theirs


@pytest.mark.parametrize("words", ["serve --workers 0", "api", "mcp --http"])
def test_requests_that_are_no_http_are_told_nowhere_and_stop_nobody(words: str, tmp_path: Path) -> None:
    server, base = started(*words.split(), home=tmp_path)
    port = int(base.rpartition(":")[2])
    try:
        for _ in range(N_REQUESTS):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                line.sendall(LINE)
                assert line.recv(12) == b"HTTP/1.1 400"
    finally:
        server.kill()
        _, said = server.communicate()
    assert "Invalid HTTP" not in said
