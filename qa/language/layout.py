"""Repair of text typed with the keyboard in the other layout (first version: never)."""

from __future__ import annotations


def repair_layout(text: str) -> str | None:
    """The repaired reading when it is clearly better, else None."""
    return None
