"""Documents over HTTP: listing, reading, and who may add or delete."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.errors import BadInput, IndexBusy
from qa.service.app import create_app
from qa.settings import Settings
from tests.fake_archive import ADMIN, KAZAKH, KEY, FakeArchive
from tests.local_client import local_client

ROW = {
    "document_id": "d1",
    "source": "kk.txt",
    "title": "Сессия",
    "language": "kk",
    "date": "2022-04-29",
    "author": None,
    "passages": 1,
    "collection": "default",
}
LISTED = ROW | {
    "root": "/",
    "indexed_at": "2026-01-01T00:00:00+00:00",
    "pages": 0,
    "about": {},
    "snippet": [],
}


def test_list_search_and_page(client: TestClient) -> None:
    everything = client.get("/v1/documents").json()
    assert everything["total"] == 2
    assert everything["documents"][0] == LISTED
    found = client.get("/v1/documents", params={"query": "Сессия"}).json()
    assert found == {"documents": [LISTED], "total": 1, "facets": {}}
    page = client.get("/v1/documents", params={"offset": 1, "limit": 1}).json()
    assert [d["document_id"] for d in page["documents"]] == ["d2"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "offset=-1",
        "offset=1e9",
        "page=2",
        "query=%00",
        f"query={'a' * 501}",
    ],
)
def test_bad_paging(client: TestClient, query: str) -> None:
    reply = client.get(f"/v1/documents?{query}")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == query.partition("=")[0]


def test_read_a_document(client: TestClient) -> None:
    reply = client.get("/v1/documents/d1").json()
    assert reply == ROW | {
        "metadata": {"date": "2022-04-29", "dropped": [{"text": "12", "reason": "counter"}]},
        "text": KAZAKH.text,
        "passages": [{"passage_id": "p-d1", "start": 0, "end": 27}],
        "has_original": False,
        "reading": {"reader": "qa", "notes": [], "unread": [], "copies": []},
    }


@pytest.mark.parametrize("name", ["nope", "%00", "..%2F..%2Fetc", "d1%20", "я" * 100, "%ED%A0%80"])
def test_unknown_document(client: TestClient, name: str) -> None:
    reply = client.get(f"/v1/documents/{name}")
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"


def test_archive_in_a_nutshell(client: TestClient) -> None:
    assert client.get("/v1/archive").json() == {
        "documents": 2,
        "passages": 2,
        "languages": {"kk": 1, "ru": 1},
        "titles": ["Сессия", "<img src=x onerror=alert(1)>"],
        "suggestions": ["Сессия?", "<img src=x onerror=alert(1)>?"],
        "examples": [
            {"text": "Сессия?", "language": "kk"},
            {"text": "<img src=x onerror=alert(1)>?", "language": "ru"},
        ],
        "generation": 1,
        "upload_enabled": True,
        "collections": {"default": 2},
        "translation": False,
    }


def test_upload_then_delete(client: TestClient, archive: FakeArchive) -> None:
    files = [("files", ("жаңа құжат.txt", "мәтін".encode())), ("files", ("b.txt", b"text"))]
    reply = client.post("/v1/documents", files=files, headers=ADMIN)
    assert reply.status_code == 201
    assert reply.json() == {
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "copies": 0,
        "passages": 2,
        "stored": [
            {"document_id": "жаңа құжат.txt", "source": "жаңа құжат.txt"},
            {"document_id": "b.txt", "source": "b.txt"},
        ],
        "problems": [],
        "dropped": [],
    }
    assert archive.held["жаңа құжат.txt"].text == "мәтін"
    assert client.delete("/v1/documents/b.txt", headers=ADMIN).status_code == 204
    assert "b.txt" not in archive.held
    assert client.delete("/v1/documents/b.txt", headers=ADMIN).status_code == 404
    assert "qa_index_generation 4.0" in client.get("/metrics").text


def test_an_unreadable_file_is_reported_and_the_others_go_on(client: TestClient) -> None:
    files = [("files", ("bad.txt", b"\0")), ("files", ("b.txt", b"text"))]
    reply = client.post("/v1/documents", files=files, headers=ADMIN)
    assert reply.status_code == 201
    assert reply.json()["added"] == 1
    assert reply.json()["problems"] == [
        {
            "source": "bad.txt",
            "reason": "bad.txt: not text",
            "part": "",
            "kind": "unreadable-document",
            "told": "It cannot be read.",
        }
    ]
    kazakh = {**ADMIN, "Accept-Language": "kk-KZ,ru;q=0.8"}
    reply = client.post("/v1/documents", files=files, headers=kazakh)
    assert reply.json()["problems"][0]["told"] == "Оны оқу мүмкін болмады."


def test_nothing_readable_is_a_problem(client: TestClient) -> None:
    reply = client.post("/v1/documents", files=[("files", ("bad.txt", b"\0"))], headers=ADMIN)
    assert (reply.status_code, reply.json()["detail"]) == (422, "bad.txt: not text")


@pytest.mark.parametrize(
    "name",
    ["../a.txt", "a//b.txt", "..", ".hidden", "a\\b.txt", "/etc/passwd", "я" * 130],
)
def test_names_that_are_no_plain_names(client: TestClient, archive: FakeArchive, name: str) -> None:
    reply = client.post("/v1/documents", files=[("files", (name, b"text"))], headers=ADMIN)
    assert reply.status_code == 422
    assert "name" in reply.json()["detail"]
    assert len(archive.held) == 2


@pytest.mark.parametrize(
    ("filename", "status"),
    [(b"a\0.txt", 422), (b"a\x01.txt", 422), (b"\xff\xfe.txt", 201), (b"a%00.txt", 201)],
)
def test_names_in_raw_bytes(client: TestClient, filename: bytes, status: int) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="'
        + filename
        + b'"\r\n\r\ntext\r\n--x--\r\n'
    )
    headers: dict[str, Any] = ADMIN | {"Content-Type": "multipart/form-data; boundary=x"}
    reply = client.post("/v1/documents", content=body, headers=headers)
    assert reply.status_code == status


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "multipart/form-data; boundary=x", 422),
        (b"rubbish", "multipart/form-data; boundary=x", 400),
        (b"rubbish", "multipart/form-data", 400),
        (b"{}", "application/json", 422),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n', None, 422),
    ],
)
def test_bodies_that_are_no_upload(
    client: TestClient, content: bytes, kind: str | None, status: int
) -> None:
    headers: dict[str, Any] = ADMIN | {"Content-Type": kind or "multipart/form-data; boundary=x"}
    reply = client.post("/v1/documents", content=content, headers=headers)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_field_that_is_none_is_refused(client: TestClient, archive: FakeArchive) -> None:
    """A collection's name that was meant for another field would open what should be closed."""
    file = [("files", ("a.txt", b"text"))]
    reply = client.post("/v1/documents", files=file, data={"colection": "b"}, headers=ADMIN)
    assert (reply.status_code, "'colection'" in reply.json()["detail"]) == (422, True)
    assert "a.txt" not in archive.held


