"""From a folder to a cited answer: with a small encoder, and with the real model on `corpus/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.archive import Archive
from qa.errors import ArchiveError, BadInput
from qa.pipeline import Progress, ask, build
from qa.settings import Settings, read_settings
from qa.types import Status
from tests.fakes import FakeTokenEncoder
from tests.small_archive import TEXTS


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> FakeTokenEncoder:
    """The encoder that `build` and `ask` load in place of the real one."""
    made = FakeTokenEncoder()
    monkeypatch.setattr("qa.pipeline.load_encoder", lambda _: made)
    monkeypatch.setattr("qa.archive.load_encoder", lambda _: made)
    return made


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    # Whether to refuse is tested elsewhere.
    return Settings(data_dir=tmp_path / "data", refuse_below=0.0)


@pytest.mark.usefixtures("encoder")
def test_a_folder_becomes_a_cited_answer(texts: Path, settings: Settings) -> None:
    told: list[Progress] = []
    assert build([texts], settings, told.append).added == 3
    assert [p.source for p in told] == ["en.txt", "kk.txt", "ru.txt", ""]
    answer = ask("Кому помог фонд?", settings)
    assert answer.status is Status.ANSWERED
    for citation in answer.citations:
        assert citation.quote == TEXTS[citation.source][citation.start : citation.end]


def test_building_again_embeds_nothing(
    encoder: FakeTokenEncoder, texts: Path, settings: Settings
) -> None:
    build([texts], settings)
    embedded = list(encoder.encoded)
    assert embedded
    again = build([texts], settings)
    assert (again.unchanged, again.passages, encoder.encoded) == (3, 0, embedded)


def test_another_model_embeds_what_was_stored_and_then_what_changed(
    encoder: FakeTokenEncoder, texts: Path, settings: Settings
) -> None:
    build([texts], settings)
    encoder.name, encoder.dimension = "other@2", 32
    encoder.encoded.clear()
    (texts / "en.txt").write_text("A new text.", encoding="utf-8")
    told: list[Progress] = []
    report = build([texts], settings, told.append)
    assert (report.added, report.updated, report.unchanged, report.passages) == (0, 1, 2, 1)
    assert [p.source for p in told] == ["en.txt", "kk.txt", "ru.txt", "en.txt", ""]
    archive = Archive.open(settings)
    (found,) = archive.documents("en.txt").documents
    assert archive.document(found.id).text == "A new text."
    archive.close()


def test_other_passage_settings_split_anew(
    encoder: FakeTokenEncoder, texts: Path, settings: Settings
) -> None:
    (texts / "long.txt").write_text("Бір екі үш төрт бес. " * 20, encoding="utf-8")
    build([texts], settings)
    shorter = settings.model_copy(update={"passage_tokens": 32})
    assert build([texts], shorter).passages == 0
    archive = Archive.open(shorter)
    assert all(
        encoder.count_tokens(passage.text) <= 32
        for document in archive.documents().documents
        for passage in archive.passages(document.id)
    )
    assert archive.summary().passages > 4
    archive.close()


@pytest.mark.usefixtures("encoder")
def test_a_refused_folder_leaves_the_index_as_it_was(texts: Path, settings: Settings) -> None:
    build([texts], settings)
    for path in texts.iterdir():
        path.unlink()
    with pytest.raises(BadInput, match="the 3 indexed from there are kept"):
        build([texts], settings)
    assert ask("Кому помог фонд?", settings).citations


@pytest.mark.usefixtures("encoder")
def test_asking_without_an_index_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(ArchiveError, match="make one with `qa index FOLDER`"):
        ask("Қайда?", settings)
    assert not settings.data_dir.exists()


def test_the_corpus_is_embedded_once(corpus_home: Path) -> None:
    again = build([corpus_home / "corpus"], read_settings(data_dir=corpus_home / "my-index"))
    assert (again.added, again.updated, again.removed, again.unchanged) == (0, 0, 0, 5)
    assert (again.passages, again.problems) == (0, [])


def test_every_language_finds_the_session_by_its_number(corpus_home: Path) -> None:
    archive = Archive.open(read_settings(data_dir=corpus_home / "my-index"))
    for question in (
        "ХХVI сессияда Президент қандай тапсырмалар берді?",
        "Что поручил Президент на XXVI сессии?",
        "What did the President instruct at the XXVI session?",
    ):
        assert archive.search(question, top_k=1).hits[0].document.source == "kk-26th-session.txt"
        answer = archive.ask(question)
        assert {citation.source for citation in answer.citations} == {"kk-26th-session.txt"}
        for citation in answer.citations:
            text = archive.document(citation.document_id).text
            assert citation.quote == text[citation.start : citation.end]
    archive.close()
