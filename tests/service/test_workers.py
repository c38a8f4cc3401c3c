"""Processes that answer: as the archive itself would, replaced when they die."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from qa.errors import ArchiveError, NotFound, NotReady, QuestionError, Stopped
from qa.service import workers
from qa.service.app import create_app
from qa.service.workers import MEMORY_EACH, Workers, _fitting
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE, Citation, Understood
from tests.fake_archive import FakeArchive
from tests.local_client import local_client
from tests.service.test_health import install_pipeline, wait_for

OPENING = """
import os, time
from tests.fake_archive import FakeArchive
from qa.errors import ArchiveError

class Archive(FakeArchive):
    def ask(self, question, **named):
        if question == "Does anybody listen?":
            raise ArchiveError("yes" if named.get("on_event") else "nobody")
        return super().ask(question, **named)

    def search(self, query, **named):
        if query == "die":
            os._exit(9)
        return super().search(query, **named)

    def check(self, text, sources=None, **named):
        if text == "stubborn":
            time.sleep(60)
        return super().check(text, sources, **named)

def opening(settings):
    if settings.model == "none":
        raise ArchiveError("no index here")
    return Archive(settings)
""".replace("\n\n", "\n")


@pytest.fixture(autouse=True)
def _opening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "OPENING", f"exec({OPENING!r})")


@pytest.fixture
def two(settings: Settings) -> Iterator[Workers]:
    made = Workers(settings, 2)
    yield made
    made.close()


def test_a_worker_answers_as_the_archive_does(two: Workers, settings: Settings) -> None:
    archive = FakeArchive(settings)
    events: list[object] = []
    answer = two.within(WHOLE_ARCHIVE).ask("What was founded?", on_event=events.append)
    assert answer == archive.ask("What was founded?")
    assert [type(event) for event in events] == [Understood, Citation]
    both = (two.within(WHOLE_ARCHIVE), archive)
    found, expected = (one.search("қор", top_k=1, explain=True) for one in both)
    assert (found.hits, found.constraints) == (expected.hits, expected.constraints)
    assert two.within(WHOLE_ARCHIVE).check("Қор.").claims == archive.check("Қор.").claims
    with pytest.raises(QuestionError, match="the question has no words"):
        two.within(WHOLE_ARCHIVE).ask("?!")
    with pytest.raises(RuntimeError, match="RuntimeError in a worker"):
        two.within(WHOLE_ARCHIVE).ask("crash")


def test_an_archive_is_told_whether_somebody_listens(two: Workers) -> None:
    """Where nobody does it may begin again, for its database may break off."""
    with pytest.raises(ArchiveError, match="nobody"):
        two.within(WHOLE_ARCHIVE).ask("Does anybody listen?")
    with pytest.raises(ArchiveError, match="yes"):
        two.within(WHOLE_ARCHIVE).ask("Does anybody listen?", on_event=print)


def test_workers_answer_at_the_same_time(two: Workers) -> None:
    two.start()
    two.wait()
    began = time.monotonic()
    stop = threading.Event()
    found: list[object] = []
    both = [
        threading.Thread(
            target=lambda: found.append(
                two.within(WHOLE_ARCHIVE).ask("wait", should_stop=stop.is_set)
            )
        )
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    wait_for(lambda: two._places.empty())
    stop.set()
    for thread in both:
        thread.join()
    assert len(found) == 2
    assert time.monotonic() - began < 60


def test_one_that_dies_is_replaced(two: Workers, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotReady, match="died"):
        two.within(WHOLE_ARCHIVE).search("die")
    assert "a worker died" in caplog.text
    assert two.within(WHOLE_ARCHIVE).search("қор").hits
    assert len(two._alive) <= 2


def test_one_that_does_not_stop_is_killed(two: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "STUBBORN_SECONDS", 0.2)
    two.start()
    two.wait()
    with pytest.raises(Stopped):
        two.within(WHOLE_ARCHIVE).check("stubborn", should_stop=lambda: True)
    assert len(two._alive) == 1
    with pytest.raises(Stopped):
        two.within(WHOLE_ARCHIVE).check("wait", should_stop=lambda: True)
    assert two.within(WHOLE_ARCHIVE).check("Қор.").claims


def test_what_cannot_be_opened_is_said(settings: Settings) -> None:
    made = Workers(settings.model_copy(update={"model": "none"}), 1)
    made.start()
    with pytest.raises(ArchiveError, match="no index here"):
        made.wait()
    made.close()
    with pytest.raises(NotReady, match="being stopped"):
        made.within(WHOLE_ARCHIVE).ask("What?")


def test_the_service_hands_over(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, archive: FakeArchive
) -> None:
    install_pipeline(monkeypatch, lambda _: archive)
    with local_client(create_app(settings.model_copy(update={"workers": 1}))) as client:
        wait_for(lambda: client.get("/readyz").status_code == 200)
        asked = {"question": "What was founded?"}
        assert client.post("/v1/answers", json=asked).json()["status"] == "answered"
        streamed = client.post("/v1/answers", json=asked | {"stream": True}).text
        assert "event: done" in streamed
        assert client.post("/v1/check", json={"text": "Қор."}).status_code == 200
        assert client.get("/v1/documents/nope").status_code == NotFound.status
    assert archive.asked == [] == archive.checked


def test_workers_are_as_many_as_cores_and_memory_allow() -> None:
    each = MEMORY_EACH
    assert _fitting(1, 64 * each) == 0
    assert _fitting(2, None) == 0
    assert _fitting(2, 3 * each - 1) == 0
    assert _fitting(2, 3 * each) == 1
    assert _fitting(2, 64 * each) == 2
    assert _fitting(64, 64 * each) == 4
