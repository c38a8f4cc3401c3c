"""An opened archive: asking, searching, checking, and its documents."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.archive import Archive, Summary
from qa.checking.check import Source
from qa.errors import ArchiveError, BadInput, IndexMismatch, NotFound, QuestionError
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.settings import Settings
from qa.types import Citation, Claim, Filters, Language, Status, Turn, Understood, Verdict
from tests.fakes import FakeTokenEncoder
from tests.small_archive import TEXTS, small_archive

RUSSIAN, KAZAKH = Filters(languages=(Language.RUSSIAN,)), Filters(languages=(Language.KAZAKH,))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """One that refuses only what it finds nothing for: whether it should is tested elsewhere."""
    opened = small_archive(tmp_path, refuse_below=0.0)
    yield opened
    opened.close()


def id_of(archive: Archive, source: str) -> str:
    (found,) = archive.documents(source).documents
    return found.id


def test_an_answer_quotes_the_stored_text(archive: Archive) -> None:
    told: list[Understood | Claim | Citation] = []
    question = "Кому помог фонд?"
    answer = archive.ask(question, on_event=told.append)
    assert told.pop(0) == Understood(question, answer.resolved_question, answer.language)
    assert answer.status is Status.ANSWERED
    assert answer.citations
    for citation in answer.citations:
        text = archive.document(citation.document_id).text
        assert citation.quote == text[citation.start : citation.end]
    for claim in answer.claims:
        assert claim.text == answer.text[claim.start : claim.end]
        assert claim.verdict is Verdict.QUOTED
    assert sorted(map(repr, told)) == sorted(map(repr, [*answer.claims, *answer.citations]))


@pytest.fixture
def all_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scores of three documents and a fake encoder are on another scale."""
    monkeypatch.setattr("qa.answering.answer._NEAR_FROM", -9.0)


@pytest.mark.usefixtures("all_near")
def test_a_refusal_cites_nothing_and_suggests_the_nearest(tmp_path: Path) -> None:
    archive = small_archive(tmp_path, refuse_below=1.0)
    answer = archive.ask("Кому помог фонд?")
    assert answer.status is Status.REFUSED
    assert (answer.claims, answer.citations) == ((), ())
    assert "ru.txt" in {suggestion.source for suggestion in answer.suggestions}
    archive.close()


@pytest.mark.usefixtures("all_near")
def test_a_refusal_suggests_one_of_two_documents_that_say_the_same(tmp_path: Path) -> None:
    archive = small_archive(tmp_path, refuse_below=1.0)
    more = tmp_path / "texts" / "again.txt"
    more.write_text(TEXTS["ru.txt"] + "\n", "utf-8")
    archive.reindex()
    assert archive.documents().total == 4
    answer = archive.ask("Кому помог фонд?")
    near = [suggestion.source for suggestion in answer.suggestions]
    assert len({"ru.txt", "again.txt"} & set(near)) == 1
    assert len(near) == len(set(near)) == 3
    archive.close()


def test_an_answer_tells_what_was_asked_and_how_long_it_took(archive: Archive) -> None:
    answer = archive.ask("Кому помог фонд?")
    assert (answer.question, answer.language) == ("Кому помог фонд?", Language.RUSSIAN)
    assert answer.timings_ms["total"] >= answer.timings_ms["search"] >= 0
    assert archive.ask("Кому помог фонд?", language=Language.KAZAKH).language is Language.KAZAKH


def test_a_question_is_asked_as_the_conversation_completes_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = [Turn("user", "Кому помог фонд?")]
    completed = {("А қор?", tuple(history)): "Кому помог қор?"}
    monkeypatch.setattr("qa.archive.resolve", lambda q, turns: completed[q, tuple(turns)])
    answer = archive.ask("А қор?", history=history)
    assert (answer.question, answer.resolved_question) == ("А қор?", "Кому помог қор?")


def test_filters_say_what_may_be_cited(archive: Archive) -> None:
    assert [
        hit.document.source for hit in archive.search("фонд fund қор", filters=RUSSIAN).hits
    ] == ["ru.txt"]
    sources = {c.source for c in archive.ask("Кому помог фонд?", filters=KAZAKH).citations}
    assert sources <= {"kk.txt"}


