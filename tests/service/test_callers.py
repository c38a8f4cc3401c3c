"""Who sends a request, and what they are let do, over a real archive of two collections."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.archive import Archive
from qa.errors import SettingsError
from qa.index.access import Role
from qa.indexing import Indexer
from qa.service.app import create_app
from qa.settings import Grant
from qa.types import WHOLE_ARCHIVE, Scope
from tests.fakes import FakeTokenEncoder
from tests.small_archive import small_archive

GRANTS = {
    "*": Grant(collections=("default",)),
    "editors": Grant(role="keeper", collections=("press",)),
    "it": Grant(role="admin", collections=("*",)),
}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = small_archive(
        tmp_path,
        admin_key="opensesame",
        guesses_per_minute=3,
        login_header="X-Forwarded-User",
        login_groups_header="X-Forwarded-Groups",
        login_proxies=("10.1.0.0/16",),
        login_groups=GRANTS,
        audit_questions=True,
    )
    opened.access.create_collection("press", "me")
    _indexer(opened).upload("secret.txt", "Жабық есеп. Құпия қор 90 адамға көмектесті.".encode())
    yield opened
    opened.close()


def _indexer(archive: Archive) -> Indexer:
    return Indexer(archive._index, FakeTokenEncoder(), archive.settings, collection="press")


def client_at(archive: Archive, address: str = "127.0.0.1") -> TestClient:
    app: FastAPI = create_app(archive.settings, archive)
    return TestClient(app, base_url="http://localhost", client=(address, 5000))


@pytest.fixture
def client(archive: Archive) -> TestClient:
    return client_at(archive)


def key(archive: Archive, role: Role, *collections: str) -> dict[str, str]:
    scope = Scope.of(*collections) if collections else WHOLE_ARCHIVE
    _, secret = archive.access.create_key("test", role, scope, None, "me")
    return {"Authorization": f"Bearer {secret}"}


def sources(client: TestClient, **headers: Any) -> list[str]:
    reply = client.get("/v1/documents", **headers)
    return [row["source"] for row in reply.json()["documents"]]


OPEN = ["en.txt", "kk.txt", "ru.txt"]


def test_anybody_reads_what_is_open(client: TestClient) -> None:
    assert sources(client) == OPEN
    about = client.get("/v1/archive").json()
    assert (about["documents"], about["collections"]) == (3, {"default": 3})
    assert "qa_documents 3.0" in client.get("/metrics").text


def test_a_key_reads_its_collection_and_the_open_ones(archive: Archive, client: TestClient) -> None:
    headers = key(archive, Role.READER, "press")
    assert sources(client, headers=headers) == ["en.txt", "kk.txt", "ru.txt", "secret.txt"]
    asked = {"query": "құпия қор", "filters": {"collections": ["press"]}}
    hits = client.post("/v1/search", json=asked, headers=headers).json()["hits"]
    assert [hit["source"] for hit in hits] == ["secret.txt"]
    assert client.post("/v1/search", json=asked).json()["hits"] == []


def test_a_hidden_document_is_as_an_absent_one(archive: Archive, client: TestClient) -> None:
    (hidden,) = archive.within(Scope.of("press")).documents().documents
    for headers in ({}, key(archive, Role.READER, "default")):
        replies = [
            client.get(f"/v1/documents/{name}", headers=headers).json()
            for name in (hidden.id, "0" * 16)
        ]
        assert [reply["status"] for reply in replies] == [404, 404]
        assert replies[0]["detail"].replace(hidden.id, "0" * 16) == replies[1]["detail"]
    keeper = key(archive, Role.KEEPER, "default")
    assert client.delete(f"/v1/documents/{hidden.id}", headers=keeper).status_code == 404
    assert client.get(f"/v1/documents/{hidden.id}", headers=key(archive, Role.READER)).is_success


def test_where_nothing_is_open_a_key_is_asked_for(archive: Archive, client: TestClient) -> None:
    archive.access.set_open("default", False, "me")
    assert client.get("/v1/documents").status_code == 401
    assert sources(client, headers=key(archive, Role.READER, "default")) == OPEN


def test_wrong_keys_are_refused_logged_and_slowed(
    archive: Archive, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(archive.settings, archive)
    # A slow machine must not let more of them by.
    monkeypatch.setattr(app.state.service.rates, "_clock", lambda: 1000.0)
    client = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 5000))
    headers = {"Authorization": "Bearer qa_00000000_guess"}
    with caplog.at_level(logging.WARNING, "qa.access"):
        codes = [client.get("/v1/documents", headers=headers).status_code for _ in range(5)]
    assert codes == [401, 401, 401, 429, 429]
    assert [record.getMessage() for record in caplog.records] == ["a wrong key from 127.0.0.1"] * 3
    # Other than a key is nobody's business here.
    basic = {"Authorization": "Basic abc"}
    assert client_at(archive, "10.9.9.9").get("/v1/documents", headers=basic).is_success


def test_a_key_is_counted_wherever_it_comes_from_and_others_by_their_address(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(archive.settings.model_copy(update={"feedback_per_minute": 2}), archive)
    monkeypatch.setattr(app.state.service.rates, "_clock", lambda: 1000.0)
    one, other = (
        TestClient(app, base_url="http://localhost", client=(address, 5000))
        for address in ("10.9.9.9", "10.9.9.8")
    )
    rating, mine = {"answer_id": "a", "rating": "up"}, key(archive, Role.READER, "press")
    given = [one.post("/v1/feedback", json=rating, headers=mine) for _ in range(2)]
    given += [other.post("/v1/feedback", json=rating, headers=mine)]
    given += [one.post("/v1/feedback", json=rating) for _ in range(3)]
    assert [reply.status_code for reply in given] == [201, 201, 429, 201, 201, 429]


def test_roles_and_collections_bound_what_is_changed(archive: Archive, client: TestClient) -> None:
    def upload(headers: dict[str, str], collection: str) -> int:
        files = [("files", ("new.txt", b"One more sentence.", "text/plain"))]
        data = {"collection": collection}
        return client.post("/v1/documents", files=files, data=data, headers=headers).status_code

    assert upload({}, "default") == 401
    assert upload(key(archive, Role.READER, "press"), "press") == 403
    keeper = key(archive, Role.KEEPER, "press")
    assert upload(keeper, "press") == 201
    assert upload(keeper, "default") == 403  # it may be read, and is not theirs
    assert upload(keeper, "none") == 404
    assert upload(key(archive, Role.KEEPER, "default"), "press") == 404
    (new,) = archive.within(Scope.of("press")).documents("new").documents
    assert new.collection == "press"
    assert client.get("/v1/reindex", headers=keeper).status_code == 403
    assert client.get("/v1/feedback", headers=keeper).status_code == 403
    assert client.delete(f"/v1/documents/{new.id}", headers=keeper).status_code == 204
    told = [entry.action for entry in archive.audit.entries(Scope.of("press"), 2).entries]
    assert told == ["document deleted", "document added"]


def test_the_admin_key_of_the_settings_is_one_for_everything(client: TestClient) -> None:
    headers = {"Authorization": "Bearer opensesame"}
    entries = client.get("/v1/audit", params={"limit": 2}, headers=headers).json()
    assert entries["total"] == 5
    assert entries["entries"][0]["action"] == "document added"
    assert client.get("/v1/reindex", headers=headers).is_success


def test_feedback_is_shown_to_whoever_could_read_its_answer(
    archive: Archive, client: TestClient
) -> None:
    given = {"answer_id": "a", "question": "Құпия?", "rating": "up"}
    reader = key(archive, Role.READER, "press")
    assert client.post("/v1/feedback", json=given, headers=reader).status_code == 201
    for headers, count in (
        (key(archive, Role.ADMIN, "default"), 0),
        (key(archive, Role.ADMIN, "press"), 1),
    ):
        assert len(client.get("/v1/feedback", headers=headers).json()["feedback"]) == count


@pytest.mark.parametrize(
    ("address", "groups", "seen"),
    [
        ("10.1.2.3", "", OPEN),
        ("10.1.2.3", "readers, editors", [*OPEN, "secret.txt"]),
        ("10.2.2.3", "editors", OPEN),  # no login proxy
    ],
)
def test_a_login_proxy_says_who_somebody_is(
    archive: Archive, address: str, groups: str, seen: list[str]
) -> None:
    headers = {"X-Forwarded-User": "айгүл".encode(), "X-Forwarded-Groups": groups.encode()}
    assert sources(client_at(archive, address), headers=headers) == seen


def test_a_login_has_the_rights_of_its_groups(archive: Archive) -> None:
    client = client_at(archive, "10.1.2.3")
    admin = [("X-Forwarded-User", "a"), ("X-Forwarded-Groups", "it")]
    assert client.get("/v1/audit", headers=admin).is_success
    editor = [("X-Forwarded-User", "b"), ("X-Forwarded-Groups", "editors")]
    assert client.get("/v1/audit", headers=editor).status_code == 403
    foreign = [*admin, ("Sec-Fetch-Site", "cross-site")]
    assert client.get("/v1/audit", headers=foreign).status_code == 403
    twice = [*editor, ("X-Forwarded-Groups", "it")]
    assert client.get("/v1/audit", headers=twice).status_code == 401
    # Whom the proxy speaks for is no proxy itself.
    forwarded = [*admin, ("X-Forwarded-For", "10.1.2.3")]
    assert client_at(archive, "127.0.0.1").get("/v1/audit", headers=forwarded).status_code == 401


@pytest.mark.parametrize("proxies", [(), ("nowhere",)])
def test_a_login_header_needs_a_proxy(archive: Archive, proxies: tuple[str, ...]) -> None:
    settings = archive.settings.model_copy(update={"login_proxies": proxies})
    with pytest.raises(SettingsError, match="QA_LOGIN_PROXIES"):
        create_app(settings, archive)


def test_questions_are_in_the_audit_where_the_settings_say_so(
    archive: Archive, client: TestClient
) -> None:
    client.post("/v1/search", json={"query": "қор"})
    (entry,) = archive.audit.entries(WHOLE_ARCHIVE, 1).entries
    assert (entry.actor, entry.action, entry.subject) == ("anonymous", "searched", "қор")
