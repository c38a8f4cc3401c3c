"""The service over a real archive: what is said of spans holds, and what is added is found."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from qa.archive import Archive
from qa.index.lock import writer_lock
from qa.indexing import IndexReport, OnProgress, Progress
from qa.service.app import create_app
from tests.fake_archive import ADMIN, KEY
from tests.local_client import local_client
from tests.service.test_asking import read_events
from tests.small_archive import TEXTS, small_archive


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Archive]:
    opened = small_archive(tmp_path, admin_key=KEY, refuse_below=0.0)
    yield opened
    opened.close()


@pytest.fixture
def client(real: Archive) -> Iterator[TestClient]:
    with local_client(create_app(real.settings, real)) as opened:
        yield opened


def text_of(client: TestClient, document_id: str) -> str:
    text = client.get(f"/v1/documents/{document_id}").json()["text"]
    assert isinstance(text, str)
    return text


def test_citations_are_spans_of_the_stored_text(client: TestClient) -> None:
    answer = client.post("/v1/answers", json={"question": "Кому помог фонд?"}).json()
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        text = text_of(client, citation["document_id"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    for claim in answer["claims"]:
        assert answer["text"][claim["start"] : claim["end"]] == claim["text"]


def test_stream_and_plain_answer_are_the_same(client: TestClient) -> None:
    question = {"question": "Кому помог фонд?"}
    plain = client.post("/v1/answers", json=question).json()
    events = read_events(client.post("/v1/answers", json=question | {"stream": True}).text)
    done = dict(events)["done"]
    ignored = {"id": "", "timings_ms": {}}
    assert done | ignored == plain | ignored
    assert [data for name, data in events if name == "claim"] == plain["claims"]
    assert [data for name, data in events if name == "citation"] == plain["citations"]
    order = [name for name, _ in events]
    assert events[0] == (
        "start",
        {**question, "resolved_question": plain["resolved_question"], "language": "ru"},
    )
    assert order[-2:] == ["text", "done"]


def test_hits_and_evidence_are_spans_too(client: TestClient) -> None:
    for hit in client.post("/v1/search", json={"query": "фонд помог"}).json()["hits"]:
        assert text_of(client, hit["document_id"])[hit["start"] : hit["end"]] == hit["text"]
    report = client.post("/v1/check", json={"text": "Фонд помог людям."}).json()
    assert report["claims"][0]["verdict"] == "quoted"
    for evidence in report["claims"][0]["evidence"]:
        text = text_of(client, evidence["source_id"])
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_filters_hold(client: TestClient) -> None:
    body = {"query": "фонд fund қор", "filters": {"languages": ["en"]}}
    assert {h["source"] for h in client.post("/v1/search", json=body).json()["hits"]} == {"en.txt"}
    body = {"query": "фонд fund қор", "filters": {"sources": ["kk.txt"]}}
    assert {h["source"] for h in client.post("/v1/search", json=body).json()["hits"]} == {"kk.txt"}


def test_what_is_uploaded_is_found_at_once_and_gone_after_deletion(client: TestClient) -> None:
    before = client.get("/v1/archive").json()
    files = [("files", ("жаңа.txt", "Кітапхана ашылды. Кітапхана жаңа.".encode()))]
    assert client.post("/v1/documents", files=files, headers=ADMIN).json()["added"] == 1
    again = client.post("/v1/documents", files=files, headers=ADMIN).json()
    assert (again["added"], again["unchanged"], again["passages"]) == (0, 1, 0)
    after = client.get("/v1/archive").json()
    assert after["documents"] == before["documents"] + 1 == len(TEXTS) + 1
    assert after["generation"] > before["generation"]
    hits = client.post("/v1/search", json={"query": "Кітапхана", "top_k": 1}).json()["hits"]
    assert [hit["source"] for hit in hits] == ["жаңа.txt"]
    path = f"/v1/documents/{hits[0]['document_id']}"
    assert client.delete(path, headers=ADMIN).status_code == 204
    assert client.get(path).status_code == 404
    hits = client.post("/v1/search", json={"query": "Кітапхана"}).json()["hits"]
    assert "жаңа.txt" not in {hit["source"] for hit in hits}


GOING_ON = ("running", "stopping")


def reindexed(client: TestClient) -> dict[str, Any]:
    assert client.post("/v1/reindex", headers=ADMIN).status_code == 202
    return ended(client)


def ended(client: TestClient) -> dict[str, Any]:
    while (found := client.get("/v1/reindex", headers=ADMIN).json())["state"] in GOING_ON:
        time.sleep(0.01)
    return cast("dict[str, Any]", found)


def test_folders_are_read_again(client: TestClient, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    (texts / "new.txt").write_text("Библиотека открыта.", "utf-8")
    (texts / "kk.txt").write_text("Қор жабылды.", "utf-8")
    (texts / "en.txt").unlink()
    (texts / "bad.txt").write_bytes(b"")
    files = [("files", ("жаңа.txt", "Кітапхана ашылды.".encode()))]
    client.post("/v1/documents", files=files, headers=ADMIN)
    found = reindexed(client)
    report = found["report"]
    counts = {name: report[name] for name in ("added", "updated", "removed", "unchanged")}
    assert counts == {"added": 1, "updated": 1, "removed": 1, "unchanged": 1}
    assert [problem["source"] for problem in report["problems"]] == ["bad.txt"]
    assert found["sources"] == [str(texts)]
    assert found["progress"] == {"documents": 3, "total": 3, "passages": 2, "source": ""}
    listed = client.get("/v1/documents").json()["documents"]
    assert {d["source"] for d in listed} == {"kk.txt", "new.txt", "ru.txt", "жаңа.txt"}
    hits = client.post("/v1/search", json={"query": "Библиотека", "top_k": 1}).json()["hits"]
    assert [hit["source"] for hit in hits] == ["new.txt"]
    assert reindexed(client)["report"]["added"] == 0


def test_a_run_that_is_stopped_keeps_what_it_read_and_loses_nothing(
    client: TestClient, real: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = tmp_path / "texts"
    for number in range(4):
        (texts / f"new{number}.txt").write_text(f"Библиотека {number} открыта.", "utf-8")
    (texts / "en.txt").unlink()
    in_hand, stopped = threading.Event(), threading.Event()
    whole = real.reindex

    def reindex(on_progress: OnProgress) -> IndexReport:
        def told(progress: Progress) -> None:
            if progress.documents == 2:
                in_hand.set()
                stopped.wait(60)
            on_progress(progress)

        return whole(told)

    with monkeypatch.context() as patch:
        patch.setattr(real, "reindex", reindex)
        client.post("/v1/reindex", headers=ADMIN)
        assert in_hand.wait(60)
        assert client.delete("/v1/reindex", headers=ADMIN).json()["state"] == "stopping"
        stopped.set()
        found = ended(client)
    assert (found["state"], found["report"], found["error"]) == ("stopped", None, None)
    assert found["progress"] == {
        "documents": 2,
        "total": 4,
        "passages": 2,
        "source": "new2.txt",
    }
    listed = {d["source"] for d in client.get("/v1/documents").json()["documents"]}
    assert listed == {*TEXTS, "new0.txt", "new1.txt"}
    assert client.get("/v1/archive").json()["documents"] == len(listed)
    hits = client.post("/v1/search", json={"query": "Библиотека", "merge": False}).json()["hits"]
    assert {"new0.txt", "new1.txt"} <= {hit["source"] for hit in hits}
    report = reindexed(client)["report"]
    assert (report["added"], report["removed"], report["unchanged"]) == (2, 1, 4)


def test_a_folder_that_is_gone_loses_nothing(client: TestClient, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.rename(tmp_path / "elsewhere")
    found = reindexed(client)
    assert (found["state"], found["error"]) == (
        "failed",
        f"nothing to index: {texts}: no such file or folder",
    )
    assert client.get("/v1/documents").json()["total"] == len(TEXTS)


def test_reading_again_while_another_process_writes_is_refused(
    client: TestClient, tmp_path: Path
) -> None:
    with writer_lock(tmp_path / "data"):
        found = reindexed(client)
    assert found["state"] == "failed"
    assert "is writing to the index" in found["error"]


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.exe", b"MZ", 415),
        ("a.txt", b"", 422),
        ("a.txt", b"\x00\x01\x02" * 100, 422),
        ("a.docx", b"PK\x03\x04 broken", 422),
        ("a.pdf", b"%PDF-1.7 broken", 422),
        ("noending", b"text", 415),
        ("con.txt", b"text", 422),
    ],
)
def test_hostile_files_are_refused(client: TestClient, name: str, data: bytes, status: int) -> None:
    reply = client.post("/v1/documents", files=[("files", (name, data))], headers=ADMIN)
    assert reply.status_code == status, reply.text
    assert name.partition(".")[0] in reply.json()["detail"]
    assert client.get("/v1/archive").json()["documents"] == len(TEXTS)


@pytest.mark.parametrize("question", ["", " ", "?!", "😀🎉", "\u200b\u202e", "а" * 2001])
def test_questions_without_words_or_end(client: TestClient, question: str) -> None:
    for path, field in (("answers", "question"), ("search", "query")):
        reply = client.post(f"/v1/{path}", json={field: question})
        assert (reply.status_code, reply.json()["type"]) == (422, "/problems/bad-question")


@pytest.mark.parametrize(
    "question", ["а" * 2000, "\u202eфонд\u2069?", "<img src=x>", "' OR 1=1 --", '" * NEAR(', "١٢٣"]
)
def test_odd_questions_are_answered_or_refused(client: TestClient, question: str) -> None:
    reply = client.post("/v1/answers", json={"question": question})
    assert reply.status_code == 200
    assert reply.json()["question"] == question


def test_feedback_comes_back(client: TestClient) -> None:
    given = {"answer_id": "a", "question": "Кто?", "rating": "up", "reason": ""}
    assert client.post("/v1/feedback", json=given).status_code == 201
    (item,) = client.get("/v1/feedback", headers=ADMIN).json()["feedback"]
    assert given.items() <= item.items()
