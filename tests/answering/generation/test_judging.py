"""What a sentence needs beside its evidence to be shown."""

from __future__ import annotations

import pytest

from qa.answering.generation.evidence import Evidence, Shown
from qa.answering.generation.judging import Judge
from qa.answering.generation.reply import Line
from qa.embedding import TokenEncoder
from qa.types import Document, Language, Passage, Span, Verdict

TEXT = (
    "Заседание открыл заместитель акима области И. Баймуханов, в работе сессии участвовали "
    "члены Ассамблеи и представители общественных объединений города."
)


def judged(sentence: str, encoder: TokenEncoder, text: str = TEXT) -> tuple[bool, tuple[str, ...]]:
    document = Document("d", "d.txt", "", Language.RUSSIAN, text)
    span = Span(0, len(text))
    passage = Passage("p", "d", 0, len(text), text, "", Language.RUSSIAN, (span,))
    evidence = Evidence((Shown(1, document, passage, span),), ())
    judge = Judge("Кто открыл заседание?", Language.RUSSIAN, evidence, encoder, (1,))
    (one,) = judge.judge(Line(sentence, (1,), 0))
    return one.stands, one.reasons


def test_the_evidence_itself_stands(encoder: TokenEncoder) -> None:
    assert judged(TEXT, encoder) == (True, ())


@pytest.mark.parametrize("name", ["И. Ахметов", "К.Ли", "Назарбаев"])
def test_a_name_that_the_evidence_does_not_have_is_not_shown(
    encoder: TokenEncoder, name: str
) -> None:
    """However much else of a long sentence is true, and behind an initial too."""
    stands, reasons = judged(TEXT.replace("И. Баймуханов", name), encoder)
    assert not stands
    assert reasons


def test_people_at_each_others_places_are_not_shown(encoder: TokenEncoder) -> None:
    true = "Профессор А. Манойло выступил с докладом, а ректор М. Ломоносов его поддержал."
    turned = "Профессор М. Ломоносов выступил с докладом, а ректор А. Манойло его поддержал."
    assert judged(true, encoder, true) == (True, ())
    stands, reasons = judged(turned, encoder, true)
    assert not stands
    assert reasons


def test_a_sentence_that_is_not_asked_for_is_not_shown(encoder: TokenEncoder) -> None:
    line = Line("Представители общественных объединений города участвовали.", (1,), 0)
    document = Document("d", "d.txt", "", Language.RUSSIAN, TEXT)
    passage = Passage("p", "d", 0, len(TEXT), TEXT, "", Language.RUSSIAN, (Span(0, len(TEXT)),))
    evidence = Evidence((Shown(1, document, passage, Span(0, len(TEXT))),), ())
    for quoted, verdict in (((), Verdict.UNSUPPORTED), ((1,), Verdict.SUPPORTED)):
        judge = Judge("Сколько стоил ремонт?", Language.RUSSIAN, evidence, encoder, quoted)
        (one,) = judge.judge(line)
        assert one.verdict is verdict
