from __future__ import annotations

import pytest

from qa.documents.facts import extract_facts
from qa.questions.constraints import (
    Constraint,
    ConstraintMatch,
    read_constraints,
    strengths,
)
from qa.retrieval.fact_index import FactIndex
from qa.types import Document, Language
from tests.labels import KnownLabels

NATION = "Ассамблеяның XXVI сессиясы өтті\n\nАстанада Ассамблеяның XXVI сессиясы өтті."
REGION = (
    "Түркістан облысы Ассамблеясының XXVI сессиясы\n\n"
    "Түркістан облысы Ассамблеясының XXVI сессиясы өтті. Онда XXXIV сессия туралы айтылды."
)
DATED = "Открыли музей\n\n29 апреля 2022 года в городе Сарань открыли музей."


def facts_of(**texts: str) -> FactIndex:
    return FactIndex(
        KnownLabels(
            {
                name: extract_facts(
                    Document(name, f"{name}.txt", text.split("\n")[0], Language.KAZAKH, text)
                )
                for name, text in texts.items()
            }
        )
    )


@pytest.fixture(scope="module")
def archive() -> FactIndex:
    return facts_of(nation=NATION, region=REGION, dated=DATED)


def read(question: str) -> list[tuple[str, str]]:
    return [(c.kind, c.value) for c in read_constraints(question)]


@pytest.mark.parametrize(
    ("question", "constraints"),
    [
        ("What was said at the 26th session?", [("event", "session 26")]),
        ("Что было на круглом столе?", [("event", "round table")]),
        ("26-й и 34-й сессии", [("event", "session 26"), ("event", "session 34")]),
        ("Кто приехал на конференцию?", [("event kind", "conference")]),
        ("What happened on 29 April 2022?", [("date", "2022-04-29")]),
        ("Кто там живёт?", []),
    ],
)
def test_constraints_are_read(question: str, constraints: list[tuple[str, str]]) -> None:
    assert read(question) == constraints


def match(archive: FactIndex, question: str) -> ConstraintMatch:
    return archive.match(read_constraints(question)[0])


def test_the_event_asked_for_without_a_place_is_the_one_without(archive: FactIndex) -> None:
    found = match(archive, "26 сессия")
    assert found.certain
    assert found.documents["nation"] == 1.0 > found.documents["region"] > 0


def test_the_regions_event_is_asked_for_by_its_place(archive: FactIndex) -> None:
    found = match(archive, "26-я сессия Туркестанской области")
    assert found.certain
    assert found.documents["region"] == 1.0 > found.documents["nation"]


def test_a_mention_counts_less_than_the_documents_own_event(archive: FactIndex) -> None:
    found = match(archive, "34th session")
    assert not found.certain
    assert set(found.documents) == {"region"}
    assert found.documents["region"] < 1.0


def test_an_event_that_the_archive_lacks_meets_nothing(archive: FactIndex) -> None:
    found = match(archive, "25th session")
    assert (dict(found.documents), found.certain) == ({}, False)


@pytest.mark.parametrize("date", ["29 апреля 2022 года", "April 2022", "2022 жылы"])
def test_a_date_meets_what_it_contains(archive: FactIndex, date: str) -> None:
    assert list(match(archive, f"Что случилось {date}?").documents) == ["dated"]


def test_alternatives_do_not_add_up_and_different_kinds_do() -> None:
    first = ConstraintMatch(Constraint("event", "session 1", ""), {"a": 1.0, "b": 0.5})
    second = ConstraintMatch(Constraint("event", "session 2", ""), {"b": 1.0})
    place = ConstraintMatch(Constraint("place", "x", ""), {"b": 0.25})
    assert strengths([first, second, place]) == {"a": 1.0, "b": 1.25}