def test_too_many_files_and_too_large_ones(settings: Settings, archive: FakeArchive) -> None:
    small = settings.model_copy(
        update={"max_upload_files": 2, "max_document_bytes": 10, "max_upload_bytes": 5000}
    )
    with local_client(create_app(small, archive)) as client:  # type: ignore[arg-type]
        three = [("files", (f"{n}.txt", b"a")) for n in range(3)]
        assert client.post("/v1/documents", files=three, headers=ADMIN).status_code == 400
        large = [("files", ("a.txt", b"a" * 11))]
        reply = client.post("/v1/documents", files=large, headers=ADMIN)
        assert reply.status_code == 413
        assert reply.json()["detail"] == "a.txt: 11 bytes; at most 10 are read"
        huge = [("files", ("a.txt", b"a" * 6000))]
        reply = client.post("/v1/documents", files=huge, headers=ADMIN)
        assert reply.status_code == 413
        assert "QA_MAX_UPLOAD_BYTES" in reply.json()["detail"]
    assert len(archive.held) == 2


def reindexing(client: TestClient, state: str) -> Any:
    """The run's status, once it has the `state` that is waited for."""
    deadline = time.monotonic() + 60
    while (found := client.get("/v1/reindex", headers=ADMIN).json())["state"] != state:
        assert time.monotonic() < deadline, found
        time.sleep(0.01)
    return found


