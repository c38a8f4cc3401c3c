"""Looking through the documents of a real archive over HTTP: search, facets, names, undo."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.service.app import create_app
from qa.service.state import Service
from qa.settings import Settings
from tests.fake_archive import FakeArchive
from tests.local_client import local_client
from tests.small_archive import small_archive

KEY = {"Authorization": "Bearer key"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    archive = small_archive(tmp_path, admin_key="key")
    with local_client(create_app(archive.settings, archive)) as client:
        yield client
    archive.close()


def listed(client: TestClient, query: str = "") -> Any:
    reply = client.get(f"/v1/documents?{query}")
    assert reply.status_code == 200, reply.text
    return reply.json()


def sources(found: Any) -> list[str]:
    return [one["source"] for one in found["documents"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("query=held", ["en.txt"]),
        ("query=адам", ["kk.txt"]),  # the beginning of адамға
        ("query=help", ["en.txt"]),
        ("query=ru.txt", ["ru.txt"]),
        ("query=fund people", ["en.txt"]),
        ("query=fund адам", []),
        ("query=f", []),
        ("query=***", []),
        ('query="; DROP', []),
        ("language=kk&language=ru", ["kk.txt", "ru.txt"]),
        ("format=txt&sort=-source", ["ru.txt", "kk.txt", "en.txt"]),
        ("year=1999", []),
        ("folder=", ["en.txt", "kk.txt", "ru.txt"]),
    ],
)
def test_documents_are_found(client: TestClient, query: str, found: list[str]) -> None:
    assert sources(listed(client, query)) == found


def test_snippet_shows_the_words_in_their_sentence(client: TestClient) -> None:
    (one,) = listed(client, "query=meeting")["documents"]
    assert "".join(piece["text"] for piece in one["snippet"]) == (
        "The fund helped people. The meeting was held in April."
    )
    assert [piece["text"] for piece in one["snippet"] if piece["matched"]] == ["meeting"]


def test_facets_count_what_more_could_be_chosen(client: TestClient) -> None:
    found = listed(client, "facets=true&language=kk")
    assert found["total"] == 1
    assert found["facets"]["language"] == {"kk": 1, "ru": 1, "en": 1}
    assert found["facets"]["format"] == {"txt": 1}
    assert listed(client)["facets"] == {}


def test_what_was_deleted_is_brought_back(client: TestClient) -> None:
    before = listed(client)["documents"]
    gone = before[1]["document_id"]
    assert client.delete(f"/v1/documents/{gone}", headers=KEY).status_code == 204
    assert len(listed(client)["documents"]) == 2
    assert sources(listed(client, "query=адам")) == []
    assert client.post(f"/v1/documents/{gone}/restore").status_code == 401
    assert client.post(f"/v1/documents/{gone}/restore", headers=KEY).status_code == 204
    after = listed(client)["documents"]
    for one in (*before, *after):
        del one["indexed_at"]
    assert after == before
    assert sources(listed(client, "query=адам")) == ["kk.txt"]
    assert client.post("/v1/documents/none/restore", headers=KEY).status_code == 404


def test_original_is_sent_as_a_file_and_never_as_a_page(client: TestClient) -> None:
    (one,) = listed(client, "query=en.txt")["documents"]
    whole = client.get(f"/v1/documents/{one['document_id']}").json()
    assert whole["has_original"] is True
    reply = client.get(f"/v1/documents/{one['document_id']}/original")
    assert reply.text == "The fund helped people. The meeting was held in April."
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"] == 'attachment; filename="en.txt"'


def test_an_upload_has_no_original(client: TestClient) -> None:
    given = {"files": ("new.txt", b"A text of its own.", "text/plain")}
    assert client.post("/v1/documents", files=given, headers=KEY).status_code == 201
    (one,) = listed(client, "query=new.txt")["documents"]
    assert one["root"] == "upload"
    assert client.get(f"/v1/documents/{one['document_id']}").json()["has_original"] is False
    assert client.get(f"/v1/documents/{one['document_id']}/original").status_code == 404


def test_names_come_with_their_spellings_and_places(client: TestClient) -> None:
    text = "The director John Smith spoke. Later J. Smith answered."
    given = {"files": ("people.txt", text.encode(), "text/plain")}
    assert client.post("/v1/documents", files=given, headers=KEY).status_code == 201
    found = client.get("/v1/names?query=smith").json()
    assert found["total"] == 1
    (one,) = found["names"]
    assert one["name"] == "John Smith"
    (where,) = one["documents"]
    assert text[where["start"] : where["end"]] == "John Smith"
    assert client.get("/v1/names?query=nobody").json() == {"names": [], "total": 0}
    assert client.get("/v1/names?kind=place").status_code == 422


def test_versions_of_an_unknown_document_are_none(client: TestClient) -> None:
    assert client.get("/v1/documents/none/versions").status_code == 404


def test_feedback_is_dealt_with_and_opened_again(client: TestClient) -> None:
    for question in ("One?", "Two?"):
        given = {"answer_id": "a", "question": question, "rating": "down"}
        client.post("/v1/feedback", json=given)
    found = client.get("/v1/feedback?status=open&limit=1", headers=KEY).json()
    assert [one["question"] for one in found["feedback"]] == ["Two?"]
    assert found["total"] == 2
    number = found["feedback"][0]["id"]
    done = client.patch(f"/v1/feedback/{number}", json={"status": "done"}, headers=KEY)
    assert done.status_code == 204
    found = client.get("/v1/feedback?status=done", headers=KEY).json()
    assert [one["question"] for one in found["feedback"]] == ["Two?"]
    client.patch(f"/v1/feedback/{number}", json={"status": "open"}, headers=KEY)
    assert client.get("/v1/feedback?status=open", headers=KEY).json()["total"] == 2
    assert client.patch("/v1/feedback/99", json={"status": "done"}, headers=KEY).status_code == 404
    assert client.patch(f"/v1/feedback/{number}", json={"status": "done"}).status_code == 401


@pytest.mark.parametrize(("path", "up"), [("/none", ""), ("/none/at/all", "../../")])
def test_a_person_who_goes_astray_gets_a_page(client: TestClient, path: str, up: str) -> None:
    reply = client.get(path, headers={"Accept": "text/html"})
    assert reply.status_code == 404
    assert f'href="{up}static/pages/page.css"' in reply.text
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    problem = client.get(path)
    assert problem.headers["content-type"] == "application/problem+json"
    api = client.get("/v1/none", headers={"Accept": "text/html"})
    assert api.headers["content-type"] == "application/problem+json"


def test_names_in_examples_and_the_frame_for_a_bare_word(client: TestClient) -> None:
    about = client.get("/v1/archive").json()
    assert {one["text"] for one in about["examples"]} == set(about["suggestions"])
    asked = {"question": "!!! 60", "reader_language": "kk"}
    assert client.post("/v1/answers", json=asked).json()["language"] == "kk"
    asked = {"question": "Who helped the people?", "reader_language": "kk"}
    assert client.post("/v1/answers", json=asked).json()["language"] == "en"


def test_an_archive_that_is_not_there_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bool] = []

    def opening(settings: Settings, create: bool = False) -> FakeArchive:
        opened.append(create)
        return FakeArchive(settings)

    pipeline = ModuleType("qa.pipeline")
    pipeline.Archive = SimpleNamespace(open=opening)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "qa.pipeline", pipeline)
    service = Service(Settings(data_dir=tmp_path, workers=0), None)
    service._open()
    assert opened == [True, False]
    (tmp_path / "index.db").touch()
    service._open()
    assert opened == [True, False, False]
