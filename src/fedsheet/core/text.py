"""`Text`: the same words in Chinese and English, kept side by side where they are written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The words in one language, `zh` or `en`."""
        return self.zh if language == "zh" else self.en
