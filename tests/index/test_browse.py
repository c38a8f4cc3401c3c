"""The list of documents, and the text around what was looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.index.browse import Browse, snippet_of
from qa.index.local import LocalIndex
from qa.index.passage_index import IndexedDocument, IndexSettings
from qa.types import WHOLE_ARCHIVE, Document, Language, Scope

SETTINGS = IndexSettings("none", 4, "none")


def indexed(name: str, text: str, **metadata: object) -> IndexedDocument:
    document = Document(name, f"{name}.txt", name.title(), Language.ENGLISH, text, metadata)
    return IndexedDocument(document, (), name)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LocalIndex]:
    made = LocalIndex.open(tmp_path, SETTINGS, create=True)
    with made.writing() as writer:
        writer.add(
            [
                indexed("one", "The fund helped people.", date="2022-04", pages=[[0, 9], [9, 23]]),
                indexed("two", "A fund and a fund again.", date="2021", about="Money"),
            ]
        )
    yield made
    made.close()


def found(index: LocalIndex, scope: Scope = WHOLE_ARCHIVE, **asked: object) -> list[str]:
    listing = index.browse(scope, Browse(**asked))  # type: ignore[arg-type]
    return [one.summary.id for one in listing.documents]


def test_better_matches_come_first_and_titles_before_all(index: LocalIndex) -> None:
    assert found(index, text="fund", sort="relevance") == ["two", "one"]
    with index.writing() as writer:
        writer.add([indexed("fund", "Something else.")])
    assert found(index, text="fund", sort="relevance") == ["fund", "two", "one"]


def test_lists_are_sorted_both_ways(index: LocalIndex) -> None:
    assert found(index, sort="date") == ["two", "one"]
    assert found(index, sort="-date") == ["one", "two"]


def test_what_a_scope_hides_is_neither_listed_nor_counted(index: LocalIndex) -> None:
    nobody = Scope.of("other")
    listing = index.browse(nobody, Browse("fund"))
    assert (listing.total, listing.documents) == (0, [])
    assert not any(listing.facets.values())
    assert index.metadata(nobody, "two") == {}
    assert index.metadata(WHOLE_ARCHIVE, "two")["about"] == "Money"
    assert index.metadata(WHOLE_ARCHIVE, "none") == {}


def test_full_text_follows_what_is_changed_and_removed(index: LocalIndex) -> None:
    with index.writing() as writer:
        writer.add([indexed("one", "Now of rivers.")])
        writer.delete(WHOLE_ARCHIVE, ["two"])
    assert found(index, text="fund") == []
    assert found(index, text="river") == ["one"]


def test_an_archive_made_before_there_was_full_text_gets_it(tmp_path: Path) -> None:
    made = LocalIndex.open(tmp_path, SETTINGS, create=True)
    with made.writing() as writer:
        writer.add([indexed("one", "The fund helped people.")])
    with made._database.transaction() as connection:
        connection.execute("DROP TRIGGER documents_text_added")
        connection.execute("DROP TRIGGER documents_text_removed")
        connection.execute("DROP TABLE documents_text")
        connection.execute("DROP INDEX documents_listed")
    assert found(made, text="fund") == []
    made.close()
    opened = LocalIndex.open(tmp_path)
    assert found(opened, text="fund") == ["one"]
    opened.close()


def test_a_common_word_ranks_titles_first_and_a_rare_one_by_its_number(
    index: LocalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    with index.writing() as writer:
        writer.add(
            [
                indexed("a", "A fund, a fund, a fund and a bridge."),
                indexed("fund of b", "Bridge after bridge after bridge."),
                indexed("c", "The fund. A fund."),
            ]
        )
    assert found(index, text="fund", sort="relevance") == ["fund of b", "a", "c", "two", "one"]
    monkeypatch.setattr("qa.index.fulltext.COMMON", 3)
    # The title alone counts: the others stand in the order of their sources.
    assert found(index, text="fun", sort="relevance") == ["fund of b", "a", "c", "one", "two"]
    assert found(index, text="fund brid", sort="relevance") == ["fund of b", "a"]


def test_which_words_are_common_follows_from_what_may_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.index.fulltext.COMMON", 3)
    shown = [indexed(name, "fund " * number) for number, name in enumerate("abc", 1)]
    hidden = [
        replace(one, document=replace(one.document, collection="press"))
        for one in (indexed(f"h{number}", "The fund of a press.") for number in range(5))
    ]
    listings = []
    for number, documents in enumerate((shown, shown + hidden)):
        made = LocalIndex.open(tmp_path / str(number), SETTINGS, create=True)
        made.add(documents)
        listing = made.browse(Scope.of("default"), Browse("fund", sort="relevance"))
        listings.append(([one.summary.id for one in listing.documents], listing.facets))
        made.close()
    assert listings[0] == listings[1]
    assert listings[0][0] == ["c", "b", "a"]


def test_the_list_follows_every_change(index: LocalIndex) -> None:
    assert index.browse(WHOLE_ARCHIVE, Browse()).facets["year"] == {"2021": 1, "2022": 1}
    other = LocalIndex.open(index._folder)
    other.add([indexed("three", "A river.", date="2021")])
    # Written by another process, and not yet published here.
    assert index.browse(WHOLE_ARCHIVE, Browse()).facets["year"] == {"2021": 2, "2022": 1}
    assert found(index, text="river") == ["three"]
    other.close()


def test_pages_are_counted(index: LocalIndex) -> None:
    pages = {one.summary.id: one.pages for one in index.browse(WHOLE_ARCHIVE, Browse()).documents}
    assert pages == {"one": 2, "two": 0}


@pytest.mark.parametrize(
    ("body", "text", "found"),
    [
        ("One two three.", "two", ["two"]),
        ("Ассамблеясының сессиясы", "ассамбл сесс", ["Ассамбл", "сесс"]),
        ("Nothing here", "else", []),
        ("Nothing here", "", []),
        ("a (b) c", "(b)", ["b"]),
        ("unmatched matched", "matched", ["matched"]),  # at the beginning of a word only
        ("x " * 500 + "far word " + "y " * 500, "word", ["word"]),
    ],
)
def test_snippet_marks_words_by_their_beginnings(body: str, text: str, found: list[str]) -> None:
    shown, spans = snippet_of(body, text)
    assert [shown[start:end] for start, end in spans] == found
    assert len(shown) < 400


def test_snippet_prefers_words_that_stand_together() -> None:
    body = "Fund. " + "x " * 300 + "The fund helped people. " + "y " * 300
    shown, _ = snippet_of(body, "fund people")
    assert "The fund helped people." in shown
