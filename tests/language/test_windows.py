from __future__ import annotations

import random
import re

import pytest

from qa.language.sentences import _PLACE, split_sentences
from qa.language.windows import find_each
from qa.types import Language

NUMBERED = re.compile(r"[.!?]+(?:\[\d{1,3}\])*|\n")


@pytest.mark.parametrize("window", [101, 128, 1000])
@pytest.mark.parametrize("seed", range(20))
def test_windows_find_what_one_search_finds(window: int, seed: int) -> None:
    chosen = random.Random(seed)
    text = "".join(
        chosen.choice(["a" * 90, "b", ".", ".[12]", "...", "[3]", "\n", "[", "." * 150])
        for _ in range(300)
    )
    start, end = chosen.randrange(50), len(text) - chosen.randrange(50)
    expected = [match.span() for match in NUMBERED.finditer(text, start, end)]
    found = find_each(NUMBERED, text, start, end, window)
    assert [match.span() for match in found] == expected


def test_no_search_looks_at_more_than_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0

    class Pattern:
        def finditer(self, text: str, start: int, end: int) -> object:
            nonlocal longest
            longest = max(longest, end - start)
            return _PLACE.finditer(text, start, end)

    monkeypatch.setattr("qa.language.sentences._PLACE", Pattern())
    text = "ы" * 500_000
    sentences = split_sentences(text, Language.KAZAKH)
    assert "".join(text[span.start : span.end] for span in sentences) == text
    assert 0 < longest <= 50_000
