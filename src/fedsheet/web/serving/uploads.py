"""Files a person brings into the page: read under limits, kept in memory for this session under an opaque id."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from fedsheet.core.errors import InputError, UnknownNameError

MOST_CHARACTERS = 200_000
LONGEST_LINE = 2_000  # one line of TOML can name tables thousands deep: its parser's time grows with their square
KEPT = 32


@dataclass(frozen=True)
class Upload:
    """`kind` says what reads it: scenario, claims, quotes or market; `name` is for the eye only, `raw` is the file."""

    id: str
    kind: str
    name: str
    raw: bytes

    @property
    def text(self) -> str:
        """The file as text, without a mark of its byte order."""
        return self.raw.decode("utf-8-sig")


class Uploads:
    """The files of one session; nothing is written to the disk, and a name never becomes a path."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, kind: str, name: str, text: str) -> Upload:
        """Keep one text; a larger one than `MOST_CHARACTERS`, or a line over `LONGEST_LINE`, is refused."""
        if len(text) > MOST_CHARACTERS:
            raise InputError("web.uploads_file_characters", n_text=len(text), most_characters=MOST_CHARACTERS)
        longest = max(map(len, text.split("\n")))
        if longest > LONGEST_LINE:
            raise InputError("web.uploads_line_file_characters", longest=longest, longest_line=LONGEST_LINE)
        return self.put_raw(kind, name, text.encode())

    def put_text_of(self, kind: str, name: str, raw: bytes) -> Upload:
        """Keep one text by its bytes, which must be UTF-8."""
        try:
            return self.put(kind, name, raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise InputError("web.uploads_not_text", where=name[:80], start=error.start) from None

    def put_raw(self, kind: str, name: str, raw: bytes) -> Upload:
        """Keep one file as it is; its reader has limits of its own."""
        held = Upload(secrets.token_urlsafe(9), kind, name[:80], raw)
        with self._lock:
            self._held[held.id] = held
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return held

    def get(self, upload_id: str, kind: str) -> Upload:
        """The file of this id and kind; after a restart it has to be chosen again."""
        with self._lock:
            held = self._held.get(upload_id)
        if held is None or held.kind != kind:
            raise UnknownNameError("file", upload_id[:40], [], do="file_again")
        return held
