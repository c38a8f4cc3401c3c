"""What a model is shown of what was found."""

from __future__ import annotations

from unittest.mock import Mock

from qa.answering.generation.evidence import FAR_BEHIND, gather
from qa.answering.quote import DocumentTexts
from qa.types import WHOLE_ARCHIVE, Document, Hit, Language, Passage, Span

TEXTS = DocumentTexts(Mock(), WHOLE_ARCHIVE)


def hit(name: str, score: float) -> Hit:
    text = f"The {name} was opened in May."
    document = Document(name, f"{name}.txt", "", Language.ENGLISH, text)
    span = Span(0, len(text))
    return Hit(Passage(name, name, *span, text, "", Language.ENGLISH, (span,)), document, score)


def test_hits_far_behind_the_best_one_are_not_shown() -> None:
    hits = [hit("museum", 9.0), hit("theatre", 9.0 - FAR_BEHIND), hit("bazaar", 1.9)]

    evidence = gather((), hits, TEXTS, lambda _: True)

    assert [one.document.id for one in evidence.shown] == ["museum", "theatre"]


def test_what_does_not_fit_is_left_out() -> None:
    hits = [hit("museum", 9.0), hit("theatre", 8.5)]

    evidence = gather((), hits, TEXTS, lambda sentence: "museum" not in sentence)

    assert [(one.number, one.text) for one in evidence.shown] == [
        (1, "The theatre was opened in May.")
    ]
