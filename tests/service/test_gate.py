"""How much work is taken on, and what happens to the rest."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from qa.errors import Busy
from qa.service.app import create_app
from qa.service.gate import Gate
from qa.service.streaming import happenings
from qa.settings import Settings
from qa.types import Citation, Understood
from tests.fake_archive import FakeArchive
from tests.local_client import local_client


async def test_work_beyond_the_line_is_refused_at_once() -> None:
    gate = Gate(1, 1)
    go = threading.Event()
    running = asyncio.create_task(gate.run(lambda: go.wait(60)))
    waiting = asyncio.create_task(gate.run(lambda: "second"))
    while gate.inside < 2:
        await asyncio.sleep(0.01)
    with pytest.raises(Busy, match="2 requests"):
        await gate.run(lambda: "third")
    go.set()
    assert await running is True
    assert await waiting == "second"
    assert gate.inside == 0
    assert await gate.run(lambda: "fourth") == "fourth"


async def test_a_failure_leaves_the_line() -> None:
    gate = Gate(1, 0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await gate.run(lambda: 1 / 0)
    assert gate.inside == 0


def test_busy_over_http(settings: Settings, archive: FakeArchive) -> None:
    narrow = settings.model_copy(update={"max_concurrent": 1, "max_waiting": 0})
    app = create_app(narrow, archive)  # type: ignore[arg-type]
    with local_client(app) as client:
        first = threading.Thread(
            target=client.post, args=("/v1/search",), kwargs={"json": {"query": "wait"}}
        )
        first.start()
        while app.state.service.gate.inside == 0:
            time.sleep(0.01)
        for body in ({"question": "What?"}, {"question": "What?", "stream": True}):
            reply = client.post("/v1/answers", json=body)
            assert (reply.status_code, reply.headers["retry-after"]) == (429, "1")
            assert reply.json()["type"] == "/problems/busy"
        assert client.get("/livez").status_code == 200
        archive.gate.set()
        first.join()
        assert client.post("/v1/answers", json={"question": "What?"}).status_code == 200


async def test_leaving_a_stream_stops_the_work(archive: FakeArchive) -> None:
    gate = Gate(1, 0)
    stream = happenings(gate, lambda **how: archive.ask("wait", **how))
    assert isinstance(await anext(stream), Understood)
    assert isinstance(await anext(stream), Citation)
    assert not archive.stopped.is_set()
    await stream.aclose()
    assert await asyncio.to_thread(archive.stopped.wait, 60)
    while gate.inside:
        await asyncio.sleep(0.01)
