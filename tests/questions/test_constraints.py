from __future__ import annotations

import pytest

from qa.documents.facts import extract_facts
from qa.questions.constraints import (
    Constraint,
    ConstraintMatch,
    read_constraints,
    strengths,
)
from qa.retrieval import fact_index
from qa.retrieval.fact_index import FactIndex
from qa.types import Document, Language
from tests.labels import KnownLabels

NATION = "Ассамблеяның XXVI сессиясы өтті\n\nАстанада Ассамблеяның XXVI сессиясы өтті."
REGION = (
    "Түркістан облысы Ассамблеясының XXVI сессиясы\n\n"
    "Түркістан облысы Ассамблеясының XXVI сессиясы өтті. Онда XXXIV сессия туралы айтылды."
)
TOLD = "Жиналыс\n\nМәжілісте XXVI сессия туралы айтылды."
DATED = "Открыли музей\n\n29 апреля 2022 года в городе Сарань открыли музей."


def facts_of(**texts: str) -> FactIndex:
    labels = KnownLabels(
        {
            name: extract_facts(
                Document(name, f"{name}.txt", text.split("\n")[0], Language.KAZAKH, text)
            )
            for name, text in texts.items()
        }
    )
    return FactIndex(labels, labels.documents)


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


@pytest.mark.parametrize(
    "question",
    ["26 сессия", "26-я сессия Туркестанской области", "34th session", "на сессии", "2022 жылы"],
)
def test_what_very_many_documents_meet_is_looked_up_among_those_found(
    archive: FactIndex, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    whole = match(archive, question)
    monkeypatch.setattr(fact_index, "TOO_COMMON", 0)
    common = match(archive, question)
    assert common.documents == {}
    assert (common.common, common.met) == (True, True)
    found = archive.among(common, {"region", "dated"})
    assert found.documents == {d: s for d, s in whole.documents.items() if d != "nation"}
    assert found.common
    assert archive.among(common, set()).documents == {}


def test_what_no_document_meets_is_not_common(
    archive: FactIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_index, "TOO_COMMON", 0)
    assert not match(archive, "25th session").met


def test_an_event_of_another_document_is_only_mentioned_by_those_found(
    archive: FactIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As strong as it would be were all documents looked at."""
    whole = match(facts_of(nation=NATION, region=REGION, told=TOLD), "26 сессия")
    monkeypatch.setattr(fact_index, "TOO_COMMON", 0)
    many = facts_of(nation=NATION, region=REGION, told=TOLD)
    found = many.among(match(many, "26 сессия"), {"told"})
    assert found.documents == {"told": whole.documents["told"]}


def test_alternatives_do_not_add_up_and_different_kinds_do() -> None:
    first = ConstraintMatch(Constraint("event", "session 1", ""), {"a": 1.0, "b": 0.5})
    second = ConstraintMatch(Constraint("event", "session 2", ""), {"b": 1.0})
    place = ConstraintMatch(Constraint("place", "x", ""), {"b": 0.25})
    assert strengths([first, second, place]) == {"a": 1.0, "b": 1.25}
