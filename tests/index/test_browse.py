"""The list of documents, and the text around what was looked for."""

from __future__ import annotations

import pytest

from qa.index.browse import snippet_of


@pytest.mark.parametrize(
    ("body", "text", "found"),
    [
        ("One two three.", "two", ["two"]),
        ("Ассамблеясының сессиясы", "ассамбл сесс", ["Ассамбл", "сесс"]),
        ("Nothing here", "else", []),
        ("Nothing here", "", []),
        ("a (b) c", "(b)", ["b"]),
        ("unmatched matched", "matched", ["matched"]),  # at the beginning of a word only
        ("x " * 500 + "far word " + "y " * 500, "word", ["word"]),
    ],
)
def test_snippet_marks_words_by_their_beginnings(body: str, text: str, found: list[str]) -> None:
    shown, spans = snippet_of(body, text)
    assert [shown[start:end] for start, end in spans] == found
    assert len(shown) < 400


def test_snippet_prefers_words_that_stand_together() -> None:
    body = "Fund. " + "x " * 300 + "The fund helped people. " + "y " * 300
    shown, _ = snippet_of(body, "fund people")
    assert "The fund helped people." in shown
