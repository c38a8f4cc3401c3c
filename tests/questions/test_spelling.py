"""Kazakh letters are put back as the archive at hand spells its words."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.questions.spelling import ArchiveSpelling
from qa.settings import read_settings
from qa.types import WHOLE_ARCHIVE
from tests.fakes import FakeTokenEncoder

# A made-up place, so that no list of common words knows its letters.
KAZAKH = "Үңғөрқұм ауылында көпір салынды. Үңғөрқұм өзені терең. Ауыл тұрғындары қуанды."


class Place:
    """A folder of texts with its index, to which more may be added."""

    def __init__(self, folder: Path) -> None:
        self.texts = folder / "texts"
        self.texts.mkdir()
        encoder, settings = FakeTokenEncoder(), read_settings(data_dir=folder / "data")
        self.index = LocalIndex.open(
            folder / "data", index_settings(settings, encoder), create=True
        )
        self._indexer = Indexer(self.index, encoder, settings)

    def add(self, name: str, text: str) -> None:
        (self.texts / name).write_text(text, encoding="utf-8")
        self._indexer.update([self.texts])


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.index.close()


def test_a_word_is_spelled_as_the_archive_spells_it(place: Place) -> None:
    place.add("a.txt", KAZAKH)
    spelling = ArchiveSpelling(place.index)
    assert spelling.restore(WHOLE_ARCHIVE, "Унгоркум озени терен бе?") == "Үңғөрқұм өзені терең бе?"


def test_what_is_spelled_in_full_or_is_not_cyrillic_stays(place: Place) -> None:
    place.add("a.txt", KAZAKH)
    spelling = ArchiveSpelling(place.index)
    assert spelling.restore(WHOLE_ARCHIVE, "Үңғөрқұм, Ungorkum 2022!") == "Үңғөрқұм, Ungorkum 2022!"
    assert spelling.restore(WHOLE_ARCHIVE, "") == ""


def test_a_changed_archive_is_read_again(place: Place) -> None:
    spelling = ArchiveSpelling(place.index)
    before = spelling.restore(WHOLE_ARCHIVE, "унгоркум")
    assert before != "үңғөрқұм"
    place.add("a.txt", KAZAKH)
    assert spelling.restore(WHOLE_ARCHIVE, "унгоркум") == "үңғөрқұм"


def test_an_unchanged_archive_is_read_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.add("a.txt", KAZAKH)
    spelling = ArchiveSpelling(place.index)
    spelling.restore(WHOLE_ARCHIVE, "озени")
    monkeypatch.setattr(LocalIndex, "document", None)
    assert spelling.restore(WHOLE_ARCHIVE, "озени") == "өзені"


def test_documents_in_other_languages_teach_nothing(place: Place) -> None:
    russian = (
        "В селе Үңғөрқұм построили новый мост через реку. Жители были рады, что дорога стала "
        "короче, и благодарили строителей за работу."
    )
    empty = ArchiveSpelling(place.index).restore(WHOLE_ARCHIVE, "унгоркум")
    place.add("b.txt", russian)
    assert ArchiveSpelling(place.index).restore(WHOLE_ARCHIVE, "унгоркум") == empty


def test_only_the_beginning_of_a_large_archive_is_read(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.questions.spelling._MOST_CHARACTERS", KAZAKH.index("Үңғөрқұм өзені"))
    place.add("a.txt", KAZAKH)
    words = list(ArchiveSpelling(place.index)._words(WHOLE_ARCHIVE))
    assert words == ["Үңғөрқұм", "ауылында", "көпір", "салынды"]


def test_many_threads_get_the_same_spelling(place: Place) -> None:
    place.add("a.txt", KAZAKH)
    spelling = ArchiveSpelling(place.index)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(partial(spelling.restore, WHOLE_ARCHIVE), ["унгоркум озени"] * 32)) == {
            "үңғөрқұм өзені"
        }
