"""`POST /v1/translate`: of spans only, and only of what the caller may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.archive import Archive
from qa.errors import TranslationFailed
from qa.index.access import Role
from qa.service.app import create_app
from qa.settings import Settings
from qa.types import Scope
from tests.fake_archive import KEY, FakeArchive
from tests.local_client import local_client
from tests.scripted import ScriptedModel
from tests.small_archive import small_archive

ASKED = {"document_id": "d1", "start": 0, "end": 11, "language": "ru"}
SAID = "Фонд помог людям по-настоящему."


def test_a_span_comes_with_its_verdict(client: TestClient) -> None:
    assert client.post("/v1/translate", json=ASKED).json() == {
        "text": "СЕССИЯ ӨТТІ",
        "source_language": "kk",
        "language": "ru",
        "verdict": "contradicted",
        "reasons": ["a number differs"],
        "translator": "fake",
    }


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"document_id": "none"}, 404),
        ({"language": "xx"}, 422),
        ({"language": "und"}, 422),
        ({"start": -1}, 422),
        ({"end": 0}, 422),
        ({"text": "translate me"}, 422),
    ],
)
def test_what_is_wrong_is_refused(client: TestClient, asked: dict[str, Any], status: int) -> None:
    assert client.post("/v1/translate", json=ASKED | asked).status_code == status


def test_a_failure_says_so(client: TestClient, archive: FakeArchive) -> None:
    archive.fault = TranslationFailed("the language model gave no translation (slow)")
    reply = client.post("/v1/translate", json=ASKED)
    assert (reply.status_code, reply.json()["type"]) == (502, "/problems/translation")
    assert "(slow)" in reply.json()["detail"]


def test_the_archive_says_whether_it_translates(client: TestClient, archive: FakeArchive) -> None:
    assert client.get("/v1/archive").json()["translation"] is False
    archive.translates = True
    assert client.get("/v1/archive").json()["translation"] is True


def test_one_client_gets_so_many_a_minute(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, translations_per_minute=2)
    with local_client(create_app(settings, FakeArchive(settings))) as client:  # type: ignore[arg-type]
        codes = [client.post("/v1/translate", json=ASKED).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Archive]:
    opened = small_archive(
        tmp_path,
        generator=ScriptedModel(SAID),
        admin_key=KEY,
        translators={"*": "llm"},
        max_translation_chars=45,
    )
    yield opened
    opened.close()


def place(archive: Archive, source: str) -> dict[str, Any]:
    (found,) = (one for one in archive.documents().documents if one.source == source)
    return {"document_id": found.id, "start": 0, "end": 20, "language": "ru"}


def test_a_real_archive_translates_by_its_model(real: Archive) -> None:
    with local_client(create_app(real.settings, real)) as client:
        assert client.get("/v1/archive").json()["translation"] is True
        asked = place(real, "en.txt")
        reply = client.post("/v1/translate", json=asked).json()
        assert (reply["text"], reply["translator"]) == (SAID, "scripted:model")
        assert reply["source_language"] == "en"
        for wrong, said in (
            ({"start": 10_000, "end": 10_001}, "is no text of the document"),
            ({"end": 50}, "at most 45 are translated"),
            ({"language": "en"}, "is in en already"),
        ):
            refused = client.post("/v1/translate", json=asked | wrong)
            assert refused.status_code == 422
            assert said in refused.json()["detail"]


def test_what_may_not_be_read_is_not_translated(real: Archive) -> None:
    asked = place(real, "en.txt")
    (name,) = real.access.names(real.scope)
    real.access.set_open(name, False, "test")
    real.access.create_collection("press", "test", opened=False)
    _, key = real.access.create_key("press", Role.READER, Scope.of("press"), None, "test")
    with local_client(create_app(real.settings, real)) as client:
        assert client.post("/v1/translate", json=asked).status_code == 401
        held = {"Authorization": f"Bearer {key}"}
        assert client.post("/v1/translate", json=asked, headers=held).status_code == 404


def test_without_a_translator_it_says_what_to_set(tmp_path: Path) -> None:
    opened = small_archive(tmp_path)
    with local_client(create_app(opened.settings, opened)) as client:
        reply = client.post("/v1/translate", json=place(opened, "en.txt"))
    assert reply.status_code == 501
    assert "QA_TRANSLATORS" in reply.json()["detail"]
    opened.close()
