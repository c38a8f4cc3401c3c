"""A real browser, and what holds for every test in it.

Whatever a test does, no script may fail, no request may leave for a host that
the test did not start, and no policy may be violated: `page` checks all three
at its end.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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

NewPage = Callable[..., Page]


# Not for the whole session: while it runs, the main thread has a running event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
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


@pytest.fixture
def url(serve: Callable[..., str], archive: Archive) -> str:
    return serve(archive)


@pytest.fixture
def new_page(browser: Browser, serve: Callable[..., str]) -> Iterator[NewPage]:
    """Opens pages, each in a profile of its own; settings are those of a Playwright context.

    Asks for `serve` only to be closed before the servers are.
    """
    opened: list[tuple[Any, list[str]]] = []

    def make(**settings: Any) -> Page:
        settings = {"viewport": {"width": 1280, "height": 860}, "locale": "en-GB"} | settings
        context = browser.new_context(**settings)
        context.set_default_timeout(20_000)  # tests may run beside other work
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        faults: list[str] = []
        context.on("weberror", lambda error: faults.append(f"script failed: {error.error}"))
        context.on("request", lambda request: _note_foreign(request.url, faults))
        context.on("console", lambda message: _note_policy(message.text, faults))
        opened.append((context, faults))
        return context.new_page()

    yield make
    for context, faults in opened:
        context.close()
        assert faults == []


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
def phone(new_page: NewPage) -> Page:
    return new_page(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)


@pytest.fixture(scope="package")
def axe_source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
