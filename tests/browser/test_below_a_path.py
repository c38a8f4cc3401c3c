"""The whole site below a path of another site, behind a proxy that takes the path away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Response, expect
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.browser.fake_service import ADMIN_KEY, Archive, create_fake
from tests.browser.serving import serving
from tests.browser.talking import ask

PREFIX = "/archive"


def below(app: ASGIApp) -> ASGIApp:
    """Knows `PREFIX` and nothing else, as a proxy does that was told to serve one path."""

    async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if not scope["path"].startswith(f"{PREFIX}/"):
                await send({"type": "http.response.start", "status": 502, "headers": []})
                await send({"type": "http.response.body", "body": b""})
                return
            path = scope["path"].removeprefix(PREFIX)
            scope = scope | {"path": path, "raw_path": path.encode()}
        await app(scope, receive, send)

    return proxy


@pytest.fixture
def site(archive: Archive) -> Iterator[str]:
    with serving(below(create_fake(archive))) as url:
        yield url + PREFIX


def test_every_page_works_below_a_path(page: Page, site: str) -> None:
    failed: list[str] = []

    def note(response: Response) -> None:
        if response.status >= 400:
            failed.append(response.url)

    page.on("response", note)
    page.goto(f"{site}/")
    turn = ask(page, "What happened?")
    expect(turn.locator(".from a")).to_have_attribute("href", re.compile(f"^{site}/documents/kk1#"))
    page.get_by_role("link", name="Documents", exact=True).click()
    page.locator("[data-rows] a").first.click()
    expect(page.locator("[data-body] p").first).to_be_visible()
    page.get_by_role("link", name="People").click()
    expect(page.locator("[data-status]")).not_to_be_empty()
    page.get_by_role("link", name="On your own site").click()
    expect(page.locator("[data-snippet]")).to_contain_text(f"{site}/widget.js")
    page.get_by_role("link", name="Administration").click()
    page.get_by_label("Admin key").fill(ADMIN_KEY)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Feedback").click()
    expect(page.locator("[data-held]")).to_have_text("No feedback yet.")
    page.locator("a.mark").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.startswith(f"{site}/")
    assert failed == []


def test_an_address_that_there_is_not_has_a_page(page: Page, site: str) -> None:
    page.goto(f"{site}/none/such")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    page.locator("main").get_by_role("link", name="Documents").click()
    expect(page.locator("[data-rows] li")).to_have_count(3)
