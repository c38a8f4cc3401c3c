"""The part a person plays in a sentence: who acts, and whom it concerns.

Each language tells it by its own means, endings or places, so its `grammar.py`
has the rules: the plain grammar of news and minutes.  Where they don't reach,
the part is not certain and None is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from qa.types import Span


class Part(Enum):
    """Who acts, and whom it concerns."""

    AGENT = "agent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a sentence: `words` of the name, `office` where one stands by it or
    instead of it, and the part played, None where it is not certain."""

    text: str
    span: Span
    words: tuple[str, ...]
    office: str
    part: Part | None = None
