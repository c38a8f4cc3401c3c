"""Passages: every sentence once, within the limit, cut where the text has its joints."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.documents.split import passage_id, split_passages
from qa.language.sentences import split_sentences
from qa.types import Document, Language, Passage


def words(text: str) -> int:
    return len(text.split())


def document(text: str, **metadata: object) -> Document:
    return Document("id", "a.txt", "Тақырып сөзі", Language.KAZAKH, text, metadata)


def split(text: str, limit: int, **metadata: object) -> list[Passage]:
    return split_passages(document(text, **metadata), words, limit)


def texts(text: str, limit: int, **metadata: object) -> list[str]:
    return [passage.text for passage in split(text, limit, **metadata)]


def sentence(length: int, word: str = "сөз") -> str:
    return " ".join([word.capitalize()] + [word] * (length - 1)) + "."


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("", 10, []),
        ("Бір екі.", 10, ["Бір екі."]),
        ("Бір екі. Үш төрт.", 10, ["Бір екі. Үш төрт."]),
        ("Бір екі. Үш төрт.", 2, ["Бір екі.", "Үш төрт."]),
        # One sentence longer than the limit stays whole.
        ("Бір екі үш төрт. Бес.", 3, ["Бір екі үш төрт.", "Бес."]),
        # A paragraph's end is the better place to cut.
        ("Аа бб. Вв гг.\n\nДд ее. Жж зз.", 5, ["Аа бб. Вв гг.", "Дд ее. Жж зз."]),
        # No tiny leftover: three and three rather than five and one.
        (
            "Аа. Бб. Вв. Гг. Дд. Ее.",
            5,
            ["Аа. Бб. Вв.", "Гг. Дд. Ее."],
        ),
    ],
)
def test_cuts(text: str, limit: int, expected: list[str]) -> None:
    assert texts(text, limit) == expected


def test_a_number_goes_with_its_item() -> None:
    text = "Тапсырма берілді.\nБірінші\nМектеп салынсын\nЕкінші\nЖол жөнделсін қазір"
    for limit in range(3, 12):
        for passage in texts(text, limit):
            assert not passage.endswith(("Бірінші", "Екінші"))


def test_a_heading_goes_with_what_it_heads_and_begins_a_passage() -> None:
    text = f"{sentence(6)}\n\nБөлім\n\n{sentence(6, 'гүл')} {sentence(6, 'тау')}"
    heading = text.index("Бөлім")
    found = texts(text, 14, headings=[[heading, heading + 5, 2]])
    assert found == [sentence(6), text[heading:]]


def test_furniture_never_shares_a_passage() -> None:
    text = "Куәлік №5.\n\nБір екі.\n\nҮш төрт.\n\n© Газет"
    end = len(text)
    found = texts(text, 50, furniture=[[0, 10], [end - 7, end]])
    assert found == ["Куәлік №5.", "Бір екі.\n\nҮш төрт.", "© Газет"]


def test_context_is_title_section_and_introduction_without_what_the_passage_says() -> None:
    text = "Бөлім\n\nМіндеттер мынадай:\n1) бірінші іс пен тағы іс;\n2) екінші іс пен тағы іс."
    text = f"Кіріспе сөз.\n\n{text}"
    heading = text.index("Бөлім")
    found = split_passages(document(text, headings=[[heading, heading + 5, 2]]), words, 9)
    assert [(p.text, p.context) for p in found] == [
        ("Кіріспе сөз.", "Тақырып сөзі"),
        ("Бөлім\n\nМіндеттер мынадай:\n1) бірінші іс пен тағы іс;", "Тақырып сөзі"),
        ("2) екінші іс пен тағы іс.", "Тақырып сөзі › Бөлім › Міндеттер мынадай:"),
    ]


def test_context_is_bounded() -> None:
    long = Document("id", "a", " ".join(["тақырып"] * 100), Language.KAZAKH, "Бір екі.", {})
    [passage] = split_passages(long, words, 100)
    assert passage.context == " ".join(["тақырып"] * 25)


def test_fields_of_a_passage() -> None:
    text = "Бір екі. Үш.\n\nТөрт бес."
    first, second = split(text, 3)
    assert (first.start, first.end, second.start, second.end) == (0, 12, 14, 23)
    assert first.sentences == tuple(split_sentences(text, Language.KAZAKH)[:2])
    assert first.id == passage_id("id", 0, 12, "Бір екі. Үш.")
    assert {first.document_id, second.document_id} == {"id"}
    assert first.id != second.id


def test_tokens_are_counted_once_a_sentence_and_a_little_for_context() -> None:
    text = "\n\n".join(f"{sentence(7)} {sentence(9)} {sentence(4)}" for _ in range(700))
    calls = 0

    def count(part: str) -> int:
        nonlocal calls
        calls += 1
        return words(part)

    passages = split_passages(document(text), count, 40)
    assert calls <= 2100 + 3 * len(passages)


pieces = st.lists(
    st.sampled_from(
        ["Бір екі.", "Үш", "\n", "\n\n", "1) бес;", "2) алты.", "«Бірінші", "Екінші", "Ол кетті! "]
    ),
    max_size=40,
).map(" ".join)


@given(pieces | st.text(max_size=80), st.integers(1, 30), st.data())
@settings(max_examples=300, deadline=None)
def test_every_sentence_lies_in_exactly_one_passage(
    text: str, limit: int, data: st.DataObject
) -> None:
    sentences = split_sentences(text, Language.KAZAKH)
    chosen = data.draw(st.lists(st.sampled_from(sentences), max_size=3)) if sentences else []
    spans = sorted({(s.start, s.end) for s in chosen})
    passages = split(
        text, limit, headings=[[*s, 1] for s in spans[:1]], furniture=[list(s) for s in spans[1:]]
    )
    assert [s for p in passages for s in p.sentences] == sentences
    assert all(a.end <= b.start for a, b in pairwise(passages))
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        assert (passage.start, passage.end) == (
            passage.sentences[0].start,
            passage.sentences[-1].end,
        )
    assert len({p.id for p in passages}) == len(passages)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=30), st.integers(12, 40))
@settings(max_examples=200, deadline=None)
def test_plain_prose_stays_within_the_limit(lengths: list[int], limit: int) -> None:
    text = " ".join(sentence(n) for n in lengths)
    assert all(words(found) <= limit for found in texts(text, limit))