def test_the_best_passage_comes_first_and_tells_why(archive: Archive) -> None:
    (hit,) = archive.search("The meeting was held in April", top_k=1).hits
    assert hit.passage.text == TEXTS["en.txt"]
    hits = archive.search("The meeting was held in April", explain=True).hits
    assert hits[0].document.source == "en.txt"
    assert sorted((hit.score for hit in hits), reverse=True) == [hit.score for hit in hits]
    assert hits[0].signals


@pytest.mark.parametrize("question", ["", "  ", "?!", "😀😀", "\u200b", "\ud800", "\ud800 сөз"])
def test_a_question_without_readable_words_is_refused(archive: Archive, question: str) -> None:
    for ask in (archive.ask, archive.search):
        with pytest.raises(QuestionError):
            ask(question)


def test_a_question_is_read_up_to_the_limit(tmp_path: Path) -> None:
    archive = small_archive(tmp_path, max_question_chars=20)
    assert archive.search("қор" + " " * 17).hits
    with pytest.raises(QuestionError, match="21 characters; at most 20 are read"):
        archive.ask("қор" + " " * 18)
    archive.close()


def test_strange_questions_get_an_answer_or_a_refusal(archive: Archive) -> None:
    for question in ("a\0b", "қор " * 400, "ҚОР" * 600, "' OR 1=1 --", "א ב ג", "中文问题"):
        assert archive.ask(question).status in Status


def test_claims_are_checked_against_given_sources(archive: Archive) -> None:
    source = Source("s1", "The fund helped 60 people in April.")
    (right,) = archive.check("The fund helped 60 people in April.", [source]).claims
    (wrong,) = archive.check("The fund helped 50 people in April.", [source]).claims
    assert right.verdict in (Verdict.QUOTED, Verdict.SUPPORTED)
    assert wrong.verdict in (Verdict.CONTRADICTED, Verdict.UNSUPPORTED)


def test_evidence_from_the_archive_lies_in_documents(archive: Archive) -> None:
    report = archive.check("Заседание прошло в апреле.")
    evidence = [piece for claim in report.claims for piece in claim.evidence]
    assert evidence
    for piece in evidence:
        text = archive.document(piece.source_id).text
        assert piece.quote == text[piece.start : piece.end]


def test_the_summary_counts(archive: Archive) -> None:
    languages = {Language.KAZAKH: 1, Language.RUSSIAN: 1, Language.ENGLISH: 1}
    summary = archive.summary()
    assert summary == Summary(3, 3, languages, summary.generation, {"default": 3})


def test_documents_are_listed_a_page_at_a_time(archive: Archive) -> None:
    assert [d.source for d in archive.documents(limit=2).documents] == ["en.txt", "kk.txt"]
    assert [d.source for d in archive.documents(offset=2).documents] == ["ru.txt"]
    assert archive.documents("ru.txt").total == 1


def test_passages_are_spans_of_their_document(archive: Archive) -> None:
    kazakh = id_of(archive, "kk.txt")
    text = archive.document(kazakh).text
    assert text == TEXTS["kk.txt"]
    assert "".join(p.text for p in archive.passages(kazakh)) == text
    assert all(p.text == text[p.start : p.end] for p in archive.passages(kazakh))
    assert archive.passages("nope") == []


def test_uploads_come_and_go(archive: Archive) -> None:
    before = archive.summary()
    report = archive.add_upload("letter.txt", "Хат келді. [bookmark: x] Хат кетті.".encode())
    assert (report.added, report.passages) == (1, 1)
    letter = id_of(archive, "letter.txt")
    assert archive.reading(letter)["dropped"][0]["text"] == "[bookmark: x]"
    assert archive.search("Хат келді", top_k=1).hits[0].document.id == letter
    assert archive.summary().generation == before.generation + 1
    archive.delete(letter)
    assert "letter.txt" not in {hit.document.source for hit in archive.search("Хат келді").hits}
    assert archive.summary().documents == before.documents


def test_an_unknown_document_is_named(archive: Archive) -> None:
    for call in (archive.document, archive.reading, archive.delete):
        with pytest.raises(NotFound, match="'nope'"):
            call("nope")


