"""The measures of answers, on cases small enough to be counted by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from qa.errors import BadInput
from qa.evaluation import answers
from qa.evaluation.answer_judging import (
    Given,
    Item,
    Judged,
    auc,
    broken_quotations,
    cite,
    judge,
    measure,
    occurrences,
    read_items,
)
from qa.evaluation.answer_report import as_markdown, refusal_curve, save_curve
from qa.evaluation.answerability import Scores, halve
from qa.evaluation.datasets import Archive, Asked, RetrievalSet, as_document
from qa.settings import Settings
from qa.types import (
    Answer,
    Citation,
    Claim,
    Document,
    Language,
    Mode,
    Span,
    Status,
    Verdict,
)

KK = Document("k", "kk.txt", "", Language.KAZAKH, "Қор 2019 жылы\u00a0құрылды. Ол өсті. Қор бар.")
RU = Document("r", "ru.txt", "", Language.RUSSIAN, "Фонд помог людям. Заседание прошло.")
DOCUMENTS = {"kk.txt": KK, "ru.txt": RU}


def item(*evidence: tuple[str, str], must_have: tuple[tuple[str, ...], ...] = ()) -> Item:
    return Item("q1", "Қор қашан құрылды?", "en", "when", "dev", evidence, must_have)


def given(*places: tuple[str, str], refused: bool = False, score: float = 0.5) -> Given:
    cited = []
    for source, text in places:
        start = DOCUMENTS[source].text.index(text)
        cited.append(cite(DOCUMENTS[source], start, start + len(text)))
    return Given(refused, score, tuple(cited))


@pytest.mark.parametrize(
    ("evidence", "places"),
    [
        ("Қор", [Span(0, 3), Span(32, 35)]),
        ("2019 жылы құрылды", [Span(4, 21)]),
        ("жоқ", []),
        ("", []),
    ],
)
def test_occurrences(evidence: str, places: list[Span]) -> None:
    found = [span for span in occurrences(evidence, KK.text) if span.end > span.start]
    assert found == places


def test_evidence_over_two_neighbouring_citations_is_covered() -> None:
    judged = judge(
        item(("kk.txt", "құрылды. Ол өсті")),
        given(("kk.txt", "Қор 2019 жылы\u00a0құрылды."), ("kk.txt", "Ол өсті.")),
        DOCUMENTS,
    )
    assert (judged.covered, judged.right, judged.faults) == ((True,), (True, True), ())
    assert judged.pair == "en→kk"


def test_a_gap_between_citations_leaves_evidence_uncovered() -> None:
    judged = judge(
        item(("kk.txt", KK.text)),
        given(("kk.txt", "Қор 2019 жылы\u00a0құрылды."), ("kk.txt", "Қор бар.")),
        DOCUMENTS,
    )
    assert judged.covered == (False,)
    assert judged.faults == ("evidence 1 is not cited",)


def test_a_citation_in_the_wrong_document_is_beside() -> None:
    judged = judge(item(("kk.txt", "Ол өсті.")), given(("ru.txt", "Фонд помог")), DOCUMENTS)
    assert (judged.right, judged.first_document_right) == ((False,), False)
    assert judged.faults == ("evidence 1 is not cited", "citation 1 is beside the evidence")


def test_a_comparison_needs_both_documents() -> None:
    both = item(("kk.txt", "Ол өсті."), ("ru.txt", "Заседание прошло."))
    judged = judge(both, given(("ru.txt", "Заседание прошло.")), DOCUMENTS)
    assert (judged.covered, judged.first_document_right) == ((False, True), True)
    assert judged.pair == "en→kk+ru"


def test_evidence_that_the_document_lacks_is_said() -> None:
    judged = judge(item(("kk.txt", "жоқ")), given(("kk.txt", "Ол өсті.")), DOCUMENTS)
    assert "evidence 1 does not occur in kk.txt as stored" in judged.faults


@pytest.mark.parametrize(
    ("needed", "has"),
    [
        ((("2019",),), True),
        ((("2020", "2019 жылы құрылды"),), True),
        ((("2019",), ("2020",)), False),
    ],
)
def test_must_have(needed: tuple[tuple[str, ...], ...], has: bool) -> None:
    asked = item(("kk.txt", "2019"), must_have=needed)
    judged = judge(asked, given(("kk.txt", "Қор 2019 жылы\u00a0құрылды.")), DOCUMENTS)
    assert judged.has_needed is has


def judged_group() -> list[Judged]:
    """One right, one half right with a citation beside, one refused; one refused, one answered."""
    two = item(("kk.txt", "Ол өсті."), ("kk.txt", "Қор бар."))
    return [
        judge(item(("kk.txt", "Ол өсті.")), given(("kk.txt", "Ол өсті."), score=0.9), DOCUMENTS),
        judge(two, given(("kk.txt", "Ол өсті."), ("ru.txt", "Фонд")), DOCUMENTS),
        judge(item(("ru.txt", "Фонд")), given(refused=True, score=0.2), DOCUMENTS),
        judge(item(), given(refused=True, score=0.1), DOCUMENTS),
        judge(item(), given(("ru.txt", "Фонд"), score=0.5), DOCUMENTS),
    ]


def test_measures() -> None:
    found = measure(judged_group())
    assert found.questions == 5
    assert found.evidence_recall == 2 / 4
    assert found.fully_answered == 1 / 3
    assert found.precision == 2 / 3
    assert found.precision_all == 2 / 4
    assert found.document == 2 / 3
    assert found.refusal_recall == 1 / 2
    assert found.false_refusals == 1 / 3
    assert found.auc == pytest.approx((2 + 1.5 + 1) / 6)
    assert found.broken == 0


def test_measures_of_nothing_are_not_numbers() -> None:
    found = measure([])
    assert math.isnan(found.evidence_recall)
    assert math.isnan(found.refusal_recall)
    assert math.isnan(auc([0.5], []))


def answer(quote: str, claim: str) -> Answer:
    text = "Мұрағатта: «Ол өсті.» [1]"
    citation = Citation(1, "k", "kk.txt", "", Language.KAZAKH, "p", 23, 31, quote, 1.0)
    said = Claim(claim, 12, 20, (1,), Verdict.QUOTED, 1.0)
    return Answer(
        "id", "?", "?", Language.KAZAKH, Status.ANSWERED, Mode.EXTRACTIVE, text, (said,),
        (citation,), (), 0.5, {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "claim", "broken"),
    [
        ("Ол өсті.", "Ол өсті.", 0),
        ("Ол өсті", "Ол өсті.", 1),
        ("Ол өсті.", "ол өсті.", 1),
        ("Ол ості.", "", 2),
    ],
)
def test_broken_quotations(quote: str, claim: str, broken: int) -> None:
    assert broken_quotations(answer(quote, claim), DOCUMENTS) == broken


def test_halves_lose_what_the_other_keeps() -> None:
    archive = Archive("x", tuple(as_document(f"p{i}-ru", "т", "ru", "") for i in range(8)), {})
    asked = tuple(Asked(f"q{i}", "?", "en", frozenset((f"p{i % 8}-ru",))) for i in range(24))
    first, second = halve(RetrievalSet("en→ru", archive, asked), most=20)
    for half in (first, second):
        held = {document.source for document, _ in half.archive.documents}
        assert len(half.kept) == len(half.left_out) == 10
        assert all(question.relevant <= held for question in half.kept)
        assert not any(question.relevant & held for question in half.left_out)
    assert {d.source for d, _ in first.archive.documents}.isdisjoint(
        d.source for d, _ in second.archive.documents
    )


def test_halves_are_the_same_in_every_language() -> None:
    lost = []
    for code in ("ru", "en"):
        archive = Archive(
            "x", tuple(as_document(f"p{i}-{code}", "т", code, "") for i in range(9)), {}
        )
        asked = tuple(Asked(f"q{i}", "?", "en", frozenset((f"p{i}-{code}",))) for i in range(9))
        first, _ = halve(RetrievalSet("x", archive, asked))
        lost.append({min(q.relevant).rpartition("-")[0] for q in first.left_out})
    assert lost[0] == lost[1]


def test_refusal_curve() -> None:
    edges, false, recall = refusal_curve([0.4, 0.9], [0.1, 0.4])
    assert edges == [0.1, 0.4, 0.9, math.inf]
    assert false == [0.0, 0.0, 0.5, 1.0]
    assert recall == [0.0, 0.5, 1.0, 1.0]


def test_the_curve_is_drawn_alike_every_time(tmp_path: Path) -> None:
    pair = Scores("en→ru", (0.8, 0.6), (0.2, 0.7), 0, 1, 1.0, (0.8,), (0.7,))
    for name in ("a.svg", "b.svg"):
        save_curve({"gold, dev": judged_group()}, [pair], 0.5, tmp_path / name)
    drawn = (tmp_path / "a.svg").read_bytes()
    assert drawn == (tmp_path / "b.svg").read_bytes()
    assert b"<svg" in drawn
    with pytest.raises(BadInput, match=r"\.svg or \.png"):
        save_curve({}, [], 0.5, tmp_path / "a.txt")


def test_every_miss_is_in_the_report() -> None:
    text = as_markdown({"gold, dev": judged_group()}, "the table")
    assert "the table" in text
    assert "## gold, dev: 3 of 5 with a fault" in text
    assert "- expected 2 (missing, kk.txt): Қор бар." in text
    assert "- cited 2 (beside, ru.txt): Фонд" in text
    assert "- refused, though the archive has the answer" in text
    assert "- answered, though the archive has no answer" in text


def test_items(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "question": "?", "lang": "kk", "kind": "comparison", "doc": "kk.txt",
         "evidence": ["a"], "doc2": "ru.txt", "evidence2": ["b"], "must_have": ["x|y", "z"]},
        {"id": "2", "question": "?", "lang": "ru", "kind": "unanswerable", "doc": None,
         "evidence": [], "must_have": [], "split": "test"},
    ]  # fmt: skip
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    first, second = read_items(path)
    assert first.evidence == (("kk.txt", "a"), ("ru.txt", "b"))
    assert first.must_have == (("x", "y"), ("z",))
    assert (first.answerable, first.split) == (True, "dev")
    assert (second.answerable, second.split) == (False, "test")


def test_an_unknown_suite_is_said(tmp_path: Path) -> None:
    with pytest.raises(
        BadInput, match=r"unknown suite silver; expected some of gold, corpus, second"
    ):
        answers.run(Settings(), tmp_path, only=["silver"])


def test_a_run_of_the_second_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real line over two documents, by an encoder that can be worked out by hand."""
    from tests.fakes import FakeTokenEncoder

    monkeypatch.setattr(answers, "load_encoder", lambda _: FakeTokenEncoder())
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "en.txt").write_text("The fund helped sixty schools. It grew.", "utf-8")
    (documents / "ru.txt").write_text("Заседание прошло в апреле.", "utf-8")
    row = {"id": "1", "question": "Whom did the fund help?", "lang": "en", "kind": "who",
           "doc": "en.txt", "evidence": ["The fund helped sixty schools."], "must_have": [],
           "split": "test"}  # fmt: skip
    (tmp_path / "questions.jsonl").write_text(json.dumps(row), encoding="utf-8")
    settings = Settings(model_cache=tmp_path / "cache" / "models", refuse_below=0.0)
    report = answers.run(
        settings, tmp_path, only=["second"], second=tmp_path, markdown=tmp_path / "report.md"
    )
    found = report["suites"]["second, test"]
    assert found["all"]["questions"] == 1
    assert found["all"]["broken"] == 0
    assert found["all"]["refusal_recall"] is None
    assert list(found["by_pair"]) == ["en→en"]
    assert json.loads(json.dumps(report)) == report | {"questions": json.loads(
        json.dumps(report["questions"]))}  # fmt: skip
    assert "| who " in answers.table(report)
    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("# Answers")
