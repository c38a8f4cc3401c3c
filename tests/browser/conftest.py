"""A real browser, and what holds for every test in it.

Whatever a test does, no script may fail, no request may leave for a host that
the test did not start, and no policy may be violated: `page` checks all three
at its end.

Starting a profile and loading two dozen modules into it takes longer than most
tests, so profiles and the server stay from test to test, and with them what the
browser has cached.  What a test could notice of another is taken away: its
pages, its storage, its archive.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.browser.archives import calm, hostile
from tests.browser.fake_service import Archive, create_fake
from tests.browser.serving import serving

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 30_000  # milliseconds: tests may run beside other work
expect.set_options(timeout=PATIENCE)

NewPage = Callable[..., Page]


USUAL = {
    "viewport": {"width": 1280, "height": 860},
    "locale": "en-GB",
    "reduced_motion": "reduce",
}


class Stage:
    """A server that stays, for an application that changes from test to test."""

    def __init__(self) -> None:
        self.app: ASGIApp = Starlette()
        self.url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


class Profile:
    """A Playwright context with `settings`, and what went wrong in it."""

    def __init__(self, browser: Browser, **settings: Any) -> None:
        self.faults: list[str] = []
        self.context = browser.new_context(**settings)
        self.context.set_default_timeout(PATIENCE)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context.on("weberror", lambda error: self.note(f"script failed: {error.error}"))
        self.context.on("request", lambda request: _note_foreign(request.url, self.faults))
        self.context.on("console", lambda message: _note_policy(message.text, self.faults))
        self._blank = self.context.new_page()
        self._tools = self.context.new_cdp_session(self._blank)

    def note(self, fault: str) -> None:
        self.faults.append(fault)

    def clear(self, url: str) -> None:
        """Close the pages and forget what `url` stored and whether there is a network."""
        for page in self.context.pages:
            if page is not self._blank:
                page.close()
        self.context.set_offline(False)
        stored = {"origin": url, "storageTypes": "local_storage"}
        self._tools.send("Storage.clearDataForOrigin", stored)


# Not for the whole session: while it runs, the main thread has a running event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=FLAGS, timeout=4 * PATIENCE
        )
        yield chromium
        chromium.close()


@pytest.fixture
def archive() -> Archive:
    return calm()


@pytest.fixture
def hostile_archive() -> Archive:
    return hostile()


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Starts fake services; gives their addresses."""
    with ExitStack() as stack:
        yield lambda archive, **how: stack.enter_context(serving(create_fake(archive, **how)))


@pytest.fixture(scope="package")
def stage() -> Iterator[Stage]:
    made = Stage()
    with serving(made) as made.url:
        yield made


@pytest.fixture
def url(stage: Stage, archive: Archive) -> str:
    """Where the fake service over `archive` is."""
    stage.app = create_fake(archive)
    return stage.url


@pytest.fixture(scope="package")
def profiles(browser: Browser, stage: Stage) -> Iterator[dict[str, Profile]]:
    made: dict[str, Profile] = {}
    yield made
    for profile in made.values():
        profile.context.close()


@pytest.fixture
def new_page(
    browser: Browser, stage: Stage, profiles: dict[str, Profile], serve: Callable[..., str]
) -> Iterator[NewPage]:
    """Opens pages; settings are those of a Playwright context, `fresh` asks for one that
    has cached nothing and is thrown away.

    Motion is reduced unless a test asks for it: what glides is met half-way.
    Asks for `serve` only to be closed before the servers are.
    """
    used: list[Profile] = []
    thrown_away: list[Profile] = []

    def make(*, fresh: bool = False, **settings: Any) -> Page:
        settings = USUAL | settings
        key = json.dumps(settings, sort_keys=True)
        if fresh:
            thrown_away.append(profile := Profile(browser, **settings))
        elif key in profiles:
            profile = profiles[key]
        else:
            profile = profiles[key] = Profile(browser, **settings)
        used.append(profile)
        profile.faults.clear()
        return profile.context.new_page()

    yield make
    for profile in used:
        profile.clear(stage.url)
    for profile in thrown_away:
        profile.context.close()
    assert [fault for profile in used for fault in profile.faults] == []


def _note_foreign(address: str, faults: list[str]) -> None:
    if not address.startswith(("http://127.0.0.1:", "blob:http://127.0.0.1:", "data:,")):
        faults.append(f"a request to {address[:200]}")


def _note_policy(message: str, faults: list[str]) -> None:
    if "Content Security Policy" in message or "Trusted" in message:
        faults.append(message)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def fresh_page(new_page: NewPage) -> Page:
    """A page whose browser has cached nothing, and whose clock may be changed."""
    return new_page(fresh=True)


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)


@pytest.fixture(scope="package")
def axe_source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
