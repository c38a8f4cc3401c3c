"""Follow-ups take what they lack; questions that lack nothing are left alone."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from qa.questions.following.topic import list_items, quotation, topic_of
from qa.questions.followup import LONGEST_FOLLOWUP, resolve
from qa.questions.question import analyse
from qa.types import Language, Turn
from tests.small_archive import small_archive

HERE = Path(__file__).parent
FOLLOWUPS = [
    json.loads(line) for line in (HERE / "followups.jsonl").read_text("utf-8").splitlines()
]
COMPLETE = [json.loads(line) for line in (HERE / "complete.jsonl").read_text("utf-8").splitlines()]


def turns(history: list[str]) -> list[Turn]:
    """Lines of a conversation; an answer begins with `> `."""
    return [
        Turn("assistant", line[2:]) if line.startswith("> ") else Turn("user", line)
        for line in history
    ]


@pytest.mark.parametrize("row", FOLLOWUPS, ids=lambda row: row["question"])
def test_followups(row: dict[str, Any]) -> None:
    resolved = resolve(row["question"], turns(row["history"]))
    if "want" in row:
        assert resolved == row["want"]
    for part in row.get("has", ()):
        assert part.lower() in resolved.lower()
    for part in row.get("lacks", ()):
        assert part.lower() not in resolved.lower()


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("Who is the coach of Barys?", "And the coach of Sunkar?", "Who is the coach of Sunkar?"),
        ("Who is the mayor of Barys?", "And Sunkar's coach?", "Who is the coach of Sunkar?"),
        ("Кто тренер «Барыса»?", "А президент «Сункара»?", "Кто президент «Сункара»?"),
        ("Кто президент «Барыса»?", "А тренер?", "Кто тренер «Барыса»?"),
        ("Кто тренер клуба «Барыс»?", "А «Сункара»?", "Кто тренер клуба «Сункара»?"),
        ("«Барыс» клубының бапкері кім?", "Ал «Сұңқардың» бапкері ше?",
         "«Сұңқардың» клубының бапкері кім?"),
        ("Сколько врачей в больнице?", "А медсестёр?", "Сколько медсестёр в больнице?"),
        ("How many doctors work there?", "And nurses?", "How many nurses work there?"),
        # Nobody's office was asked for before.
        ("When was Barys founded?", "And the coach of Sunkar?", "Who is the coach of Sunkar?"),
        ("Сколько детей в «Барысе»?", "А тренер «Сункара»?", "Кто тренер «Сункара»?"),
        ("Барыс қашан құрылды?", "Ал Сұңқардың бапкері?", "Сұңқардың бапкері кім?"),
    ],
)  # fmt: skip
def test_an_office_is_kept_with_its_organisation(before: str, question: str, whole: str) -> None:
    assert resolve(question, turns([before, "> A. «A» [1]"])) == whole


@pytest.mark.parametrize("question", COMPLETE)
def test_complete_questions_stay(question: str) -> None:
    for history in {row["history"][0]: row["history"] for row in FOLLOWUPS}.values():
        assert resolve(question, turns(history)) == question


def test_the_tables_are_large_enough() -> None:
    assert len(FOLLOWUPS) >= 60
    assert len(COMPLETE) >= 40
    assert len({row["history"][0] for row in FOLLOWUPS}) >= 10


def test_a_resolved_question_is_searched_for_what_it_took() -> None:
    resolved = resolve(
        "And at the 31st?", turns(["What did the President instruct at the 26th session?"])
    )
    question = analyse(resolved)
    assert [c.value for c in question.constraints if c.kind == "event"] == ["session 31"]
    assert question.language is Language.ENGLISH


@pytest.mark.parametrize(
    "history",
    [
        [],
        [Turn("system", "What did the President instruct at the 26th session?")],
        [Turn("", ""), Turn("user", ""), Turn("user", "???"), Turn("assistant", "")],
        [Turn("user", "\u200b\u202e\x00"), Turn("assistant", "[1] [2] [3]")],
        [Turn("assistant", "1. one\n2. two")],
    ],
)
def test_a_history_without_a_question_changes_nothing(history: list[Turn]) -> None:
    assert resolve("And at the 31st?", history) == "And at the 31st?"
    assert resolve("Кто это сказал?", history) == "Кто это сказал?"


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script> " * 2000,
        "«" * 50_000,
        "((((" * 20_000,
        "1. " * 30_000,
        "Что " * 20_000,
        "\n" * 50_000 + "?",
    ],
    ids=["markup", "quotes", "brackets", "items", "words", "lines"],
)
@pytest.mark.parametrize("question", ["And at the 31st?", "Кто это сказал?", "Ал екіншісі?", "?"])
def test_a_hostile_history_is_bounded_and_quick(content: str, question: str) -> None:
    history = [Turn("user", content), Turn("assistant", content)] * 20
    started = time.perf_counter()
    resolved = resolve(question, history)
    assert len(resolved) <= 2 * LONGEST_FOLLOWUP + 200
    assert time.perf_counter() - started < 10


def test_a_long_question_is_complete() -> None:
    question = "And what about it? " * 50
    assert resolve(question, turns(["What did the forum in Shymkent discuss?"])) == question


def test_only_the_last_turns_are_read() -> None:
    history = turns(["What did the forum in Shymkent discuss?", *["> So."] * 20])
    assert resolve("Who opened it?", history) == "Who opened it?"
    assert "Shymkent" in resolve("Who opened it?", history[:20])


def test_the_answer_is_in_the_language_of_the_question_asked(tmp_path: Path) -> None:
    archive = small_archive(tmp_path)
    history = turns(["What is said?", "> «Қор құрылды. Ол 60 мың адамға көмектесті» [1]"])
    answer = archive.ask("Who said that?", history=history)
    assert answer.resolved_question == (
        "Who said that: «Қор құрылды. Ол 60 мың адамға көмектесті»?"
    )
    assert answer.language is Language.ENGLISH
    archive.close()


@pytest.mark.parametrize(
    "said",
    [
        "There is no answer. Near it: «The forum of farmers»; «Rivers».",
        "«The forum of farmers», «Rivers»",
    ],
)
def test_titles_without_a_citation_are_no_quotations(said: str) -> None:
    assert (quotation(said), list_items(said)) == ("", [])


def test_markup_of_an_answer_does_not_reach_the_question() -> None:
    history = turns(["What was said?", "> **He said:** «<b>Peace</b> is our _wealth_» [1]"])
    assert resolve("Who said that?", history) == "Who said that: «Peace is our wealth»?"


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        (
            "What did the President instruct at the 26th session?",
            "the President at the 26th session",
        ),
        ("Кто открыл выставку в областном музее?", "выставку в областном музее"),
        ("Шымкенттегі форумда не талқыланды?", "Шымкенттегі форумда"),
        ("Кітапхана қай жылы салынған?", "Кітапхана"),
        ("When was the library in Kokozek built?", "the library in Kokozek"),
        ("Who said that (the forum in Shymkent)?", "the forum in Shymkent"),
        ("What?", ""),
    ],
)
def test_topic(question: str, topic: str) -> None:
    assert topic_of(question) == topic


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("Three:\n1. one [1]\n2) two [2]\n- three", ["one", "two", "three"]),
        ("«one» [1] and “two” [2]", ["one", "two"]),
        ("«one» [1]", []),
        ("", []),
    ],
)
def test_list_items(said: str, items: list[str]) -> None:
    assert list_items(said) == items


def test_a_long_quotation_is_cut_at_a_word() -> None:
    cut = quotation("«" + "сөз " * 100 + "» [1]")
    assert cut.endswith("сөз…")
    assert len(cut) <= 161


def test_thanks_in_between_are_passed_over() -> None:
    history = turns(
        ["Who is the captain of Berkut?", "> «Nurlan Abishev.» [1]", "thanks!", "> Ask a question."]
    )
    assert resolve("And the coach?", history) == resolve("And the coach?", history[:2])
    assert resolve("And the coach?", history[2:]) == "And the coach?"


@pytest.mark.parametrize(
    ("asked", "then", "whole"),
    [
        ("Who is the captain of Berkut?", "And the coach?", "Who is the coach of Berkut?"),
        (
            "Who is the chief doctor of the clinic?",
            "And the cook?",
            "Who is the cook of the clinic?",
        ),
        ("What is the price of a ticket?", "And the colour?", "What is the colour of a ticket?"),
        ("When was the library opened?", "And the gym?", "When was the gym opened?"),
    ],
)
def test_whose_it_is_stays(asked: str, then: str, whole: str) -> None:
    assert resolve(then, turns([asked])) == whole
