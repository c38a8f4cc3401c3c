"""Alive, ready, measured; loading, failing to load, and following the index."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from qa.archive import Archive
from qa.errors import ArchiveError
from qa.examples import Example
from qa.service.app import create_app
from qa.service.state import Service
from qa.settings import Settings
from qa.types import Language
from tests.fake_archive import FakeArchive, pipeline_of
from tests.local_client import local_client

PATIENCE = 30.0  # seconds: tests may run beside other work


def install_pipeline(monkeypatch: pytest.MonkeyPatch, opening: Callable[[Settings], Any]) -> None:
    monkeypatch.setitem(sys.modules, "qa.pipeline", pipeline_of(opening))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited for {PATIENCE:.0f} seconds"
        time.sleep(0.01)


def test_alive_before_ready(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, archive: FakeArchive
) -> None:
    loaded = threading.Event()

    def opening(_: Settings) -> FakeArchive:
        loaded.wait(PATIENCE)
        return archive

    install_pipeline(monkeypatch, opening)
    with local_client(create_app(settings)) as client:
        assert client.get("/livez").status_code == 200
        reply = client.get("/readyz")
        assert (reply.status_code, reply.json()["type"]) == (503, "/problems/not-ready")
        assert reply.headers["retry-after"] == "2"
        assert client.post("/v1/answers", json={"question": "What?"}).status_code == 503
        loaded.set()
        wait_for(lambda: client.get("/readyz").status_code == 200)
        assert client.post("/v1/answers", json={"question": "What?"}).status_code == 200
    assert archive.closed


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (ArchiveError("no index in /data; run `qa index`"), "no index in /data; run `qa index`"),
        (RuntimeError("a secret"), "the archive could not be loaded; the server's log says why"),
    ],
)
def test_a_failure_to_load_is_said(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, error: Exception, detail: str
) -> None:
    def opening(_: Settings) -> FakeArchive:
        raise error

    install_pipeline(monkeypatch, opening)
    app = create_app(settings)
    told: list[Exception] = []
    app.state.service.on_failure = told.append
    with local_client(app) as client:
        wait_for(lambda: bool(told))
        assert told == [error]
        reply = client.get("/readyz")
        assert (reply.status_code, reply.json()["detail"]) == (503, detail)
        assert client.get("/livez").status_code == 200


def test_a_new_generation_is_followed(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, archive: FakeArchive
) -> None:
    monkeypatch.setattr("qa.service.state.REFRESH_SECONDS", 0.01)
    refreshed = threading.Event()

    def refresh() -> bool:
        archive.generation = 7
        refreshed.set()
        return True

    monkeypatch.setattr(archive, "refresh", refresh)
    with local_client(create_app(settings, archive)) as client:  # type: ignore[arg-type]
        assert refreshed.wait(PATIENCE)
        wait_for(lambda: "qa_index_generation 7.0" in client.get("/metrics").text)


def test_a_failing_refresh_keeps_the_old_index(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, archive: FakeArchive
) -> None:
    monkeypatch.setattr("qa.service.state.REFRESH_SECONDS", 0.01)
    tries = []

    def refresh() -> bool:
        tries.append(1)
        raise ArchiveError("damaged")

    monkeypatch.setattr(archive, "refresh", refresh)
    with local_client(create_app(settings, archive)) as client:  # type: ignore[arg-type]
        wait_for(lambda: len(tries) > 2)
        assert client.get("/readyz").status_code == 200


def test_examples_follow_the_archive_and_outlive_a_failure(
    settings: Settings, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(settings, archive)  # type: ignore[arg-type]
    opened = cast("Archive", archive)
    russian = Example("<img src=x onerror=alert(1)>?", Language.RUSSIAN)
    assert service.examples(opened) == (Example("Сессия?", Language.KAZAKH), russian)
    archive.delete("d1")
    service.refresh()
    assert service.examples(opened) == (russian,)
    tries: list[int] = []

    def fail() -> tuple[Example, ...]:
        tries.append(archive.generation)
        raise OSError("no")

    monkeypatch.setattr(archive, "examples", fail)
    archive.generation += 1
    for _ in range(3):
        service.refresh()
    assert tries == [archive.generation]  # not tried again and again
    assert service.examples(opened) == (russian,)


def test_examples_that_take_long_are_found_a_tenth_of_the_time(
    settings: Settings, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    clock = SimpleNamespace(time=lambda: 0.0, monotonic=lambda: now[0])
    monkeypatch.setattr("qa.service.state.time", clock)
    service = Service(settings, archive)  # type: ignore[arg-type]
    tries: list[float] = []

    def slow() -> tuple[Example, ...]:
        tries.append(now[0])
        now[0] += 2.0
        return ()

    monkeypatch.setattr(archive, "examples", slow)
    while now[0] < 143.0:
        archive.generation += 1
        service.refresh()
        now[0] += 1.0
    assert tries == [100.0, 120.0, 140.0]


def test_stages_and_verdicts_are_counted(client: TestClient) -> None:
    client.post("/v1/answers", json={"question": "Which fund?"})
    client.post("/v1/check", json={"text": "Қор 50."})
    client.post("/v1/translate", json={"document_id": "d1", "start": 0, "end": 9, "language": "ru"})
    text = client.get("/metrics").text
    for stage in ("embed", "search", "read", "select", "check", "generate", "translate"):
        assert f'qa_stage_seconds_count{{stage="{stage}"}}' in text
    assert 'qa_verdicts_total{judged="answer",verdict="quoted"} 1.0' in text
    assert 'qa_verdicts_total{judged="check",verdict="contradicted"} 1.0' in text
    assert 'qa_verdicts_total{judged="translation",verdict="contradicted"} 1.0' in text


def test_metrics_count_by_route_and_status(client: TestClient) -> None:
    client.post("/v1/answers", json={"question": "What?"})
    client.post("/v1/answers", json={"question": "unknown"})
    client.post("/v1/answers", json={"question": "What?", "stream": True})
    client.get("/v1/documents/d1")
    client.get("/v1/documents/nope")
    client.get("/nowhere/1")
    client.get("/nowhere/2")
    text = client.get("/metrics").text
    for line in (
        'qa_answers_total{language="en",status="answered"} 2.0',
        'qa_answers_total{language="en",status="refused"} 1.0',
        'qa_http_requests_total{method="POST",route="/v1/answers",status="200"} 3.0',
        'qa_http_requests_total{method="GET",route="/v1/documents/{document_id}",status="404"} 1.0',
        'qa_http_requests_total{method="GET",route="other",status="404"} 2.0',
        "qa_index_generation 1.0",
        "qa_documents 2.0",
        "qa_ready 1.0",
    ):
        assert line in text.splitlines()


def test_applications_count_apart(settings: Settings, archive: FakeArchive) -> None:
    with local_client(create_app(settings, archive)) as one:  # type: ignore[arg-type]
        one.post("/v1/answers", json={"question": "What?"})
    with local_client(create_app(settings, archive)) as two:  # type: ignore[arg-type]
        assert 'status="answered"' not in two.get("/metrics").text


def test_problem_types_explain_themselves(client: TestClient) -> None:
    kind = client.get("/v1/documents/nope").json()["type"]
    assert client.get(kind).text.startswith("404 not-found")
    broken = client.post("/v1/answers", content=b"{", headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["type"]) == (400, "/problems/bad-input")
    assert client.get(broken.json()["type"]).text.startswith("400 or 422 bad-input")
    assert client.get("/problems/none").status_code == 404
