"""What a sentence needs beside its evidence to be shown."""

from __future__ import annotations

import pytest

from qa.answering.generation.evidence import Evidence, Shown
from qa.answering.generation.judging import Judge
from qa.answering.generation.reply import Line
from qa.checking.memory import RememberingEncoder
from qa.checking.windows import KnownSentence
from qa.embedding import TokenEncoder
from qa.language.sentences import split_sentences
from qa.types import Document, Language, Passage, Span, Verdict
from tests.fakes import FakeTokenEncoder

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


def test_what_an_index_has_read_is_not_encoded_nor_what_was_read_ahead() -> None:
    """Of a title and three sentences; a claim that stands there to the letter costs nothing."""
    text = "The museum opened in 1987. It has 240 exhibits in nine halls. Aina Bekova founded it."
    spans = tuple(split_sentences(text, Language.ENGLISH))
    document = Document("d", "d.txt", "The museum", Language.ENGLISH, text)
    passage = Passage("p", "d", 0, len(text), text, "", Language.ENGLISH, spans)
    shown = tuple(Shown(n, document, passage, span) for n, span in enumerate(spans, 1))
    inner = FakeTokenEncoder()
    judge = Judge(
        "When did it open?",
        Language.ENGLISH,
        Evidence(shown, ()),
        RememberingEncoder(inner),
        known=lambda one: [
            KnownSentence(
                Span(0, len(one.text)), FakeTokenEncoder().encode_passage_tokens([one.text])[0]
            )
        ],
    )
    assert judge.warm()
    assert not judge.warm()
    assert inner.encoded == ["The museum"]
    inner.encoded.clear()
    judge.expect("The museum opened in 1987.")
    assert inner.encoded == []
    judge.expect("Nine halls hold 240 exhibits.", "The museum opened in 1987.")
    assert inner.encoded == ["Nine halls hold 240 exhibits."]
    judge.judge(Line("Nine halls hold 240 exhibits.", (2,), 0), "The museum opened in 1987.")
    judge.judge(Line("The museum opened in 1987.", (1,), 0))
    assert len(inner.encoded) == 1


def test_what_speaks_of_the_task_and_not_of_the_archive_is_not_shown(encoder: TokenEncoder) -> None:
    text = "The court heard the claim that the contract was void. The contract was signed in 1995."
    spans = tuple(split_sentences(text, Language.ENGLISH))
    document = Document("d", "d.txt", "", Language.ENGLISH, text)
    passage = Passage("p", "d", 0, len(text), text, "", Language.ENGLISH, spans)
    shown = tuple(Shown(n, document, passage, span) for n, span in enumerate(spans, 1))
    judge = Judge(
        "What of the contract?", Language.ENGLISH, Evidence(shown, ()), encoder, quoted=(1, 2)
    )
    (own,) = judge.judge(Line("The claim is that the contract was signed in 1995.", (2,), 0))
    assert (own.stands, own.reasons[0]) == (False, "task")
    (of_the_archive,) = judge.judge(Line("The claim is that the contract was void.", (1,), 0))
    assert "task" not in of_the_archive.reasons
