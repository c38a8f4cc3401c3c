"""Questions that an archive lacks the answer to, and how a reader is measured on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import BadInput
from qa.evaluation.datasets import Archive, Asked, RetrievalSet, as_document
from qa.evaluation.reading import Case, cut_out, figures, run, table
from qa.questions.question import analyse
from qa.retrieval.search import SearchResult
from qa.settings import Settings

TEXTS = {
    "a": "The river rose in May. The town built a bridge.",
    "b": "Only one sentence names the bridge.",
    "c": "Nobody asks about this. It stays whole.",
}
SET = RetrievalSet(
    "small",
    Archive(
        "small",
        tuple(as_document(key, text, "en", "") for key, text in TEXTS.items()),
        dict.fromkeys(TEXTS, "en"),
    ),
    (
        Asked("1", "When did the river rise?", "en", frozenset("a")),
        Asked("2", "What was built?", "en", frozenset("a")),
        Asked("3", "What is named?", "en", frozenset("b")),
    ),
)
KNOWN = {"1": ("May",), "2": ("bridge",), "3": ("bridge",)}


def case(kind: str, right: bool = False) -> Case:
    places = frozenset({(0, 0)}) if right else frozenset()
    return Case("small", kind, analyse("What was built?"), SearchResult(()), places)


def test_one_answer_is_cut_out_of_a_paragraph_and_the_rest_stays() -> None:
    archive, asked = cut_out(SET, KNOWN, 10)
    texts = {document.source: document.text for document, _ in archive.documents}
    assert texts == {**TEXTS, "a": "The town built a bridge."}
    assert [question.id for question in asked] == ["1"]


def test_no_more_is_cut_than_was_asked_for() -> None:
    archive, asked = cut_out(SET, KNOWN, 0)
    assert (archive.documents, asked) == (SET.archive.documents, [])


def test_figures_of_hand_made_cases() -> None:
    asked = [case("whole", right=True), case("whole", right=True), case("whole"),
             case("left out"), case("cut out")]  # fmt: skip
    [made] = figures(asked, [True, False, False, False, False], [2.0, 0.5, 1.0, 0.7, 1.5])
    # Of three questions with an answer two had it among what was found; one came first.
    assert (made.questions, made.first) == (5, 0.5)
    assert made.left_out == pytest.approx(2 / 3)
    assert made.cut_out == pytest.approx(1 / 3)


def test_what_a_group_lacks_is_told() -> None:
    [made] = figures([case("whole", right=True)], [True], [1.0])
    assert table({"late interaction": [made]}).splitlines()[-1] == (
        "| small | late interaction | 1.000 | – | – |"
    )


def test_an_unknown_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="unknown set news; expected some of en→ru"):
        run(Settings(), tmp_path, "dev", only=("news",))
