"""An archive copied between all kinds of places is the same archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import BadInput, IndexBusy, IndexMismatch
from qa.index.access import Role
from qa.index.copying import copy_archive
from qa.index.feedback import Feedback
from qa.index.labels import LabelKind
from qa.index.local import LocalIndex
from qa.index.passage_index import ArchiveIndex, IndexSettings
from qa.index.reading import FileCopy, Unreadable
from qa.types import WHOLE_ARCHIVE, Scope
from tests.index.contract.brute import assert_holds
from tests.index.contract.conftest import Place
from tests.index.contract.test_searching import ALL, HIDDEN, KAZAKH, PRESS, RUSSIAN, about
from tests.index.samples import SETTINGS, sample

SESSION = about("s", "Ассамблеяның XXVI сессиясы өтті")


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    return Place(lambda settings: LocalIndex.open(tmp_path / "folder", settings, create=True))


def everything(index: ArchiveIndex) -> dict[str, object]:
    """All that is kept, without row numbers."""
    names = [one.id for one in index.documents(WHOLE_ARCHIVE).documents]
    return {
        "documents": [index.document(WHOLE_ARCHIVE, name) for name in names],
        "passages": [list(index.document_passages(WHOLE_ARCHIVE, n).values()) for n in names],
        "collections": index.access.collections(WHOLE_ARCHIVE),
        "keys": index.access.all_keys(),
        "feedback": index.feedback.all(WHOLE_ARCHIVE),
        "settled": index.feedback.settled(),
        "copies": index.reading.copies(WHOLE_ARCHIVE),
        "unread": index.reading.unread(WHOLE_ARCHIVE),
        "folders": index.folders(WHOLE_ARCHIVE),
    }


def furnished(index: ArchiveIndex) -> str:
    """Fill an archive with something of everything; the secret of a key to it."""
    index.add([*ALL, SESSION])
    with index.writing() as writer:
        writer.remember("press", ["/press"])
    index.access.create_collection("board", "me")
    index.access.set_open("default", False, "me")
    _, secret = index.access.create_key("Айгүл", Role.READER, PRESS, None, "me")
    index.feedback.settle(index.feedback.add(Feedback("1", "Кім?", "up"), ["default"]), True)
    index.reading.add_copy(FileCopy("/archive", "twin.txt", "hash", "a"))
    note = Unreadable("/archive", "x.txt", "", "damaged", "why")
    index.reading.put("default", [("/archive", "x.txt")], [note])
    return secret


@pytest.mark.parametrize("back", [False, True], ids=["there", "back"])
def test_a_copy_holds_and_answers_the_same(place: Place, folder: Place, back: bool) -> None:
    source, target = (place, folder) if back else (folder, place)
    one, other = source.open(), target.open()
    secret = furnished(one)
    found = copy_archive(one, other)
    assert (found.documents, found.there, found.removed, found.left_out) == (5, 0, 0, ())
    assert everything(other) == everything(one)
    assert other.access.find_key(secret) is not None
    assert other.access.anonymous() == Scope(frozenset())
    audits = [[(e.actor, e.action, e.subject) for e in i.audit.entries(WHOLE_ARCHIVE, -1).entries]
              for i in (other, one)]  # fmt: skip
    assert audits[0] == [("qa copy", "archive copied", "5 documents"), *audits[1]]
    assert_holds(other, WHOLE_ARCHIVE, [*ALL, SESSION])
    assert_holds(other, PRESS, [HIDDEN])
    assert other.label_counts(WHOLE_ARCHIVE, LabelKind.EVENT, ["session"]) == {"session": 1}
    # What comes afterwards goes on from what was copied.
    assert other.feedback.add(Feedback("2", "Қайда?", "up"), ["default"]) > 1


def test_a_second_copy_brings_what_changed(place: Place, folder: Place) -> None:
    one, other = folder.filled(KAZAKH, RUSSIAN), place.open()
    key, _ = one.access.create_key("Айгүл", Role.READER, WHOLE_ARCHIVE, None, "me")
    copy_archive(one, other)
    one.add([replace(sample("a", 2, seed=4), indexed_at="2030-01-01T00:00:00+00:00"), HIDDEN])
    one.delete(WHOLE_ARCHIVE, ["b"])
    one.access.revoke_key(key.id, "me")
    found = copy_archive(one, other)
    assert (found.documents, found.there, found.removed) == (2, 0, 1)
    assert everything(other) == everything(one)
    assert copy_archive(one, other).there == 2
    told = [e.action for e in other.audit.entries(WHOLE_ARCHIVE, -1).entries]
    assert told.count("key revoked") == 1


@pytest.mark.parametrize("together", [1, 2])
def test_a_copy_that_was_broken_off_goes_on(
    place: Place, folder: Place, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.index.copying.TOGETHER", together)
    one, other = folder.filled(*ALL), place.open()

    def stop(done: int, of_all: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_archive(one, other, stop)
    assert len(other.documents(WHOLE_ARCHIVE).documents) == 2
    found = copy_archive(one, other)
    assert (found.documents, found.there) == (2, 2)
    assert_holds(other, WHOLE_ARCHIVE, list(ALL))


def test_another_archive_is_not_overwritten(new_place: Callable[[], Place], folder: Place) -> None:
    one = folder.filled(KAZAKH)
    taken = new_place().filled(RUSSIAN)
    with pytest.raises(BadInput, match="another archive"):
        copy_archive(one, taken)
    with pytest.raises(BadInput, match="one archive"):
        copy_archive(one, folder.open())
    assert_holds(taken, WHOLE_ARCHIVE, [RUSSIAN])


def test_a_source_that_changes_meanwhile_is_told(
    place: Place, folder: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.index.copying.TOGETHER", 1)
    one, other = folder.filled(KAZAKH, RUSSIAN), place.open()
    changer = folder.open()

    def change(done: int, of_all: int) -> None:
        if done == 1:
            changer.delete(WHOLE_ARCHIVE, ["b"])

    with pytest.raises(IndexBusy, match="changed"):
        copy_archive(one, other, change)
    copy_archive(one, other)
    assert_holds(other, WHOLE_ARCHIVE, [KAZAKH])


def test_settings_must_be_the_sources(place: Place) -> None:
    place.open(SETTINGS)
    with pytest.raises(IndexMismatch):
        place.open(IndexSettings("other@1", 8, "tokens=200"))