IDLE = {
    "state": "idle",
    "sources": ["/texts"],
    "progress": None,
    "report": None,
    "error": None,
}


def test_files_of_some_documents_are_read_again(client: TestClient, archive: FakeArchive) -> None:
    archive.gate.set()
    reply = client.post("/v1/reindex", headers=ADMIN, json={"documents": ["d2"]})
    assert (reply.status_code, reply.json()["sources"]) == (202, ["/texts/sub/ru.txt"])
    reindexing(client, "done")
    assert archive.read == [{"default": [Path("/texts/sub/ru.txt")]}]
    unknown = client.post("/v1/reindex", headers=ADMIN, json={"documents": ["none"]})
    assert unknown.status_code == 404
    client.post("/v1/reindex", headers=ADMIN, json={})
    reindexing(client, "done")
    assert (archive.runs, len(archive.read)) == (2, 1)


def test_folders_are_read_again_by_one_run_at_a_time(
    client: TestClient, archive: FakeArchive
) -> None:
    assert client.get("/v1/reindex", headers=ADMIN).json() == IDLE
    for _ in range(3):
        reply = client.post("/v1/reindex", headers=ADMIN)
        assert (reply.status_code, reply.json()["state"]) == (202, "running")
    while (found := reindexing(client, "running"))["progress"] is None:
        pass
    assert found["progress"]["total"] == 4
    # Questions are answered meanwhile.
    assert client.post("/v1/answers", json={"question": "What?"}).json()["status"] == "answered"
    archive.gate.set()
    assert reindexing(client, "done")["report"] == {
        "added": 2,
        "updated": 1,
        "removed": 0,
        "unchanged": 3,
        "copies": 0,
        "passages": 40,
        "stored": [],
        "problems": [
            {
                "source": "bad.pdf",
                "reason": "damaged",
                "part": "",
                "kind": "damaged-document",
                "told": "The file is damaged.",
            }
        ],
        "dropped": [{"source": "a.txt", "text": "12\n", "reason": "counter"}],
        "seconds": 1.25,
    }
    assert archive.runs == 1
    assert "qa_index_generation 2.0" in client.get("/metrics").text
    client.post("/v1/reindex", headers=ADMIN)
    reindexing(client, "done")
    assert archive.runs == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (
            BadInput("nothing to index: /texts: no such file or folder"),
            "nothing to index: /texts: no such file or folder",
        ),
        (IndexBusy("process 7 is writing"), "process 7 is writing"),
        (RuntimeError("a secret detail"), "an unexpected error; the server's log has it"),
    ],
)
def test_a_run_that_fails_says_why_and_may_be_tried_again(
    client: TestClient, archive: FakeArchive, fault: Exception, error: str
) -> None:
    archive.gate.set()
    archive.fault = fault
    client.post("/v1/reindex", headers=ADMIN)
    found = reindexing(client, "failed")
    assert (found["error"], found["report"]) == (error, None)
    archive.fault = None
    client.post("/v1/reindex", headers=ADMIN)
    assert reindexing(client, "done")["error"] is None


