"""Questions for somebody new to an archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa.documents.facts import DocumentFacts, extract_facts
from qa.examples import MAX_TITLE, examples
from qa.index.passage_index import DocumentSummary
from qa.types import Answer, Citation, Document, Language, Mode, Status
from tests.small_archive import small_archive

Described = tuple[DocumentSummary, DocumentFacts]

TEXTS = {
    Language.KAZAKH: "Алматы қаласының әкімі Ерлан Сағадиев 2021 жылы 5 мамырда сөз сөйледі.",
    Language.RUSSIAN: "Директор школы Иван Сидоренко выступил 3 июня 2019 года.",
    Language.ENGLISH: "The 22nd session was held in 1998. The session opened in May.",
}
TITLES = {Language.KAZAKH: "Жиын", Language.RUSSIAN: "Школа", Language.ENGLISH: "22nd session"}


def described(language: Language, text: str = "", title: str = "") -> Described:
    text, title = text or TEXTS[language], title or TITLES[language]
    document = Document(f"d-{language}", f"{language}.txt", title, language, text)
    row = DocumentSummary(document.id, document.source, title, language, None, 1, 9, "/", "2026")
    return row, extract_facts(document)


def answering(documents: list[Described], allowed: str = "") -> Callable[[str], Answer]:
    """Answers every question that holds `allowed` with all documents, each quoted whole."""

    def ask(question: str) -> Answer:
        asked.append(question)
        answered = allowed in question
        citations = tuple(
            Citation(n, d.id, d.source, d.title, d.language, "p", 0, 9, TEXTS[d.language], 0.9)
            for n, (d, _) in enumerate(documents, 1)
        )
        return Answer(
            "a",
            question,
            question,
            Language.ENGLISH,
            Status.ANSWERED if answered else Status.REFUSED,
            Mode.EXTRACTIVE,
            "",
            (),
            citations if answered else (),
            (),
            0.9,
            {},
        )

    asked: list[str] = []
    ask.asked = asked  # type: ignore[attr-defined]
    return ask


@pytest.fixture
def three() -> list[Described]:
    return [described(language) for language in TEXTS]


def asked_for(documents: list[Described], ask: Callable[[str], Answer]) -> tuple[str, ...]:
    return tuple(one.text for one in examples(documents, ask))


def test_each_language_asks_for_something_else(three: list[Described]) -> None:
    assert asked_for(three, answering(three))[:3] == (
        "Who spoke at the 22nd session?",
        "Ерлан Сағадиев деген кім?",
        "Что произошло 3 июня 2019 года?",
    )


def test_the_language_of_most_documents_comes_first(three: list[Described]) -> None:
    more = [*three, described(Language.RUSSIAN, "Школа открыта 4 июня 2018 года.")]
    found = examples(more, answering(more))
    assert [one.language for one in found[:3]] == ["ru", "en", "kk"]


def test_a_language_may_have_several(three: list[Described]) -> None:
    found = examples(three, answering(three))
    for language in TEXTS:
        spoken = [one.text for one in found if one.language is language]
        assert len(set(spoken)) == len(spoken) == 3, spoken


@pytest.mark.parametrize(
    ("allowed", "found"),
    [
        ("22", ("Who spoke at the 22nd session?",)),
        (
            "1998",
            (
                "What happened in 1998?",
                "1998 жылы не болды?",
                "Что произошло в 1998 году?",
            ),
        ),
        ("Школа", ("What is “Школа” about?",)),
        ("nothing like it", ()),
    ],
)
def test_what_the_archive_refuses_is_left_out(
    three: list[Described], allowed: str, found: tuple[str, ...]
) -> None:
    assert asked_for(three, answering(three, allowed))[: len(found) or None] == found


def test_an_answer_from_another_document_does_not_count(three: list[Described]) -> None:
    others = [(replace(document, id="other"), facts) for document, facts in three]
    assert asked_for(three, answering(others)) == ()


def test_an_answer_must_quote_the_date_or_the_name() -> None:
    kazakh = [described(Language.KAZAKH, "Әкім Ерлан Оспанов 2011 жылы 6 мамырда келді.")]
    # What is quoted names neither, so only the title is left to ask for.
    assert asked_for(kazakh, answering(kazakh)) == (
        "«Жиын» мәтінінде не айтылған?",
        "What is “Жиын” about?",
        "О чём говорится в тексте «Жиын»?",
    )


def test_what_is_yet_to_come_is_not_asked_for() -> None:
    text = "The plan until 2030 was adopted in 1998. By 2030 the school will be built."
    document, facts = described(Language.ENGLISH, text, "Plan")
    dated = [(document, replace(facts, date="1998-05"))]
    assert "What happened in 1998?" in asked_for(dated, answering(dated))
    ask = answering(dated, "nothing like it")
    asked_for(dated, ask)
    assert not any("2030" in question for question in ask.asked)  # type: ignore[attr-defined]


def test_names_with_an_ending_are_not_asked_for() -> None:
    kazakh = [described(Language.KAZAKH, "Әкім Ерлан Сағадиевтің сөзі ұнады.")]
    assert not any("Ерлан" in question for question in asked_for(kazakh, answering(kazakh)))


def test_the_archive_is_not_asked_without_end(three: list[Described]) -> None:
    many = [
        (replace(document, id=f"{document.id}{n}"), facts)
        for n in range(40)
        for document, facts in three
    ]
    ask = answering(many, "nothing like it")
    assert asked_for(many, ask) == ()
    assert len(ask.asked) == 24  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", ["1", "2", "3", "4", "11", "12", "21", "112"])
def test_english_ordinals(number: str) -> None:
    endings = {"1": "st", "2": "nd", "3": "rd", "21": "st"}
    text = f"Session {number} was held in the city. Session {number} closed."
    document = [described(Language.ENGLISH, text, f"Session {number}")]
    question = f"Who spoke at the {number}{endings.get(number, 'th')} session?"
    assert question in asked_for(document, answering(document))


def test_nothing_from_nothing() -> None:
    assert asked_for([], answering([])) == ()
    blank = [described(Language.ENGLISH, "A text.", " ")]
    assert asked_for(blank, answering(blank)) == ()


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("«Бірлік»  қоры", "Бірлік қоры"),
        ("сөз " * 50, "сөз " * 21 + "сөз…"),
        ("x" * 10_000, "x" * MAX_TITLE + "…"),
        ("бір, екі " + "x" * 100, "бір, екі…"),
        ("{name} %s", "{name} %s"),
    ],
)
def test_titles_are_shortened_at_a_word(title: str, shown: str) -> None:
    document = [described(Language.KAZAKH, "Мәтін.", title)]
    assert asked_for(document, answering(document))[0] == f"«{shown}» мәтінінде не айтылған?"


def test_a_real_archive_answers_its_own_asked_for(tmp_path: Path) -> None:
    archive = small_archive(tmp_path, refuse_below=0.0)
    found = archive.examples()
    assert found
    assert all(archive.ask(one.text).status is Status.ANSWERED for one in found)
    archive.close()
