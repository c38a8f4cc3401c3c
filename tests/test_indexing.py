"""Bringing an index up to date, with an encoder that can be worked out by hand."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from qa.changes import collection_of
from qa.embedding.encoder import TokenEmbedding
from qa.errors import (
    BadInput,
    DamagedDocument,
    DocumentError,
    EmptyDocument,
    IndexBusy,
    TooLarge,
    UnsafePath,
    UnsupportedFormat,
)
from qa.index.feedback import Feedback
from qa.index.local import LocalIndex
from qa.index.passage_index import UPLOADS
from qa.index.reading import UNFINISHED
from qa.indexing import Indexer, IndexReport, Progress, index_settings
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE, Scope
from tests.fakes import FakeTokenEncoder


class Interrupted(FakeTokenEncoder):
    """Ctrl-C is pressed when a text with the word "stop" is to be embedded."""

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        if any("stop" in text for text in texts):
            raise KeyboardInterrupt
        return super().encode_passage_tokens(texts, sentences)


class Desk:
    """A folder `texts`, an index, and an indexer of the one into the other."""

    def __init__(self, home: Path, encoder: FakeTokenEncoder | None = None) -> None:
        self.texts = home / "texts"
        self.texts.mkdir(exist_ok=True)
        self.encoder = encoder or FakeTokenEncoder()
        self.settings = Settings(data_dir=home / "data", max_document_bytes=5000)
        made_with = index_settings(self.settings, self.encoder)
        self.index = LocalIndex.open(self.settings.data_dir, made_with, create=True)
        self.indexer = Indexer(self.index, self.encoder, self.settings)

    def write(self, **files: str | bytes) -> None:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (self.texts / f"{name}.txt").write_bytes(data)

    def update(self) -> IndexReport:
        return self.indexer.update([self.texts])

    def held(self) -> dict[str, str]:
        """Text by source, of what searches see."""
        self.index.refresh()
        pages = self.index.documents(WHOLE_ARCHIVE, limit=-1).documents
        return {
            page.source: self.index.document(WHOLE_ARCHIVE, page.id).document.text for page in pages
        }

    def found(self, text: str, encoder: FakeTokenEncoder | None = None) -> int:
        """How many passages a dense search gives."""
        vectors = (encoder or self.encoder).encode_questions([text])
        return len(self.index.dense_search(WHOLE_ARCHIVE, vectors, 9)[0])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.index.close()


def copies_of(desk: Desk, document_id: str) -> list[str]:
    return [copy.source for copy in desk.index.reading.copies_of(document_id)]


def counts(report: IndexReport) -> tuple[int, int, int, int, int]:
    """Added, updated, removed, unchanged; passages embedded."""
    return (report.added, report.updated, report.removed, report.unchanged, report.passages)


def test_a_second_run_embeds_nothing(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="Екі сөз.")
    assert counts(desk.update()) == (2, 0, 0, 0, 2)
    generation, embedded = desk.index.generation, len(desk.encoder.encoded)
    assert counts(desk.update()) == (0, 0, 0, 2, 0)
    assert (desk.index.generation, len(desk.encoder.encoded)) == (generation, embedded)


def test_files_are_read_again_though_they_did_not_change(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="Екі сөз.")
    desk.update()
    report = desk.indexer.update([desk.texts / "one.txt"], again=True)
    assert counts(report) == (0, 1, 0, 0, 1)
    assert desk.held() == {"one.txt": "Бір сөз.", "two.txt": "Екі сөз."}
    assert counts(desk.update()) == (0, 0, 0, 2, 0)


def test_only_what_changed_is_embedded(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="Екі сөз.", three="Үш сөз.")
    desk.update()
    desk.encoder.encoded.clear()
    desk.write(two="Жаңа сөз.", four="Төрт сөз.")
    (desk.texts / "three.txt").unlink()
    assert counts(desk.update()) == (1, 1, 1, 1, 2)
    assert desk.held() == {
        "four.txt": "Төрт сөз.",
        "one.txt": "Бір сөз.",
        "two.txt": "Жаңа сөз.",
    }
    assert not any("Бір" in text or "Екі" in text for text in desk.encoder.encoded)


def test_passages_that_did_not_change_are_not_embedded_again(desk: Desk, tmp_path: Path) -> None:
    sentences = [f"Осы {n} сөйлемде бірнеше түсінікті сөз бар." for n in range(60)]
    desk.write(one=" ".join(sentences))
    desk.update()
    before = len(desk.encoder.encoded)
    assert before > 1
    desk.encoder.encoded.clear()
    sentences[-1] = "Соңғы сөйлем жаңадан жазылды."
    desk.write(one=" ".join(sentences))
    assert counts(desk.update()) == (0, 1, 0, 0, before)
    (embedded,) = desk.encoder.encoded
    assert "жаңадан" in embedded
    # What is kept is what embedding the whole document again would have made.
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other")
    other.write(one=" ".join(sentences))
    other.update()
    kept, fresh = (
        d.index.whole(d.index.documents(WHOLE_ARCHIVE).documents[0].id).passages
        for d in (desk, other)
    )
    for mine, theirs in zip(kept, fresh, strict=True):
        assert mine.passage.text == theirs.passage.text
        np.testing.assert_array_equal(mine.terms.hashes, theirs.terms.hashes)
        np.testing.assert_array_equal(mine.vector, theirs.vector)
        np.testing.assert_array_equal(mine.token_mean, theirs.token_mean)
        assert mine.tokens is not None
        assert theirs.tokens is not None
        assert mine.tokens.states == theirs.tokens.states
    other.index.close()


def test_an_update_keeps_the_id_and_no_old_passage(desk: Desk) -> None:
    desk.write(one="Бір сөз.")
    desk.update()
    (before,) = desk.index.documents(WHOLE_ARCHIVE).documents
    desk.write(one="Екі сөз.")
    desk.update()
    (after,) = desk.index.documents(WHOLE_ARCHIVE).documents
    assert after.id == before.id
    assert [p.text for p in desk.index.document_passages(WHOLE_ARCHIVE, after.id).values()] == [
        "Екі сөз."
    ]
    assert desk.index.statistics(WHOLE_ARCHIVE).passages == 1


def test_what_cannot_be_read_now_keeps_its_old_version(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="Екі сөз.")
    desk.update()
    desk.write(one=b"\x00\x01\x02\x03" * 50, two="")
    report = desk.update()
    assert [problem.source for problem in report.problems] == ["one.txt", "two.txt"]
    assert counts(report) == (0, 0, 0, 0, 0)
    assert desk.held() == {"one.txt": "Бір сөз.", "two.txt": "Екі сөз."}
    desk.write(one="Қайта бір.")
    assert counts(desk.update()) == (0, 1, 0, 0, 1)


def test_every_file_that_is_left_out_is_named_with_its_reason(desk: Desk) -> None:
    desk.write(good="Бір сөз.", empty="", large="сөз " * 2000)
    (desk.texts / "film.avi").write_bytes(b"1")
    (desk.texts / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    report = desk.update()
    assert list(desk.held()) == ["good.txt"]
    reasons = {problem.source: problem.reason for problem in report.problems}
    assert sorted(reasons) == ["broken.pdf", "empty.txt", "film.avi", "large.txt"]
    assert all(reason.startswith(f"{source}: ") for source, reason in reasons.items())
    assert "14000 bytes, more than the limit of 5000" in reasons["large.txt"]


def test_a_name_that_no_encoding_can_hold_stops_no_other_file(desk: Desk) -> None:
    desk.write(good="Бір сөз.")
    name = os.fsencode(desk.texts) + b"/" + "мұрағат.txt".encode("koi8-r", "replace")
    Path(os.fsdecode(name)).write_text("Екі сөз.", encoding="utf-8")
    report = desk.update()
    assert list(desk.held()) == ["good.txt"]
    (problem,) = report.problems
    assert "rename the file" in problem.reason


def test_a_manifest_that_no_encoding_can_hold_stops_no_other_file(desk: Desk) -> None:
    desk.write(bad="Бір сөз.", good="Екі сөз.")
    entries = [{"file": "bad.txt", "title": "\ud800"}]
    (desk.texts / "manifest.json").write_text(json.dumps(entries))
    report = desk.update()
    assert list(desk.held()) == ["good.txt"]
    assert [problem.source for problem in report.problems] == ["bad.txt"]


def test_what_cleaning_dropped_and_what_was_assumed_is_told(desk: Desk) -> None:
    desk.write(
        dirty="Бір сөз. [bookmark: _GoBack]\nЕкі сөз.",
        old="Заседание прошло в апреле, и фонд помог людям.".encode("cp1251"),
    )
    report = desk.update()
    dropped = [(d.source, d.text, d.line) for d in report.dropped]
    assert ("dirty.txt", "[bookmark: _GoBack]", 1) in dropped
    assert [note.source for note in report.notes] == ["old.txt"]
    assert "1251" in report.notes[0].text
    (stored,) = desk.index.documents(WHOLE_ARCHIVE, "dirty").documents
    kept = json.loads(desk.index.document(WHOLE_ARCHIVE, stored.id).report)["dropped"]
    assert [(stored.source, piece["text"], piece["line"]) for piece in kept] == dropped


def test_progress_counts_documents_and_passages(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="Екі сөз.")
    told: list[Progress] = []
    desk.indexer.update([desk.texts], told.append)
    assert told == [
        Progress(0, 2, 0, "one.txt"),
        Progress(1, 2, 1, "two.txt"),
        Progress(2, 2, 2, ""),
    ]


def test_an_interruption_keeps_what_was_finished(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Interrupted())
    desk.write(a="Бір сөз.", b="Екі сөз.", c="stop", d="Төрт сөз.")
    with pytest.raises(KeyboardInterrupt):
        desk.update()
    assert desk.held() == {"a.txt": "Бір сөз.", "b.txt": "Екі сөз."}
    assert desk.found("сөз") == 2
    desk.write(c="Үш сөз.")
    assert counts(desk.update()) == (2, 0, 0, 2, 2)
    desk.index.close()


def test_a_second_writer_is_told_and_changes_nothing(desk: Desk) -> None:
    desk.write(one="Бір сөз.")
    desk.update()
    desk.write(one="Екі сөз.")
    other = LocalIndex.open(desk.settings.data_dir)
    with other.writing(), pytest.raises(IndexBusy, match=f"process {os.getpid()} is writing"):
        desk.update()
    other.close()
    assert desk.held() == {"one.txt": "Бір сөз."}


def test_uploads_are_added_replaced_and_kept_by_a_folders_run(desk: Desk) -> None:
    desk.write(letter="Бір сөз.")
    desk.update()
    assert counts(desk.indexer.upload("letter.txt", "Екі сөз.".encode())) == (1, 0, 0, 0, 1)
    assert counts(desk.indexer.upload("letter.txt", "Екі сөз.".encode())) == (0, 0, 0, 1, 0)
    assert counts(desk.indexer.upload("letter.txt", "Үш сөз.".encode(), replace=True)) == (
        0,
        1,
        0,
        0,
        1,
    )
    assert counts(desk.update()) == (0, 0, 0, 1, 0)
    texts = {
        desk.index.document(WHOLE_ARCHIVE, page.id).root: desk.index.document(
            WHOLE_ARCHIVE, page.id
        ).document.text
        for page in desk.index.documents(WHOLE_ARCHIVE).documents
    }
    assert texts == {str(desk.texts): "Бір сөз.", UPLOADS: "Үш сөз."}


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("../letter.txt", b"text", UnsafePath),
        ("a\0.txt", b"text", UnsafePath),
        ("\ud800.txt", b"text", UnsafePath),
        ("", b"text", UnsafePath),
        ("letter.exe", b"text", UnsupportedFormat),
        ("letter", b"text", UnsupportedFormat),
        ("letter.txt", b"", EmptyDocument),
        ("letter.txt", b" \n \n", EmptyDocument),
        ("letter.txt", b"a" * 5001, TooLarge),
        ("letter.txt", b"\x00\x01\x02\xff" * 99, DocumentError),
        ("letter.pdf", b"%PDF-1.7", DamagedDocument),
        ("letter.docx", b"PK\x03\x04", DamagedDocument),
    ],
)
def test_a_bad_upload_is_refused_and_nothing_changes(
    desk: Desk, name: str, data: bytes, error: type[DocumentError]
) -> None:
    desk.indexer.upload("letter.txt", "Бір сөз.".encode())
    generation = desk.index.generation
    with pytest.raises(error):
        desk.indexer.upload(name, data)
    assert desk.index.generation == generation
    assert desk.held() == {"letter.txt": "Бір сөз."}


def test_another_model_embeds_everything_anew(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="Екі сөз.")
    desk.update()
    desk.indexer.upload("letter.txt", "Үш сөз.".encode())
    desk.index.feedback.add(Feedback("a1", "Қайда?", "up"), ["default"])
    before = {page.id: page for page in desk.index.documents(WHOLE_ARCHIVE).documents}
    encoder = FakeTokenEncoder(dimension=32)
    encoder.name = "other@2"
    told: list[Progress] = []
    Indexer(desk.index, encoder, desk.settings).embed_anew(told.append)
    assert [(p.documents, p.total, p.passages) for p in told] == [(0, 3, 0), (1, 3, 1), (2, 3, 2)]
    assert desk.index.settings == index_settings(desk.settings, encoder)
    assert {page.id: page.source for page in desk.index.documents(WHOLE_ARCHIVE).documents} == {
        key: page.source for key, page in before.items()
    }
    assert desk.found("сөз", encoder) == 3
    assert [given.answer_id for given in desk.index.feedback.all(WHOLE_ARCHIVE)] == ["a1"]
    # The files are as they were: nothing is read again.
    again = Indexer(desk.index, encoder, desk.settings).update([desk.texts])
    assert counts(again) == (0, 0, 0, 2, 0)


def test_embedding_anew_is_all_or_nothing(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="stop сөз.")
    desk.update()
    before, settings = desk.held(), desk.index.settings
    with pytest.raises(KeyboardInterrupt):
        Indexer(desk.index, Interrupted(dimension=32), desk.settings).embed_anew()
    assert (desk.held(), desk.index.settings) == (before, settings)
    assert desk.found("сөз") == 2


def test_equal_files_are_one_document_with_both_sources(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="Бір сөз.", three="Үш сөз.")
    report = desk.update()
    assert (counts(report), report.copies) == ((2, 0, 0, 0, 2), 1)
    assert set(desk.held()) == {"one.txt", "three.txt"}
    (first, _) = desk.index.documents(WHOLE_ARCHIVE).documents
    assert copies_of(desk, first.id) == ["two.txt"]
    assert counts(desk.update()) == (0, 0, 0, 3, 0)


def test_a_copy_becomes_a_document_when_the_other_goes_or_changes(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="Бір сөз.")
    desk.update()
    (desk.texts / "one.txt").unlink()
    assert counts(desk.update()) == (1, 0, 1, 0, 1)
    assert desk.held() == {"two.txt": "Бір сөз."}
    desk.write(one="Бір сөз.")
    assert desk.update().copies == 1
    desk.write(two="Екі сөз.")
    desk.update()
    assert desk.held() == {"one.txt": "Бір сөз.", "two.txt": "Екі сөз."}


def test_a_document_that_becomes_a_copy_leaves_nothing_behind(desk: Desk) -> None:
    desk.write(one="Бір сөз.", two="Екі сөз.")
    desk.update()
    desk.write(two="Бір сөз.")
    report = desk.update()
    assert (report.copies, report.removed) == (1, 1)
    assert set(desk.held()) == {"one.txt"}
    (desk.texts / "two.txt").unlink()
    desk.update()
    assert desk.index.reading.copies(WHOLE_ARCHIVE) == []


def packed(**files: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.txt", content)
    return stream.getvalue()


def test_files_in_an_archive_are_documents_that_come_and_go_with_it(desk: Desk) -> None:
    path = desk.texts / "a.zip"
    path.write_bytes(packed(one="Бір сөз.", two="Екі сөз."))
    assert counts(desk.update()) == (2, 0, 0, 0, 2)
    assert desk.held() == {"a.zip/one.txt": "Бір сөз.", "a.zip/two.txt": "Екі сөз."}
    assert counts(desk.update()) == (0, 0, 0, 1, 0)
    path.write_bytes(packed(two="Екі сөз.", three="Үш сөз."))
    assert counts(desk.update()) == (1, 1, 1, 0, 2)
    assert set(desk.held()) == {"a.zip/three.txt", "a.zip/two.txt"}
    path.unlink()
    desk.write(other="Сөз.")
    assert counts(desk.update()) == (1, 0, 2, 0, 1)
    assert set(desk.held()) == {"other.txt"}


def test_what_could_not_be_read_is_known_until_it_is_read(desk: Desk) -> None:
    def unread() -> list[tuple[str, str, str]]:
        found = desk.index.reading.unread(WHOLE_ARCHIVE)
        return [(one.source, one.part, one.kind) for one in found]

    desk.write(one="Бір сөз.", bad=b"%PDF-1.4")
    (desk.texts / "a.zip").write_bytes(packed(two="Екі сөз.", worse=b"\x00\x01"))
    desk.update()
    inside = ("a.zip", "a.zip/worse.txt", "damaged-document")
    assert unread() == [inside, ("bad.txt", "", "damaged-document")]
    desk.write(bad="Жақсы сөз.")
    desk.update()
    assert unread() == [inside]
    (desk.texts / "a.zip").unlink()
    desk.update()
    assert unread() == []


def test_an_archive_that_was_broken_off_is_stored_to_its_end(desk: Desk) -> None:
    (desk.texts / "a.zip").write_bytes(packed(one="Бір сөз.", two="stop сөз."))
    with pytest.raises(KeyboardInterrupt):
        Indexer(desk.index, Interrupted(), desk.settings).update([desk.texts])
    assert set(desk.held()) == {"a.zip/one.txt"}
    (left,) = desk.index.reading.unread(WHOLE_ARCHIVE)
    assert (left.source, left.kind) == ("a.zip", UNFINISHED)
    desk.update()
    assert set(desk.held()) == {"a.zip/one.txt", "a.zip/two.txt"}
    assert desk.index.reading.unread(WHOLE_ARCHIVE) == []


def test_an_upload_that_was_broken_off_may_be_repeated(desk: Desk) -> None:
    data = packed(one="Бір сөз.", two="stop сөз.")
    with pytest.raises(KeyboardInterrupt):
        Indexer(desk.index, Interrupted(), desk.settings).upload("a.zip", data)
    assert counts(desk.indexer.upload("a.zip", data)) == (1, 1, 0, 0, 2)
    assert set(desk.held()) == {"a.zip/one.txt", "a.zip/two.txt"}
    assert desk.indexer.upload("a.zip", data).unchanged == 1


def test_what_an_upload_did_not_tell_is_known_until_it_is_removed(desk: Desk) -> None:
    desk.indexer.upload("a.zip", packed(one="Бір сөз.", two="Екі сөз.", worse=b"\x00\x01"))
    one, two = (d.id for d in desk.index.documents(WHOLE_ARCHIVE).documents)
    assert [u.part for u in desk.index.reading.unread(WHOLE_ARCHIVE)] == ["a.zip/worse.txt"]
    with desk.index.writing() as writer:
        writer.delete(WHOLE_ARCHIVE, [one])
        assert len(desk.index.reading.unread(WHOLE_ARCHIVE)) == 1
        writer.delete(WHOLE_ARCHIVE, [two])
    assert desk.index.reading.unread(WHOLE_ARCHIVE) == []


def test_what_was_noted_goes_with_its_collection(desk: Desk) -> None:
    press = Indexer(desk.index, desk.encoder, desk.settings, collection="press")
    desk.write(one="Бір сөз.", two="Бір сөз.", bad=b"%PDF-1.4")
    press.update([desk.texts])
    reading = desk.index.reading
    assert reading.unread(Scope.of("default")) == reading.copies(Scope.of("default")) == []
    assert [u.source for u in reading.unread(Scope.of("press"))] == ["bad.txt"]
    with desk.index.writing() as writer:
        writer.drop_collection("press")
    assert reading.unread(WHOLE_ARCHIVE) == reading.copies(WHOLE_ARCHIVE) == []


def uploaded(desk: Desk, name: str, text: str, *, replace: bool = False) -> list[str]:
    report = desk.indexer.upload(name, text.encode(), replace=replace)
    return [stored.source for stored in report.stored]


def test_two_uploads_of_one_name_are_two_documents(desk: Desk) -> None:
    assert uploaded(desk, "отчёт.txt", "Бір сөз.") == ["отчёт.txt"]
    assert uploaded(desk, "отчёт.txt", "Екі сөз.") == ["отчёт (2).txt"]
    assert uploaded(desk, "отчёт.txt", "Үш сөз.") == ["отчёт (3).txt"]
    assert desk.indexer.upload("отчёт.txt", "Екі сөз.".encode()).unchanged == 1
    assert desk.held() == {
        "отчёт.txt": "Бір сөз.",
        "отчёт (2).txt": "Екі сөз.",
        "отчёт (3).txt": "Үш сөз.",
    }


def test_a_replaced_upload_says_what_it_replaced(desk: Desk) -> None:
    uploaded(desk, "отчёт.txt", "Бір сөз.")
    (before,) = desk.index.documents(WHOLE_ARCHIVE).documents
    assert uploaded(desk, "отчёт.txt", "Екі сөз.", replace=True) == ["отчёт.txt"]
    assert desk.held() == {"отчёт.txt": "Екі сөз."}
    report = json.loads(desk.index.document(WHOLE_ARCHIVE, before.id).report)
    assert (report["revision"], report["replaced"]["characters"]) == (2, 8)
    assert report["replaced"]["indexed_at"] == before.indexed_at


def test_an_upload_of_what_is_there_is_another_source_of_it(desk: Desk) -> None:
    desk.write(one="Бір сөз.")
    desk.update()
    report = desk.indexer.upload("two.txt", "Бір сөз.".encode())
    assert (report.copies, report.added) == (1, 0)
    (only,) = desk.index.documents(WHOLE_ARCHIVE).documents
    assert (only.source, copies_of(desk, only.id)) == ("one.txt", ["two.txt"])
    assert desk.indexer.upload("two.txt", "Бір сөз.".encode()).unchanged == 1


@pytest.mark.parametrize("gone", [True, False])
def test_an_upload_outlives_the_file_that_it_equals(desk: Desk, gone: bool) -> None:
    desk.write(one="Бір сөз.", other="Сөз.")
    desk.update()
    for name in ("two.txt", "three.txt"):
        desk.indexer.upload(name, "Бір сөз.".encode())
    if gone:
        (desk.texts / "one.txt").unlink()
    else:
        desk.write(one="Екі сөз.")
    desk.update()
    held = desk.held()
    assert held.pop("one.txt", "gone") == ("gone" if gone else "Екі сөз.")
    assert held == {"three.txt": "Бір сөз.", "other.txt": "Сөз."}
    heir = next(d for d in desk.index.documents(WHOLE_ARCHIVE).documents if d.root == UPLOADS)
    assert copies_of(desk, heir.id) == ["two.txt"]
    assert desk.indexer.upload("three.txt", "Бір сөз.".encode()).unchanged == 1


def test_a_collection_has_its_own_documents_and_remembers_its_folders(desk: Desk) -> None:
    desk.write(one="Бір сөз.")
    press = Indexer(desk.index, desk.encoder, desk.settings, collection="press")
    assert counts(press.update([desk.texts])) == (1, 0, 0, 0, 1)
    assert collection_of(desk.index, [desk.texts / "below"]) == "press"
    assert collection_of(desk.index, [desk.texts.parent]) == "default"
    assert counts(desk.update()) == (1, 0, 0, 0, 1)
    with pytest.raises(BadInput, match="default, press"):
        collection_of(desk.index, [desk.texts])
    (mine,) = desk.index.documents(Scope.of("default")).documents
    (theirs,) = desk.index.documents(Scope.of("press")).documents
    assert (mine.source, mine.collection) == ("one.txt", "default")
    assert (theirs.source, theirs.collection) == ("one.txt", "press")
    assert mine.id != theirs.id
    (desk.texts / "one.txt").unlink()
    desk.write(two="Екі сөз.")
    assert counts(press.update([desk.texts])) == (1, 0, 1, 0, 1)
    assert desk.index.documents(Scope.of("default")).documents == [mine]


def test_the_folder_around_a_collection_s_leaves_it_alone(desk: Desk) -> None:
    (desk.texts / "secret").mkdir()
    desk.write(one="Бір сөз.")
    (desk.texts / "secret" / "two.txt").write_text("Екі сөз.", encoding="utf-8")
    press = Indexer(desk.index, desk.encoder, desk.settings, collection="press")
    press.update([desk.texts / "secret"])
    assert counts(desk.update()) == (1, 0, 0, 0, 1)
    assert [d.source for d in desk.index.documents(Scope.of("default")).documents] == ["one.txt"]
    # Whoever names it means it.
    given = Indexer(desk.index, desk.encoder, desk.settings).update([desk.texts / "secret"])
    assert counts(given) == (1, 0, 0, 0, 1)
