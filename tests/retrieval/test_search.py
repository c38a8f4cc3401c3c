from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.evaluation.datasets import as_document
from qa.index.local import LocalIndex
from qa.index.passage_index import IndexSettings
from qa.questions.question import analyse
from qa.retrieval.prepare import prepare, text_to_embed
from qa.retrieval.search import PARTS, Searcher
from qa.settings import read_settings
from qa.types import WHOLE_ARCHIVE, Filters, Language
from tests.fakes import FakeTokenEncoder

TEXTS = {
    "bridge": ("ru", "Мост построили рабочие. Река широкая."),
    "school": ("ru", "Школу открыли осенью. Дети довольны."),
    "copir": ("kk", "Көпір салынды. Өзен кең."),
    "ship": ("en", "The ship left the harbour. The crew waved."),
}


@pytest.fixture
def encoder() -> FakeTokenEncoder:
    return FakeTokenEncoder(dimension=256)


@pytest.fixture
def index(tmp_path: Path, encoder: FakeTokenEncoder) -> Iterator[LocalIndex]:
    made = IndexSettings(encoder.name, encoder.dimension, "test")
    index = LocalIndex.open(tmp_path, made, create=True)
    index.add(
        prepare(document, [passage], encoder)
        for key, (code, text) in TEXTS.items()
        for document, passage in [as_document(key, text, code, "")]
    )
    yield index
    index.close()


def found(searcher: Searcher, question: str, **asked: object) -> list[str]:
    result = searcher.rank(WHOLE_ARCHIVE, analyse(question), **asked)  # type: ignore[arg-type]
    return [hit.document.source for hit in result.hits]


def test_the_passage_with_the_questions_words_comes_first(
    index: LocalIndex, encoder: FakeTokenEncoder
) -> None:
    searcher = Searcher(index, encoder, read_settings())
    assert found(searcher, "Кто построил мост: рабочие?")[0] == "bridge"
    assert found(searcher, "Школу открыли осенью?")[0] == "school"
    assert found(searcher, "When did the ship leave the harbour?")[0] == "ship"


def test_every_passage_of_a_small_archive_is_ranked_once(
    index: LocalIndex, encoder: FakeTokenEncoder
) -> None:
    sources = found(Searcher(index, encoder, read_settings()), "Река?")
    assert sorted(sources) == sorted(TEXTS)


def test_top_k_and_filters(index: LocalIndex, encoder: FakeTokenEncoder) -> None:
    searcher = Searcher(index, encoder, read_settings())
    assert len(found(searcher, "Река?", top_k=2)) == 2
    kazakh = Filters(languages=(Language.KAZAKH,))
    assert found(searcher, "Река?", filters=kazakh) == ["copir"]
    assert found(searcher, "Река?", filters=Filters(sources=("school",))) == ["school"]
    assert found(searcher, "Река?", filters=Filters(sources=("nothing",))) == []


def test_scores_fall_and_signals_explain_them(index: LocalIndex, encoder: FakeTokenEncoder) -> None:
    searcher = Searcher(index, encoder, read_settings())
    hits = searcher.rank(WHOLE_ARCHIVE, analyse("мост"), explain=True).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert set(hits[0].signals) == {
        "late_interaction", "window", "sentence", "dense", "lexical", "sound", "constraints",
    }  # fmt: skip
    assert hits[0].signals["late_interaction"] > hits[-1].signals["late_interaction"]
    assert searcher.rank(WHOLE_ARCHIVE, analyse("мост"), explain=False).hits[0].signals == {}


def test_an_empty_archive_has_no_hits(tmp_path: Path, encoder: FakeTokenEncoder) -> None:
    made = IndexSettings(encoder.name, encoder.dimension, "test")
    index = LocalIndex.open(tmp_path / "empty", made, create=True)
    assert Searcher(index, encoder, read_settings()).rank(WHOLE_ARCHIVE, analyse("мост")).hits == ()
    index.close()


def test_a_new_generation_is_noticed(index: LocalIndex, encoder: FakeTokenEncoder) -> None:
    searcher = Searcher(index, encoder, read_settings())
    assert "tower" not in found(searcher, "башня")
    document, passage = as_document("tower", "Башня стоит. Башня высокая.", "ru", "")
    index.add([prepare(document, [passage], encoder)])
    assert found(searcher, "башня")[0] == "tower"


@pytest.mark.parametrize("part", sorted(PARTS))
def test_any_part_can_be_left_out(index: LocalIndex, encoder: FakeTokenEncoder, part: str) -> None:
    searcher = Searcher(index, encoder, read_settings(), without=frozenset((part,)))
    assert len(found(searcher, "мост")) == len(TEXTS)


@pytest.mark.parametrize(
    "question",
    ["а", "7", "и в на", '"мост" OR NOT (', "мост\x00река", "\u202eмост", "м" * 2000, "漢字 ١٢"],
)
def test_hostile_questions_give_a_ranking(
    index: LocalIndex, encoder: FakeTokenEncoder, question: str
) -> None:
    assert len(found(Searcher(index, encoder, read_settings()), question)) == len(TEXTS)


def test_the_context_is_embedded_in_front_and_its_tokens_have_empty_spans(
    encoder: FakeTokenEncoder,
) -> None:
    document, passage = as_document("x", "Мост стоит.", "ru", "Старый город")
    assert text_to_embed(passage) == "Старый город. Мост стоит."
    tokens = prepare(document, [passage], encoder).passages[0].tokens
    assert tokens is not None
    assert tokens.offsets.tolist() == [[0, 0], [0, 0], [0, 4], [5, 10]]
    assert [passage.text[start:end] for start, end in tokens.offsets[2:]] == ["Мост", "стоит"]
