"""Behind a proxy: whose word counts, and a site that is not at the root."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.errors import SettingsError
from qa.service.app import create_app
from qa.service.forwarded import networks
from qa.settings import Settings
from tests.fake_archive import FakeArchive

Behind = Callable[..., TestClient]


@pytest.fixture
def behind(settings: Settings) -> Iterator[Behind]:
    """A client whose address is `peer`."""
    opened: list[TestClient] = []

    def make(peer: str = "127.0.0.1", **changed: Any) -> TestClient:
        made = settings.model_copy(update=changed)
        app = create_app(made, FakeArchive(made))  # type: ignore[arg-type]
        client = TestClient(app, base_url="http://localhost", client=(peer, 1))
        opened.append(client.__enter__())
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


PREFIX = {"X-Forwarded-Prefix": "/archive"}


@pytest.mark.parametrize("path", ["", "/archive"])
def test_a_prefix_that_was_taken_off_or_not(behind: Behind, path: str) -> None:
    client = behind()
    assert client.get(f"{path}/v1/documents/d1", headers=PREFIX).json()["document_id"] == "d1"
    assert client.get(f"{path}/", headers=PREFIX).status_code == 200
    assert client.get(f"{path}/static/pages/index.js", headers=PREFIX).status_code == 200
    problem = client.get(f"{path}/v1/documents/no", headers=PREFIX).json()
    assert problem["type"] == "/archive/problems/not-found"
    assert problem["instance"] == "/archive/v1/documents/no"
    spec = client.get(f"{path}/openapi.json", headers=PREFIX).json()
    assert spec["servers"] == [{"url": "/archive"}]


def test_a_prefix_by_the_settings(behind: Behind) -> None:
    client = behind(path_prefix="/archive/")
    for path in ("/archive/v1/archive", "/v1/archive"):
        reply = client.get(path)
        assert reply.status_code == 200
        assert reply.headers["cache-control"] == "no-store"
    assert "servers" not in behind().get("/openapi.json").json()


@pytest.mark.parametrize("given", ["//evil.example", "/a/../b", "archive", "/a b", "/a?b", "/<b>"])
def test_a_prefix_that_is_no_path_is_not_believed(behind: Behind, given: str) -> None:
    problem = behind().get("/v1/documents/no", headers={"X-Forwarded-Prefix": given}).json()
    assert problem["type"] == "/problems/not-found"


def test_only_proxies_are_believed(behind: Behind) -> None:
    headers = {**PREFIX, "X-Forwarded-For": "10.1.2.3"}
    far = behind("192.0.2.1", guesses_per_minute=1)
    assert far.get("/v1/documents/no", headers=headers).json()["type"] == "/problems/not-found"
    # Whoever is believed is counted by the address that the proxy tells.
    for client, statuses in ((far, [401, 429]), (behind(guesses_per_minute=1), [401, 401])):
        found = [
            client.get(
                "/v1/feedback",
                headers={"Authorization": "Bearer no", "X-Forwarded-For": f"10.1.2.{n}"},
            ).status_code
            for n in range(2)
        ]
        assert found == statuses


def test_what_is_no_address_is_refused() -> None:
    assert len(networks(("10.0.0.0/8", "::1"))) == 2
    with pytest.raises(SettingsError, match="QA_TRUSTED_PROXIES"):
        networks(("proxy.example",))
