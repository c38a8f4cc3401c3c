"""What every response carries, and who may read it from another site."""

from __future__ import annotations

import logging

import pytest
from fastapi.testclient import TestClient

from qa.service.app import create_app
from qa.service.headers import DATA_POLICY, PAGE_POLICY
from qa.settings import Settings
from tests.fake_archive import FakeArchive
from tests.local_client import local_client

SITE = "https://library.example"


@pytest.fixture
def shared(settings: Settings, archive: FakeArchive) -> TestClient:
    allowed = settings.model_copy(update={"cors_origins": (SITE,)})
    return local_client(create_app(allowed, archive))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "status"), [("/livez", 200), ("/nowhere", 404), ("/v1/answers", 405)]
)
def test_every_response_is_safe_in_a_browser(client: TestClient, path: str, status: int) -> None:
    reply = client.get(path)
    assert reply.status_code == status
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert reply.headers["content-security-policy"] == DATA_POLICY
    assert len(reply.headers["x-request-id"]) == 32


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/d1", "/admin"])
def test_pages_have_the_strict_policy(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-security-policy"] == PAGE_POLICY
    assert reply.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pages_are_the_same_for_every_document(client: TestClient) -> None:
    hostile = client.get("/documents/%3Cimg%20src=x%20onerror=alert(1)%3E")
    assert hostile.content == client.get("/documents/d1").content


def test_pages_answer_to_head(client: TestClient) -> None:
    reply = client.head("/")
    assert (reply.status_code, reply.content) == (200, b"")


def test_widget_is_a_script(client: TestClient) -> None:
    reply = client.get("/widget.js")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/none.js"]
)
def test_static_files_do_not_lead_elsewhere(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-1.2_3", True), ("a" * 65, False), ("a b", False), ("<b>", False)]
)
def test_request_id_is_kept_when_it_is_plain(client: TestClient, given: str, kept: bool) -> None:
    reply = client.get("/nowhere", headers={"X-Request-ID": given})
    assert (reply.headers["x-request-id"] == given) is kept
    assert reply.json()["request_id"] == reply.headers["x-request-id"]


def test_an_unexpected_error_tells_nothing(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "qa.service"):
        reply = client.post("/v1/answers", json={"question": "crash"})
    assert reply.status_code == 500
    assert reply.json()["type"] == "/problems/internal"
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text
    assert reply.headers["content-security-policy"] == DATA_POLICY
    assert "a secret detail" in caplog.text


def test_api_replies_are_not_stored(client: TestClient) -> None:
    assert client.get("/v1/documents").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/v1/archive", "/v1/documents/none"])
def test_allowed_sites_may_read(shared: TestClient, path: str) -> None:
    with shared as client:
        reply = client.get(path, headers={"Origin": SITE})
        assert reply.headers["access-control-allow-origin"] == SITE
        other = client.get(path, headers={"Origin": "https://other.example"})
        assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize("path", ["/widget.js", "/static/chat/dom.js"])
def test_any_site_may_load_the_widget(shared: TestClient, path: str) -> None:
    """There it says that its site has to be listed; it reads nothing."""
    with shared as client:
        for site in (SITE, "https://other.example"):
            reply = client.get(path, headers={"Origin": site})
            assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (200, "*")


def test_preflight(shared: TestClient) -> None:
    with shared as client:
        ask = {
            "Origin": SITE,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        reply = client.options("/v1/answers", headers=ask)
        assert reply.status_code == 200
        assert reply.headers["access-control-allow-origin"] == SITE
        reply = client.options("/v1/answers", headers=ask | {"Origin": "https://other.example"})
        assert "access-control-allow-origin" not in reply.headers


def test_an_error_can_be_read_by_an_allowed_site(shared: TestClient) -> None:
    with shared as client:
        reply = client.post("/v1/answers", json={"question": "crash"}, headers={"Origin": SITE})
        assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (500, SITE)


def test_other_sites_may_not_read_by_default(client: TestClient) -> None:
    reply = client.get("/v1/archive", headers={"Origin": SITE})
    assert "access-control-allow-origin" not in reply.headers


def test_pages_and_measurements_are_never_shared(shared: TestClient) -> None:
    with shared as client:
        for path in ("/", "/metrics", "/admin"):
            reply = client.get(path, headers={"Origin": SITE})
            assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/d1", "/static/chat/dom.js"])
def test_a_page_that_is_looked_at_again_keeps_its_policy(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    # A browser would put it in the place of the policy that it has kept.
    assert "content-security-policy" not in again.headers
