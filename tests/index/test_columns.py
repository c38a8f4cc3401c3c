"""The list of documents as columns: what is found, narrowed, counted and sorted."""

from __future__ import annotations

import numpy as np
import pytest

from qa.index import columns
from qa.index.columns import Columns

# Row, source, language, date, collection, indexed at, search key.
KNOWN = [
    (4, "b/two.PDF", "ru", "2021-05", "default", "t1", "two\nb/two.pdf"),
    (2, "a.txt", "kk", "", "press", "t1", "third day_of\na.txt"),
    (9, "b/two.PDF", "ru", "2022", "press", "t0", "one\nb/two.pdf"),
    (7, "b/.hidden", "en", "2021", "default", "t2", "twofold\nb/.hidden"),
]
CHOOSE_ALL: dict[str, tuple[str, ...]] = dict.fromkeys(columns.FACETS, ())


@pytest.fixture
def made() -> Columns:
    return Columns.of(KNOWN)


def test_documents_stand_in_the_order_of_sources_then_rows(made: Columns) -> None:
    assert made.rows.tolist() == [2, 7, 4, 9]
    assert made.places(np.array([9, 2, 3, 99])).tolist() == [3, 0, -1, -1]
    assert made.mask(made.places(np.array([9, 3]))).tolist() == [False, False, False, True]


def test_facets_follow_from_sources_and_dates(made: Columns) -> None:
    _, facets = made.narrowed(np.ones(4, bool), CHOOSE_ALL)
    assert facets == {
        "language": {"ru": 2, "en": 1, "kk": 1},
        "year": {"2021": 2, "": 1, "2022": 1},
        "folder": {"b": 3, "": 1},
        "format": {"pdf": 2, "": 1, "txt": 1},
        "collection": {"default": 2, "press": 2},
    }
    assert list(facets["language"]) == ["ru", "en", "kk"]


def test_of_its_own_choice_a_facet_leaves_nothing_out(made: Columns) -> None:
    chosen = CHOOSE_ALL | {"language": ("ru", "xx"), "collection": ("press",)}
    found, facets = made.narrowed(np.ones(4, bool), chosen)
    assert made.rows[found].tolist() == [9]
    assert facets["language"] == {"kk": 1, "ru": 1}
    assert facets["collection"] == {"default": 1, "press": 1}
    assert facets["year"] == {"2022": 1}


def test_of_many_values_the_commonest_are_counted_and_those_chosen(
    made: Columns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "MOST_VALUES", 1)
    _, facets = made.narrowed(np.ones(4, bool), CHOOSE_ALL | {"year": ("2022",)})
    assert facets["year"] == {"2021": 2, "2022": 1}
    assert facets["folder"] == {"b": 1}


@pytest.mark.parametrize(
    ("sort", "rows"),
    [
        ("source", [2, 7, 4, 9]),
        ("-source", [4, 9, 7, 2]),  # equal ones keep their order
        ("title", [9, 2, 4, 7]),
        ("-title", [7, 4, 2, 9]),
        ("date", [2, 7, 4, 9]),
        ("-date", [9, 4, 7, 2]),
        ("added", [9, 2, 4, 7]),
        ("-added", [7, 4, 2, 9]),
        ("relevance", [2, 7, 4, 9]),
    ],
)
def test_orders(made: Columns, sort: str, rows: list[int]) -> None:
    assert made.rows[made.sorted(np.ones(4, bool), sort, None)].tolist() == rows


def test_the_better_come_first_and_equal_ones_by_source(made: Columns) -> None:
    scores = np.array([0.0, 2.0, 1.0, 2.0])
    found = np.array([True, True, False, True])
    assert made.rows[made.sorted(found, "relevance", scores)].tolist() == [7, 9, 2]


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [("two", [7, 4, 9]), ("WO.P", [4, 9]), ("two b/", []), ("day_of", [2]), ("none", [])],
)
def test_parts_of_titles_and_sources(made: Columns, wanted: str, rows: list[int]) -> None:
    assert made.rows[made.holding(wanted)].tolist() == rows


@pytest.mark.parametrize(
    ("word", "beginning", "rows"),
    [("Two", False, [4, 9]), ("two", True, [7, 4, 9]), ("wo", True, []), ("of", False, [2])],
)
def test_words_of_titles_and_sources(
    made: Columns, word: str, beginning: bool, rows: list[int]
) -> None:
    assert made.rows[made.naming(word, beginning=beginning)].tolist() == rows


def test_an_empty_archive_has_an_empty_list() -> None:
    made = Columns.of([])
    nothing = made.mask([])
    assert (len(made), made.holding("a").tolist()) == (0, [])
    assert made.places(np.array([1])).tolist() == [-1]
    assert made.narrowed(nothing, CHOOSE_ALL)[1]["year"] == {}
    assert made.sorted(nothing, "-title", None).tolist() == []
