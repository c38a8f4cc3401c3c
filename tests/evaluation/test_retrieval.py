from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.errors import BadInput
from qa.evaluation.cached_encoder import CachedEncoder, memory_of
from qa.evaluation.datasets import Archive, Asked, GoldQuestion, RetrievalSet, as_document
from qa.evaluation.report import Report, as_table, make_row, save_plot
from qa.evaluation.retrieval import holds, measure_set, run
from qa.settings import Settings, read_settings
from qa.types import Hit
from tests.fakes import FakeTokenEncoder

TEXTS = {"a": "Мост построили рабочие.", "b": "Школу открыли осенью.", "c": "Лес растёт."}


def test_measure_set_ranks_with_the_real_search() -> None:
    archive = Archive(
        "small",
        tuple(as_document(key, text, "ru", "") for key, text in TEXTS.items()),
        dict.fromkeys(TEXTS, "ru"),
    )
    questions = (
        Asked("1", "Кто построил мост: рабочие?", "ru", frozenset("a")),
        Asked("2", "Школу открыли осенью?", "ru", frozenset("b")),
        Asked("3", "Школу открыли осенью?", "ru", frozenset("z")),
    )
    chosen = RetrievalSet("small", archive, questions)
    (row,) = measure_set(chosen, FakeTokenEncoder(256), read_settings(), frozenset())
    assert (row.questions, row.recall_1.value) == (3, pytest.approx(2 / 3))
    assert row.mrr_10.value == pytest.approx(2 / 3)
    assert row.stock_5 == pytest.approx(2 / 3)


def test_unknown_parts_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="unknown part magic; expected some of"):
        run(read_settings(), tmp_path, without=frozenset(("magic",)))


@pytest.mark.parametrize(
    ("start", "end", "held"), [(0, 4, False), (0, 6, True), (5, 9, True), (9, 12, False)]
)
def test_a_passage_holds_evidence_that_it_overlaps(start: int, end: int, held: bool) -> None:
    document, passage = as_document("d", "0123 5678 ab", "ru", "")
    part = type(passage)("p", "d", start, end, "", "", passage.language, ())
    question = GoldQuestion("1", "?", "ru", "who", (("d", "5678"),))
    assert holds(Hit(part, document, 1.0), question) is held


def test_evidence_of_another_document_is_not_held() -> None:
    document, passage = as_document("d", "5678", "ru", "")
    assert not holds(
        Hit(passage, document, 1.0), GoldQuestion("1", "?", "ru", "who", (("e", "5678"),))
    )


def test_encodings_are_remembered_between_runs(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    inner = FakeTokenEncoder(16)
    first = CachedEncoder(inner, path)
    given = first.encode_passage_tokens(["ab cd", "ef", "ab cd"])
    first.close()
    assert inner.encoded == ["ab cd", "ef"]
    again = CachedEncoder(inner, path)
    kept = again.encode_passage_tokens(["ab cd", ""])
    assert inner.encoded == ["ab cd", "ef", ""]
    again.encode_passage_tokens(["ab cd", "ef", "ab cd"], [[0], [0], [0, 3]])
    again.encode_passage_tokens(["ab cd"], [[0, 3]])
    assert inner.encoded == ["ab cd", "ef", "", "ab cd", "ef", "ab cd"]
    assert inner.sentences == [[0], [0], [0, 3]]
    assert kept[0].states.tolist() == given[0].states.tolist() == given[2].states.tolist()
    assert kept[0].vector.tolist() == given[0].vector.tolist()
    assert kept[0].offsets.tolist() == [[0, 2], [3, 5]]
    assert kept[1].states.shape == (0, 16)
    # A question is another text to the model.
    again.encode_question_tokens(["ab cd"])
    assert inner.encoded[-1] == "ab cd"
    assert again.encode_passages([]).shape == (0, 16)
    again.close()


@pytest.fixture
def report() -> Report:
    return Report("retrieval", "m", "test", (), (make_row("en→ru", [1, 2, 0, 1], [2, 2, 1, 0]),))


def test_a_report_as_table_and_json(report: Report) -> None:
    head, _, line = as_table(report).split("\n")
    assert [cell.strip() for cell in head.split("|")[1:4]] == ["set", "questions", "R@1"]
    cells = [cell.strip() for cell in line.split("|")]
    assert cells[1:3] == ["en→ru", "4"]
    assert cells[3].startswith("0.500 (")
    assert cells[5:9] == ["0.625", "0.250", "0.750", "0.500"]
    assert json.loads(report.to_json())["rows"][0]["recall_1"]["value"] == 0.5


@pytest.mark.parametrize(("name", "start"), [("p.svg", b"<?xml"), ("p.png", b"\x89PNG")])
def test_a_plot_is_saved(report: Report, tmp_path: Path, name: str, start: bytes) -> None:
    save_plot(report, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_another_picture_format_is_refused(report: Report, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"saved as \.svg or \.png"):
        save_plot(report, tmp_path / "p.gif")


def test_encodings_in_other_numbers_are_remembered_apart(tmp_path: Path) -> None:
    settings = Settings(model_cache=tmp_path / "models")
    places = {memory_of(settings.model_copy(update={"precision": p})) for p in ("int8", "float32")}
    assert len(places) == 2
    assert {place.parent for place in places} == {tmp_path / "evaluation"}