def test_feedback_is_kept_newest_first(archive: Archive) -> None:
    archive.add_feedback(answer_id="a1", question="Қайда?", rating="up")
    archive.add_feedback(answer_id="a2", question="Где?", rating="down", reason="жоқ", answer="{}")
    assert [(f.answer_id, f.rating, f.reason) for f in archive.feedback()] == [
        ("a2", "down", "жоқ"),
        ("a1", "up", ""),
    ]


def test_another_process_s_changes_are_seen_after_a_refresh(archive: Archive) -> None:
    assert not archive.refresh()
    encoder = FakeTokenEncoder()
    other = LocalIndex.open(archive.settings.data_dir)
    Indexer(other, encoder, archive.settings).upload("letter.txt", "Хат келді.".encode())
    other.close()
    assert archive.documents("letter.txt").total == 1
    assert archive.refresh()
    assert archive.search("Хат келді", top_k=1).hits[0].document.source == "letter.txt"


def test_opening_needs_an_index_made_with_the_same_model(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = FakeTokenEncoder()
    monkeypatch.setattr("qa.archive.load_encoder", lambda _: encoder)
    opened = Archive.open(archive.settings)
    assert opened.summary() == archive.summary()
    opened.close()
    with pytest.raises(ArchiveError, match="make one with `qa index FOLDER`"):
        Archive.open(Settings(data_dir=tmp_path / "nothing"))
    encoder.name = "other@2"
    with pytest.raises(IndexMismatch, match=r"made with model fake@1 .* run `qa index`"):
        Archive.open(archive.settings)
    assert index_settings(archive.settings, encoder).model == "other@2"


def test_reading_again_needs_something_that_was_indexed(archive: Archive) -> None:
    for document in archive.documents().documents:
        archive.delete(document.id)
    # The folder itself is still known, and there.
    assert archive.reindex().added == len(TEXTS)


def test_files_of_chosen_documents_are_read_again(archive: Archive) -> None:
    archive.add_upload("a.txt", b"A text.")
    upload, kept = id_of(archive, "a.txt"), id_of(archive, "ru.txt")
    files = archive.files_of([kept, upload, kept])
    assert [path.name for path in files["default"]] == ["ru.txt"]
    report = archive.read_again(files)
    assert (report.added, report.updated, report.unchanged) == (0, 1, 0)
    with pytest.raises(BadInput, match="no file is kept of an uploaded document"):
        archive.files_of([upload])
    with pytest.raises(NotFound):
        archive.files_of(["none"])


def test_an_archive_of_uploads_alone_has_nothing_to_read_again(tmp_path: Path) -> None:
    settings, encoder = Settings(data_dir=tmp_path), FakeTokenEncoder()
    index = LocalIndex.open(tmp_path, index_settings(settings, encoder), create=True)
    archive = Archive(index, encoder, settings)
    archive.add_upload("a.txt", b"A text.")
    assert archive.known_paths() == []
    with pytest.raises(BadInput, match="nothing was indexed from a folder"):
        archive.reindex()
    archive.close()


def test_documents_that_go_while_a_question_is_answered_are_whole_until_its_end(
    archive: Archive,
) -> None:
    stop = threading.Event()
    failures: list[Exception] = []

    def come_and_go() -> None:
        number = 0
        while not stop.is_set():
            archive.add_upload("passing.txt", f"Фонд помог {number} людям.".encode())
            archive.delete(id_of(archive, "passing.txt"))
            number += 1

    def ask() -> None:
        try:
            for _ in range(15):
                answer = archive.ask("Кому помог фонд?")
                assert all(citation.quote for citation in answer.citations)
                archive.search("Фонд помог")
                archive.versions(id_of(archive, "kk.txt"))
        except Exception as error:
            failures.append(error)

    writer = threading.Thread(target=come_and_go)
    readers = [threading.Thread(target=ask, daemon=True) for _ in range(4)]
    writer.start()
    try:
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    finally:
        stop.set()
        writer.join()
    assert failures == []


def test_the_newest_ratings_are_kept(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.index.feedback.MAX_FEEDBACK", 3)
    for number in range(5):
        archive.add_feedback(answer_id=str(number), question="", rating="up")
    assert [one.answer_id for one in archive.feedback()] == ["4", "3", "2"]
    assert [one.answer_id for one in archive.feedback(offset=1, limit=1)] == ["3"]