def test_a_run_is_stopped_after_the_document_in_hand(
    client: TestClient, archive: FakeArchive
) -> None:
    client.post("/v1/reindex", headers=ADMIN)
    reply = client.delete("/v1/reindex", headers=ADMIN)
    assert (reply.status_code, reply.json()["state"]) in [(202, "stopping"), (202, "stopped")]
    found = reindexing(client, "stopped")
    assert (found["error"], found["report"], found["progress"]["total"]) == (None, None, 4)
    assert archive.generation == 1
    archive.gate.set()
    client.post("/v1/reindex", headers=ADMIN)
    assert reindexing(client, "done")["report"]["added"] == 2


def test_without_a_run_there_is_nothing_to_stop(client: TestClient, archive: FakeArchive) -> None:
    assert client.delete("/v1/reindex", headers=ADMIN).json() == IDLE
    archive.gate.set()
    client.post("/v1/reindex", headers=ADMIN)
    done = reindexing(client, "done")
    assert client.delete("/v1/reindex", headers=ADMIN).json() == done


def test_a_server_that_stops_ends_the_run_first(settings: Settings, archive: FakeArchive) -> None:
    app = create_app(settings, archive)  # type: ignore[arg-type]
    with local_client(app) as client:
        client.post("/v1/reindex", headers=ADMIN)
    run = app.state.service.reindexing
    assert (run.state, run.error) == ("stopped", None)
    assert archive.generation == 1


ADMIN_CALLS = [
    ("POST", "/v1/reindex"),
    ("GET", "/v1/reindex"),
    ("DELETE", "/v1/reindex"),
    ("POST", "/v1/documents"),
    ("DELETE", "/v1/documents/d1"),
    ("GET", "/v1/feedback"),
]


@pytest.mark.parametrize(("method", "path"), ADMIN_CALLS)
@pytest.mark.parametrize(
    "header",
    [
        None,
        b"",
        b"Bearer",
        b"Bearer ",
        b"Bearer wrong",
        b"Basic " + KEY.encode(),
        KEY.encode(),
        b"Bearer " + KEY.encode() + b"x",
        b"Bearer \xff\xfe",
    ],
)
def test_wrong_key(client: TestClient, method: str, path: str, header: bytes | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    reply = client.request(method, path, headers=headers)  # type: ignore[arg-type]
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"
    assert KEY not in reply.text


@pytest.mark.parametrize(("method", "path"), ADMIN_CALLS)
@pytest.mark.parametrize("key", [None, ""])
def test_without_a_key_set_nobody_may(
    settings: Settings, archive: FakeArchive, method: str, path: str, key: str | None
) -> None:
    closed = Settings(data_dir=settings.data_dir, admin_key=key)  # type: ignore[arg-type]
    with local_client(create_app(closed, archive)) as client:  # type: ignore[arg-type]
        for headers, status in (({}, 403), (ADMIN, 401), ({"Authorization": "Bearer "}, 403)):
            reply = client.request(method, path, headers=headers)  # type: ignore[arg-type]
            assert reply.status_code == status
        assert client.get("/admin").status_code == 403
        assert client.get("/v1/archive").json()["upload_enabled"] is False


def test_the_key_is_checked_before_the_body_is_read(client: TestClient) -> None:
    read = []

    def body() -> Any:
        for n in range(50):
            read.append(n)
            yield b"x" * 100_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/v1/documents", content=body(), headers=headers).status_code == 401


def test_feedback_is_stored_listed_and_exported(client: TestClient) -> None:
    given = {"answer_id": "a1", "question": "Кто?", "rating": "down", "reason": "не то"}
    assert client.post("/v1/feedback", json=given).status_code == 201
    item = given | {"id": 0, "status": "open", "time": "2026-01-01T00:00:00Z"}
    assert client.get("/v1/feedback", headers=ADMIN).json() == {"feedback": [item], "total": 1}
    reply = client.get("/v1/feedback?format=jsonl", headers=ADMIN)
    assert reply.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in reply.text.splitlines()] == [item]
    assert client.get("/v1/feedback?format=csv", headers=ADMIN).status_code == 422
