from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.errors import BadInput
from qa.evaluation.datasets import gold_questions, kazqad_set, xquad_sets
from qa.types import Language


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_xquad(folder: Path) -> None:
    passages = [
        {"id": f"{paragraph}-{language}", "paragraph": paragraph, "language": language,
         "split": split, "mixed": mixed == language, "title": "T", "text": f"{paragraph} text."}
        for paragraph, split, mixed in (("p0", "dev", "tr"), ("p1", "test", "ru"))
        for language in ("en", "ru", "tr")
    ]  # fmt: skip
    questions = [
        {"id": f"q-{paragraph}-{language}", "language": language, "split": split,
         "paragraph": paragraph, "question": "?", "answers": ["x"]}
        for paragraph, split in (("p0", "dev"), ("p1", "test"))
        for language in ("en", "ru", "tr")
    ]  # fmt: skip
    write_lines(folder / "xquad" / "passages.jsonl", passages)
    write_lines(folder / "xquad" / "questions.jsonl", questions)


def test_xquad_pairs_index_both_splits_and_ask_one(tmp_path: Path) -> None:
    write_xquad(tmp_path)
    sets = {chosen.name: chosen for chosen in xquad_sets(tmp_path, "test")}
    pairs = ["en→ru", "ru→en", "ru→ru", "en→en", "tr→ru", "tr→tr", "en→tr"]
    assert list(sets) == [*pairs, "mixed"]
    pair = sets["tr→ru"]
    assert set(pair.archive.languages) == {"p0-ru", "p1-ru"}
    assert [(q.id, q.relevant) for q in pair.questions] == [("q-p1-tr", {"p1-ru"})]


def test_mixed_archive_holds_each_paragraph_once_and_is_asked_in_all_languages(
    tmp_path: Path,
) -> None:
    write_xquad(tmp_path)
    mixed = xquad_sets(tmp_path, "all")[-1]
    assert mixed.archive.languages == {"p0-tr": "tr", "p1-ru": "ru"}
    assert [q.language for q in mixed.questions] == ["en", "ru", "tr", "en", "ru", "tr"]
    document, passage = mixed.archive.documents[0]
    assert document.language == "tr"
    # XQuAD's titles are English in every language: no context.
    assert (document.source, passage.context) == ("p0-tr", "")
    assert document.text[passage.start : passage.end] == passage.text


def test_kazqad_gives_the_articles_title_as_context(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "kazqad" / "passages.jsonl",
        [{"id": "k1", "language": "kk", "title": "Жетісу", "text": "Жер. Су."}],
    )
    write_lines(
        tmp_path / "kazqad" / "questions.jsonl",
        [
            {"id": "a", "question": "?", "language": "kk", "relevant": ["k1"], "split": "dev"},
            {"id": "b", "question": "?", "language": "kk", "relevant": ["k1"], "split": "test"},
        ],
    )
    chosen = kazqad_set(tmp_path, "dev")
    assert [q.id for q in chosen.questions] == ["a"]
    _, passage = chosen.archive.documents[0]
    assert (passage.context, passage.language) == ("Жетісу", Language.KAZAKH)
    assert len(passage.sentences) == 2


def test_gold_evidence_knows_its_documents(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    common = {"question": "?", "lang": "kk", "kind": "who"}
    write_lines(
        path,
        [
            {"id": "1", "doc": "a.txt", "evidence": ["x", "y"], "doc2": "b.txt",
             "evidence2": ["z"], **common},
            {"id": "2", "doc": None, "evidence": [], **common},
        ],
    )  # fmt: skip
    first, second = gold_questions(path)
    assert first.evidence == (("a.txt", "x"), ("a.txt", "y"), ("b.txt", "z"))
    assert first.sources == {"a.txt", "b.txt"}
    assert second.evidence == ()


def test_absent_data_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="give the folder that holds xquad/"):
        xquad_sets(tmp_path, "test")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match=r"gold\.jsonl is no JSON Lines file"):
        gold_questions(path)
