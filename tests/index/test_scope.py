"""What a scope hides is as if it had never been stored, to the last bit of a score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.errors import BadInput, NotFound
from qa.index.bm25 import Postings
from qa.index.lexical import build_segment, pack_terms
from qa.index.local import LocalIndex
from qa.index.passage_index import IndexedDocument
from qa.types import WHOLE_ARCHIVE, Filters, Language, Scope
from tests.index.samples import new_index, sample, scores_of

QUESTION = np.eye(8, dtype=np.float32)[0]
TERMS = {"қор": 1.0, "сессия": 1.0, "26": 1.0}
PRESS = Scope.of("press")


def of(collection: str, document: IndexedDocument) -> IndexedDocument:
    return replace(document, document=replace(document.document, collection=collection))


OPEN = [sample("a", 4), sample("b", 3, language=Language.RUSSIAN)]
HIDDEN = [of("press", sample("p", 5)), of("press", sample("q", 2, language=Language.ENGLISH))]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LocalIndex]:
    opened = new_index(tmp_path / "all", HIDDEN[0], OPEN[0], HIDDEN[1], OPEN[1])
    yield opened
    opened.close()


@pytest.fixture
def only(tmp_path: Path) -> Iterator[LocalIndex]:
    opened = new_index(tmp_path / "only", *OPEN)
    yield opened
    opened.close()


def names(index: LocalIndex, scope: Scope, rows: list[int]) -> list[str]:
    return [passage.id for passage in index.passages(scope, rows).values()]


def test_searches_and_scores_are_those_of_an_archive_without_the_rest(
    index: LocalIndex, only: LocalIndex
) -> None:
    scope = Scope.of("default")
    for filters in (None, Filters(languages=(Language.RUSSIAN,))):
        (given,) = index.dense_search(scope, QUESTION[None], 50, filters)
        (expected,) = only.dense_search(WHOLE_ARCHIVE, QUESTION[None], 50, filters)
        assert [h.score for h in given] == pytest.approx([h.score for h in expected], abs=1e-6)
        assert names(index, scope, [h.row for h in given]) == names(
            only, WHOLE_ARCHIVE, [h.row for h in expected]
        )
        given_words = index.lexical_search(scope, TERMS, 50, filters)
        words = only.lexical_search(WHOLE_ARCHIVE, TERMS, 50, filters)
        assert given_words.weighing.attainable == words.weighing.attainable
        assert [h.score for h in given_words.hits] == [h.score for h in words.hits]


def test_statistics_are_those_of_an_archive_without_the_rest(
    index: LocalIndex, only: LocalIndex
) -> None:
    given, expected = (i.statistics(Scope.of("default")) for i in (index, only))
    assert (given.documents, given.passages, given.changes) == (2, 7, 2)
    assert (given.spoken, given.collections) == (expected.spoken, expected.collections)
    np.testing.assert_array_equal(given.token_frequency, expected.token_frequency)
    np.testing.assert_array_equal(given.mean_token, expected.mean_token)
    assert set(given.languages) == {Language.KAZAKH, Language.RUSSIAN}
    for language, known in given.languages.items():
        np.testing.assert_array_equal(known.mean_vector, expected.languages[language].mean_vector)
        np.testing.assert_array_equal(known.mean_token, expected.languages[language].mean_token)


def test_rows_of_others_are_nobody_s(index: LocalIndex) -> None:
    scope = Scope.of("default")
    hidden = list(index.document_passages(PRESS, "p"))
    assert len(hidden) == 5
    assert index.passages(scope, hidden) == {}
    assert index.token_states(scope, hidden) == {}
    assert not index.vectors(scope, hidden).any()
    assert not any(scores_of(index, scope, TERMS, hidden))
    assert index.document_passages(scope, "p") == {}
    assert set(index.facts(scope)) == {"a", "b"}
    assert index.known_sources(scope, "/archive").keys() == {"a.txt", "b.txt"}
    with pytest.raises(NotFound):
        index.document(scope, "p")
    assert index.delete(scope, ["p"]) == 0
    assert [d.id for d in index.documents(scope).documents] == ["a", "b"]


def test_a_scope_of_nothing_finds_nothing(index: LocalIndex) -> None:
    nothing = Scope(frozenset())
    assert index.dense_search(nothing, QUESTION[None], 5) == [[]]
    assert index.lexical_search(nothing, TERMS, 5).hits == []
    assert index.statistics(nothing).passages == 0
    assert index.documents(nothing).total == 0


def test_filters_narrow_a_scope_and_never_widen_it(index: LocalIndex) -> None:
    both = Filters(collections=("default", "press"))
    (hits,) = index.dense_search(PRESS, QUESTION[None], 50, both)
    assert len(hits) == 7
    assert index.dense_search(PRESS, QUESTION[None], 50, Filters(collections=("default",))) == [[]]


def test_a_version_changes_with_its_own_collections_alone(index: LocalIndex) -> None:
    before = index.version(Scope.of("default")), index.version(PRESS), index.version(WHOLE_ARCHIVE)
    index.add([of("press", sample("r", 1))])
    after = index.version(Scope.of("default")), index.version(PRESS), index.version(WHOLE_ARCHIVE)
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert before[2] != after[2]


def test_a_collection_goes_with_its_documents(index: LocalIndex) -> None:
    with index.writing() as writer:
        assert writer.drop_collection("press") == 2
        with pytest.raises(BadInput, match="always there"):
            writer.drop_collection("default")
        with pytest.raises(NotFound):
            writer.drop_collection("press")
    assert index.access.names(WHOLE_ARCHIVE) == ("default",)
    assert index.statistics(PRESS).passages == 0
    assert index.documents(WHOLE_ARCHIVE).total == 2


def test_some_of_the_postings_score_as_if_there_were_no_others() -> None:
    texts = ["бір екі", "бір бір үш", "үш төрт бес", "екі", "бір"]
    packed = [pack_terms(text.split()) for text in texts]
    rows = np.arange(1, 6)
    segments = [build_segment(rows[:3], packed[:3]), build_segment(rows[3:], packed[3:])]
    allowed = np.array([True, False, True, False, True])
    kept = [p for p, own in zip(packed, allowed, strict=True) if own]
    asked = {"бір": 1.0, "үш": 0.5, "жоқ": 1.0}
    places, scores, weighing = Postings(segments, allowed).search(asked, 5)
    expected, alone, limit = Postings([build_segment(rows[allowed], kept)]).search(asked, 5)
    assert places.tolist() == np.flatnonzero(allowed)[expected].tolist()
    np.testing.assert_array_equal(scores, alone)
    assert weighing.attainable == limit.attainable
