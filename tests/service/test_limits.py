"""What one client can do to the others: nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.errors import TooOften
from qa.service.app import create_app
from qa.service.rates import Rates, network_of
from qa.settings import Settings
from tests.fake_archive import ADMIN, FakeArchive
from tests.local_client import local_client
from tests.small_archive import small_archive


@pytest.fixture
def open_client(settings: Settings) -> Iterator[Callable[..., tuple[TestClient, FakeArchive]]]:
    opened: list[TestClient] = []

    def make(**changed: Any) -> tuple[TestClient, FakeArchive]:
        made = settings.model_copy(update=changed)
        archive = FakeArchive(made)
        app = create_app(made, archive)  # type: ignore[arg-type]
        app.state.service.rates._clock = lambda: 0.0  # a minute that does not end
        client = local_client(app)
        opened.append(client.__enter__())
        return client, archive

    yield make
    for client in opened:
        client.__exit__(None, None, None)


def test_any_number_of_checks_leaves_room_for_all_else(open_client: Any) -> None:
    client, archive = open_client(checks_per_minute=0)
    with ThreadPoolExecutor(36) as threads:
        sent = [threads.submit(client.post, "/v1/check", json={"text": "wait"}) for _ in range(36)]
        while "qa_requests_inside 5.0" not in client.get("/metrics").text:
            time.sleep(0.01)
        for path, body in (("answers", {"question": "What?"}), ("search", {"query": "What"})):
            assert client.post(f"/v1/{path}", json=body).status_code == 200
        for path in ("/v1/documents", "/v1/documents/d1", "/v1/archive", "/livez", "/readyz"):
            assert client.get(path).status_code == 200
        assert (
            client.post("/v1/feedback", json={"answer_id": "a", "rating": "up"}).status_code == 201
        )
        archive.gate.set()
        statuses = [one.result().status_code for one in sent]
    assert sorted(set(statuses)) == [200, 429]
    assert statuses.count(200) == 5


def test_a_check_has_its_time(open_client: Any) -> None:
    client, archive = open_client(check_seconds=0.05)
    reply = client.post("/v1/check", json={"text": "wait"})
    assert (reply.status_code, reply.json()["type"]) == (503, "/problems/stopped")
    assert archive.stopped.is_set()


def test_long_checks_count_as_several(open_client: Any) -> None:
    client, _ = open_client(checks_per_minute=25)
    long = {"text": "A.", "sources": [{"id": "s", "text": "а" * 190_000}]}
    assert client.post("/v1/check", json=long).status_code == 200
    refused = client.post("/v1/check", json=long)
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-often")
    assert 30 < int(refused.headers["retry-after"]) <= 60
    assert client.post("/v1/check", json={"text": "A."}).status_code == 200


def test_guessing_a_key_is_slow_and_logged(
    open_client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client, _ = open_client(guesses_per_minute=10)
    statuses = [
        client.get("/v1/feedback", headers={"Authorization": f"Bearer {n}"}).status_code
        for n in range(300)
    ]
    assert (statuses.count(401), statuses.count(429)) == (10, 290)
    assert "a wrong key from testclient" in caplog.text
    # Neither does the right one get by: it would tell which guess was right.
    assert client.get("/v1/feedback", headers=ADMIN).status_code == 429


def test_uploads_and_ratings_are_counted(open_client: Any) -> None:
    client, archive = open_client(uploads_per_minute=3, feedback_per_minute=2)
    files = [("files", (f"{n}.txt", b"a")) for n in range(2)]
    sent = [client.post("/v1/documents", files=files, headers=ADMIN) for _ in range(2)]
    assert [reply.status_code for reply in sent] == [201, 429]
    rating = {"answer_id": "a", "rating": "up"}
    given = [client.post("/v1/feedback", json=rating).status_code for _ in range(4)]
    assert given == [201, 201, 429, 429]
    assert len(archive.given) == 2


def test_a_body_of_unknown_fields_is_refused_quickly(open_client: Any) -> None:
    client, _ = open_client()
    body = '{"question": 1,' + ",".join(f'"k{n}": 0' for n in range(300_000)) + "}"
    assert len(body) < 4_000_000
    began = time.process_time()
    reply = client.post("/v1/answers", content=body, headers={"Content-Type": "application/json"})
    assert time.process_time() - began < 2
    assert reply.status_code == 422
    errors = reply.json()["errors"]
    assert len(errors) == 20
    assert errors[0]["pointer"] == "/question"
    assert errors[1] == {"pointer": "/k0", "detail": "unknown field"}


def test_of_a_list_the_first_wrong_item_is_enough(open_client: Any) -> None:
    client, _ = open_client()
    body = {"question": "What?", "history": [{"role": "user"}] * 1000}
    errors = client.post("/v1/answers", json=body).json()["errors"]
    assert errors == [{"pointer": "/history/0/content", "detail": "Field required"}]


def test_invented_methods_are_one_label(client: TestClient) -> None:
    for number in range(50):
        client.request(f"INVENTED{number}", "/v1/answers")
    text = client.get("/metrics").text
    assert "INVENTED" not in text
    assert 'method="other"' in text


def test_feedback_comes_in_pages(client: TestClient, archive: FakeArchive) -> None:
    for number in range(5):
        archive.add_feedback(answer_id=str(number), question="", rating="up", reason="")
    page = client.get("/v1/feedback?offset=1&limit=2", headers=ADMIN).json()["feedback"]
    assert [item["answer_id"] for item in page] == ["1", "2"]
    lines = client.get("/v1/feedback?format=jsonl&offset=4", headers=ADMIN).text
    assert len(lines.splitlines()) == 1


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_fills_up_evenly() -> None:
    clock = Clock()
    rates = Rates({"check": 6, "free": 0}, clock)
    for _ in range(6):
        rates.take("check", "a")
    with pytest.raises(TooOften, match="try again in 10 s") as caught:
        rates.take("check", "a")
    assert caught.value.seconds == 10
    rates.take("check", "b")  # another client's own
    clock.now = 10
    rates.take("check", "a")
    with pytest.raises(TooOften):
        rates.take("check", "a")
    clock.now = 1000
    for _ in range(6):
        rates.take("check", "a")
    for _ in range(1000):
        rates.take("free", "a")


def test_what_costs_more_than_a_minute_is_let_by_and_paid_for() -> None:
    clock = Clock()
    rates = Rates({"check": 10}, clock)
    rates.take("check", "a", 25)
    clock.now = 60
    with pytest.raises(TooOften):
        rates.take("check", "a")
    clock.now = 60 + 36
    rates.take("check", "a")


def test_clients_that_are_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.service.rates.REMEMBERED", 100)
    rates = Rates({"check": 1}, Clock())
    for number in range(1000):
        rates.take("check", str(number))
    assert len(rates._buckets) == 100
    with pytest.raises(TooOften):
        rates.take("check", "999")


def test_a_household_is_one_client() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:2") == "2001:db8::/64"
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") == "10.0.0.1"
    assert network_of("testclient") == "testclient"


def test_a_client_that_goes_stops_its_work(settings: Settings) -> None:
    archive = FakeArchive(settings)
    app = create_app(settings, archive)  # type: ignore[arg-type]
    for path, body in (
        ("/v1/answers", b'{"question": "wait"}'),
        ("/v1/check", b'{"text": "wait"}'),
    ):
        archive.stopped.clear()
        archive.asked.clear()
        leave(app, path, body, lambda: bool(archive.asked or archive.checked))
        assert archive.stopped.wait(30), path


def leave(app: Any, path: str, body: bytes, begun: Callable[[], bool]) -> None:
    """Send a request and go once it is worked at, before it is answered."""
    import asyncio

    async def going() -> None:
        sent = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, Any]:
            message = next(sent, None)
            if message is None:
                while not begun():
                    await asyncio.sleep(0.01)
                return {"type": "http.disconnect"}
            return message

        async def send(message: dict[str, Any]) -> None:
            pass

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        await app(scope, receive, send)

    thread = threading.Thread(target=lambda: asyncio.run(going()))
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


@pytest.mark.parametrize("blanks", [" " * 6_001, "\n" * 6_001, "\u00a0" * 6_001])
def test_a_check_of_blanks_is_no_fault_of_the_server(tmp_path: Path, blanks: str) -> None:
    with closing(small_archive(tmp_path)) as archive:
        client = local_client(create_app(archive.settings, archive))
        body = {"text": "The fund helped people.", "sources": [{"id": "s", "text": blanks}]}
        (claim,) = client.post("/v1/check", json=body).json()["claims"]
        assert claim["verdict"] == "unsupported"
        assert client.post("/v1/check", json={"text": blanks}).status_code == 422
