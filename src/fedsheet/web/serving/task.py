"""What a worker is sent, and what a desk needs of those who do the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from fedsheet.web.serving.vintages import State

BODY = "body"
Grown = tuple[int, bytes]  # how many blocks of a page are made, and the page with them
Told = Callable[[str, float, Grown | None], None]


def silent(_step: str, _share: float, _grown: Grown | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Task:
    """What is to be made of a view: the body of its page, or an answer by name; from which state of the figures."""

    what: str
    view: str
    params: str
    asked: tuple[str, ...]
    state: State
    own: Mapping[str, str]


class TaskPool(Protocol):
    """Those who do the work."""

    @property
    def are_warm(self) -> bool:
        """Whether any of them was started."""

    def ask(self, reader: str, task: Task, told: Told = silent) -> Future[Any]:
        """The answer to come; too much waiting raises `InputError`."""

    def close(self) -> None:
        """End them all."""
