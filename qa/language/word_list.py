"""Closed classes of words are kept as running text: that is how a person reads and mends them."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a text that white space separates."""
    return tuple(text.split())
