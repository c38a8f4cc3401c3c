"""What every `Library` keeps: documents as they are written, listed and looked through, with
collections, keys, feedback, the audit and reading notes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from qa.errors import BadInput, DocumentError, IndexBusy, IndexMismatch, NotFound
from qa.index.access import Role
from qa.index.audit import Action
from qa.index.browse import Browse
from qa.index.feedback import MAX_FEEDBACK, Feedback
from qa.index.passage_index import ArchiveIndex, IndexedDocument, IndexSettings
from qa.index.reading import FileCopy, Unreadable
from qa.types import WHOLE_ARCHIVE, Language, Scope
from tests.index.contract.brute import assert_holds
from tests.index.contract.conftest import Place
from tests.index.contract.test_searching import ALL, ENGLISH, HIDDEN, KAZAKH, PRESS, RUSSIAN, of
from tests.index.samples import SETTINGS, sample, unit

DEFAULT = Scope.of("default")


def sources(index: ArchiveIndex, scope: Scope = WHOLE_ARCHIVE, text: str = "") -> list[str]:
    return [one.source for one in index.documents(scope, text).documents]


# Writing


def test_a_stored_document_comes_back(place: Place) -> None:
    given = replace(KAZAKH, report='{"reader": "x"}')
    index = place.filled(given)
    stored = place.open().document(WHOLE_ARCHIVE, "a")
    assert stored.document == given.document
    assert (stored.root, stored.content_hash, stored.report) == (
        given.root, given.content_hash, given.report,
    )  # fmt: skip
    found = index.document_passages(WHOLE_ARCHIVE, "a")
    assert list(found.values()) == [entry.passage for entry in given.passages]
    assert sorted(found) == list(found)


def test_a_document_is_replaced_by_one_of_its_id(place: Place) -> None:
    index = place.filled(KAZAKH, RUSSIAN)
    rows = set(index.document_passages(WHOLE_ARCHIVE, "a"))
    again = sample("a", 2, seed=5)
    assert index.add([again]) == 1
    assert_holds(index, WHOLE_ARCHIVE, [again, RUSSIAN])
    assert rows.isdisjoint(index.document_passages(WHOLE_ARCHIVE, "a"))


def test_what_was_removed_may_come_again(place: Place) -> None:
    index = place.filled(KAZAKH)
    assert index.delete(WHOLE_ARCHIVE, ["a", "a", "none"]) == 1
    assert_holds(index, WHOLE_ARCHIVE, [])
    index.add([KAZAKH])
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH])


def test_nothing_outside_the_scope_is_removed(place: Place) -> None:
    index = place.filled(*ALL)
    assert index.delete(DEFAULT, ["p"]) == 0
    assert index.delete(PRESS, ["p"]) == 1


def bad(document: IndexedDocument, **changes: object) -> IndexedDocument:
    first = replace(document.passages[0], **changes)  # type: ignore[arg-type]
    return replace(document, passages=[first, *document.passages[1:]])


BAD = [
    (bad(ENGLISH, vector=unit(np.ones(9, np.float32))), IndexMismatch),
    (bad(ENGLISH, vector=np.full(8, np.nan, np.float32)), DocumentError),
    (bad(ENGLISH, passage=replace(ENGLISH.passages[0].passage, text="other")), DocumentError),
    (replace(ENGLISH, document=replace(ENGLISH.document, title="x\ud800")), DocumentError),
]


@pytest.mark.parametrize(("wrong", "error"), BAD, ids=["size", "nan", "span", "surrogate"])
def test_a_bad_document_is_refused_whole_and_those_before_it_stay(
    place: Place, wrong: IndexedDocument, error: type[Exception]
) -> None:
    index = place.open()
    with pytest.raises(error):
        index.add([KAZAKH, wrong, RUSSIAN])
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH])


def test_an_interrupted_run_keeps_what_it_finished(place: Place) -> None:
    def some() -> Iterator[IndexedDocument]:
        yield KAZAKH
        raise KeyboardInterrupt

    index = place.open()
    with pytest.raises(KeyboardInterrupt):
        index.add(some())
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH])
    index.add([RUSSIAN])
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, RUSSIAN])


WIDER = IndexSettings("fake@2", 9, "tokens=100")


def test_everything_is_put_in_the_place_of_everything(place: Place) -> None:
    index = place.filled(KAZAKH, HIDDEN)
    anew = [sample("a", 2, dimension=9), of("press", sample("p", 1, dimension=9))]
    with index.writing() as writer:
        assert writer.replace_all(WIDER, anew) == 2
    assert index.settings == WIDER
    assert [d.id for d in index.documents(WHOLE_ARCHIVE).documents] == ["a", "p"]
    (found,) = index.dense_search(WHOLE_ARCHIVE, np.eye(9, dtype=np.float32)[:1], 9)
    assert len(found) == index.statistics(WHOLE_ARCHIVE).passages == 3
    with pytest.raises(IndexMismatch):
        place.open(SETTINGS)
    place.open(WIDER)


def test_an_interrupted_replacement_changes_nothing(place: Place) -> None:
    def some() -> Iterator[IndexedDocument]:
        yield sample("a", 2, dimension=9)
        raise KeyboardInterrupt

    index = place.filled(KAZAKH, HIDDEN)
    with pytest.raises(KeyboardInterrupt), index.writing() as writer:
        writer.replace_all(WIDER, some())
    assert_holds(place.open(), WHOLE_ARCHIVE, [KAZAKH, HIDDEN])
    index.add([RUSSIAN])
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, HIDDEN, RUSSIAN])


def test_two_writers_wait_or_work_side_by_side(place: Place) -> None:
    index, other = place.open(), place.open()
    with index.writing() as writer:
        writer.add([KAZAKH])
        with contextlib.suppress(IndexBusy), other.writing() as second:
            second.add([RUSSIAN])
        with pytest.raises(IndexBusy), other.writing() as second:
            second.drop_collection("none")
    with other.writing() as writer:
        writer.add([RUSSIAN])
    index.refresh()
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, RUSSIAN])


def test_a_collection_goes_with_its_documents(place: Place) -> None:
    index = place.filled(*ALL)
    before = index.generation
    with index.writing() as writer:
        assert writer.drop_collection("press") == 1
        with pytest.raises(NotFound):
            writer.drop_collection("press")
        with pytest.raises(BadInput):
            writer.drop_collection("default")
    assert index.generation > before
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, RUSSIAN, ENGLISH])
    index.add([HIDDEN])
    assert_holds(index, PRESS, [HIDDEN])


# Listing


def test_documents_are_listed_by_source_and_found_by_a_part_of_it(place: Place) -> None:
    index = place.filled(ENGLISH, KAZAKH, HIDDEN, RUSSIAN)
    assert sources(index) == ["a.txt", "b.txt", "c.txt", "p.txt"]
    assert sources(index, DEFAULT, "ҚҰЖАТ B") == ["b.txt"]
    page = index.documents(DEFAULT, limit=1, offset=1)
    assert (page.total, [one.id for one in page.documents]) == (3, ["b"])
    assert index.documents(WHOLE_ARCHIVE, limit=-1).total == 4
    assert index.documents(WHOLE_ARCHIVE, "no\0such").total == 0
    (one,) = index.documents(PRESS).documents
    assert (one.collection, one.passages, one.characters) == ("press", 5, len(HIDDEN.document.text))


def test_folders_roots_and_sources(place: Place) -> None:
    index = place.filled(KAZAKH, replace(RUSSIAN, root="/other"), HIDDEN)
    with index.writing() as writer:
        writer.remember("default", ["/archive", "/archive"])
        writer.remember("press", ["/press"])
    assert index.roots(DEFAULT) == ["/archive", "/other"]
    assert index.known_sources(DEFAULT, "/archive") == {"a.txt": KAZAKH.content_hash}
    assert index.folders(WHOLE_ARCHIVE) == ["/archive", "/press"]
    assert index.folders(DEFAULT) == ["/archive"]
    assert index.metadata(DEFAULT, "a") == {"date": "2022-04-29"}
    assert index.metadata(DEFAULT, "p") == index.metadata(DEFAULT, "none") == {}
    assert set(index.facts(DEFAULT)) == {"a", "b"}


def test_a_sample_of_texts_ends_where_enough_was_read(place: Place) -> None:
    index = place.filled(*ALL)
    whole = len(KAZAKH.document.text)
    assert list(index.sample(DEFAULT, [Language.KAZAKH], 10**6)) == [KAZAKH.document.text]
    both = list(index.sample(WHOLE_ARCHIVE, [Language.KAZAKH], whole + 5))
    assert both == [KAZAKH.document.text, HIDDEN.document.text[:5]]
    assert list(index.sample(WHOLE_ARCHIVE, [Language.KAZAKH], whole)) == [KAZAKH.document.text]
    assert list(index.sample(WHOLE_ARCHIVE, [], 9)) == []


def test_a_person_looks_through_the_list(place: Place) -> None:
    bridge = sample("bridge", text="Көпір салынды. Мост построили.", language=Language.RUSSIAN)
    index = place.filled(*ALL, bridge)
    listing = index.browse(DEFAULT, Browse(text="мост постр"))
    assert [one.summary.id for one in listing.documents] == ["bridge"]
    assert "Мост" in listing.documents[0].snippet
    assert listing.facets["language"] == {"ru": 1}
    listing = index.browse(WHOLE_ARCHIVE, Browse(sort="-source", limit=2))
    assert (listing.total, [one.summary.id for one in listing.documents]) == (5, ["p", "c"])
    assert listing.facets["collection"] == {"default": 4, "press": 1}
    listing = index.browse(WHOLE_ARCHIVE, Browse(years=("2022",)))
    assert [one.summary.id for one in listing.documents] == ["a"]
    assert index.browse(DEFAULT, Browse(collections=("press",))).total == 0
    for odd in ("'", "&|!", "a\0b", "\ud800", "көпір:*", "(", '"'):
        index.browse(DEFAULT, Browse(text=odd))


def test_the_list_of_a_scope_is_that_of_an_archive_without_the_rest(
    new_place: Callable[[], Place],
) -> None:
    shown = [sample(f"s{n}", date=f"20{20 + n % 3}-01", text=f"көпір {n} " * n) for n in range(9)]
    hidden = [of("press", sample(f"h{n}", date="2022", text="көпір салынды")) for n in range(9)]
    whole, alone = new_place().filled(*shown, *hidden), new_place().filled(*shown)
    for asked in (
        Browse("көп", sort="relevance"),
        Browse("құжат", sort="-date", years=("2021", "2022"), limit=3, offset=1),
        Browse("s", sort="-title"),
        Browse(sort="-added", collections=("default", "press"), languages=("kk",)),
    ):
        listings = [index.browse(DEFAULT, asked) for index in (whole, alone)]
        got = [([d.summary.id for d in one.documents], one.total, one.facets) for one in listings]
        assert got[0] == got[1]
        assert got[0][1] > 0


def test_the_list_follows_every_change(place: Place) -> None:
    index = place.filled(*ALL)
    assert index.browse(DEFAULT, Browse()).total == 3
    place.open().add([sample("new", text="Көпір салынды.")])
    assert index.browse(DEFAULT, Browse("көпір")).total == 1
    place.open().delete(DEFAULT, ["new", "a"])
    listing = index.browse(DEFAULT, Browse())
    assert (listing.total, listing.facets["collection"]) == (2, {"default": 2})


# What is kept besides


def test_collections_and_keys(place: Place) -> None:
    index = place.filled(*ALL)
    access = index.access
    assert access.names(WHOLE_ARCHIVE) == ("default", "press")
    access.create_collection("board", "me")
    with pytest.raises(BadInput):
        access.create_collection("board", "me")
    access.set_open("press", True, "me")
    assert access.anonymous() == Scope.of("default", "press")
    rows = {row.name: (row.open, row.documents) for row in access.collections(WHOLE_ARCHIVE)}
    assert rows == {"board": (False, 0), "default": (True, 3), "press": (True, 1)}
    later = datetime.now(UTC) + timedelta(days=1)
    key, secret = access.create_key("Айгүл", Role.KEEPER, PRESS, later, "me")
    assert place.open().access.find_key(secret) == key
    assert access.find_key(f"{secret}x") is None
    access.note_use(key)
    assert access.find_key(secret).used is not None  # type: ignore[union-attr]
    with index.writing() as writer:
        writer.drop_collection("press")
    assert access.find_key(secret) is None
    with pytest.raises(NotFound):
        access.revoke_key("none", "me")


def test_the_audit_tells_what_was_done_and_stays(place: Place) -> None:
    index = place.open()
    with index.writing("Айгүл") as writer:
        writer.add([KAZAKH])
        writer.add([sample("a", 1, seed=3)])
        writer.delete(WHOLE_ARCHIVE, ["a"])
        writer.add([HIDDEN])
    index.audit.record("Берік", Action.ASKED, "Кім?")
    page = index.audit.entries(WHOLE_ARCHIVE, limit=-1)
    told = [(entry.actor, entry.action) for entry in page.entries]
    assert told == [
        ("Берік", "asked"), ("Айгүл", "document added"), ("Айгүл", "collection created"),
        ("Айгүл", "document deleted"), ("Айгүл", "document replaced"), ("Айгүл", "document added"),
    ]  # fmt: skip
    assert index.audit.entries(PRESS).total == 2
    assert index.audit.entries(Scope(frozenset())).total == 0
    assert [e.subject for e in index.audit.entries(WHOLE_ARCHIVE, 1, 1).entries] == ["p.txt"]


def test_feedback_of_hidden_collections_is_hidden(place: Place) -> None:
    box = place.filled(*ALL).feedback
    first = box.add(Feedback("1", "Кім?", "up"), ["default"])
    second = box.add(Feedback("2", "Қашан?", "down", "жоқ"), ["default", "press"])
    assert second > first
    assert [one.answer_id for one in box.all(WHOLE_ARCHIVE)] == ["2", "1"]
    assert [one.answer_id for one in box.all(DEFAULT)] == ["1"]
    assert [one.answer_id for one in box.all(WHOLE_ARCHIVE, 1, 1)] == ["1"]
    box.settle(first, True)
    box.settle(second, True)
    box.settle(second, False)
    assert box.settled() == {first}
    assert MAX_FEEDBACK > 1


def test_notes_on_reading(place: Place) -> None:
    index = place.filled(KAZAKH, HIDDEN)
    notes = index.reading
    notes.add_copy(FileCopy("/archive", "twin.txt", "hash", "a"))
    notes.add_copy(FileCopy("/archive", "twin.txt", "hash2", "a"))
    copy = FileCopy("/archive", "twin.txt", "hash2", "a")
    assert notes.copies(DEFAULT) == notes.copies_of("a") == [copy]
    assert notes.copies(PRESS) == []
    unread = [
        Unreadable("/archive", "a.txt", "page 1", "damaged", "one"),
        Unreadable("/archive", "a.txt", "page 1", "damaged", "two"),
    ]
    notes.put("default", [("/archive", "a.txt")], unread)
    assert [(one.part, one.reason) for one in notes.unread(DEFAULT)] == [("page 1", "two")]
    assert notes.unread(PRESS) == []
    notes.put("default", [("/archive", "a.txt")], [])
    assert notes.unread(WHOLE_ARCHIVE) == []
    notes.put("default", [("/archive", "a.txt")], unread)
    index.delete(WHOLE_ARCHIVE, ["a"])
    assert (notes.unread(DEFAULT), notes.copies(DEFAULT)) == ([], [])
