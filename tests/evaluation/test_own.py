"""An owner's own questions: read, asked, judged."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from qa.cli.archive import to_review
from qa.errors import BadInput
from qa.evaluation.own import judge_own, read_own
from qa.service.archive_replies import FeedbackItem
from tests.small_archive import small_archive


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_answers_are_judged_by_document_by_quotation_and_by_refusal(tmp_path: Path) -> None:
    asked, waiting = read_own(
        write(
            tmp_path / "own.jsonl",
            {"question": "Кому помог фонд?", "document": "ru.txt"},
            {"question": "Кому помог фонд?", "quotation": "Фонд помог людям."},
            {"question": "Кому помог фонд?", "document": "en.txt"},
            {"question": "Кому помог фонд?"},
            {"question": "Кто?", "reviewed": False, "reason": "не то"},
        )
    )
    assert waiting == 1
    with closing(small_archive(tmp_path, refuse_below=0.0)) as archive:
        by_document, by_words, elsewhere, none = judge_own(archive, asked)
    assert by_document.covered == by_words.covered == (True,)
    assert by_document.faults == by_words.faults == ()
    assert by_document.pair == "ru→ru"
    assert none.faults == ("answered, though the archive has no answer",)
    assert elsewhere.covered == (any(c.source == "en.txt" for c in elsewhere.given.citations),)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"question": " "}, "line 1 has no question"),
        ({"question": "Who?", "answer": "x"}, "unknown fields answer"),
        ({"question": "Who?", "reviewed": False}, "no question that is ready; 1 wait"),
        ([], "line 1 has no question"),
    ],
)
def test_what_is_no_question_is_named(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_own(write(tmp_path / "own.jsonl", row))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"question": "Who?", "document": "none.txt"}, "no document 'none.txt'"),
        ({"question": "Who?", "quotation": "never said"}, "no document of the archive holds"),
        ({"question": "Who?", "document": "en.txt", "quotation": "no"}, "en.txt does not hold"),
    ],
)
def test_a_truth_that_the_archive_does_not_hold_is_named(
    tmp_path: Path, row: object, said: str
) -> None:
    asked, _ = read_own(write(tmp_path / "own.jsonl", row))
    with closing(small_archive(tmp_path)) as archive, pytest.raises(BadInput, match=said):
        judge_own(archive, asked)


def test_wrong_answers_become_questions_to_review(tmp_path: Path) -> None:
    given = [("Кто?", "down", "не то"), ("Где?", "up", ""), ("Кто?", "down", ""), (" ", "down", "")]
    items = [
        FeedbackItem(created="t", answer_id="a", question=q, rating=r, reason=why)
        for q, r, why in given
    ]
    (row,) = to_review(items)
    assert row == {
        "question": "Кто?",
        "document": None,
        "quotation": None,
        "reviewed": False,
        "reason": "не то",
    }
    filled = row | {"quotation": "Фонд помог людям."}
    del filled["reviewed"]
    (question,), _ = read_own(write(tmp_path / "own.jsonl", filled))
    assert question.quotations == ("Фонд помог людям.",)
