"""What a person does in the page, named once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page

# How a turn ends; what else it brings is there with it.
FINISHED = ".actions"
FAILED = ".failure"

PATIENCE = 30.0  # seconds: tests may run beside other work


def ask(page: Page, question: str, until: str = FINISHED) -> Locator:
    """Type a question, send it, and wait for `until` in its own turn, which is returned."""
    box = page.get_by_role("textbox").last
    box.fill(question)
    turns = page.locator("article.turn")
    turn = turns.nth(turns.count())
    box.press("Enter")
    turn.locator(until).first.wait_for()
    return turn


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until what the browser does not show holds, such as what the server has noticed."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, f"it did not hold within {PATIENCE:.0f} s"
        page.wait_for_timeout(20)


def boxes(inside: Locator, *selectors: str) -> list[dict[str, float]]:
    """Where the first match of each selector is drawn, all at one moment.

    Asking the elements one by one may meet the page before and after it scrolled.
    """
    drawn: list[dict[str, float]] = inside.evaluate(
        """(element, selectors) => selectors.map((selector) => {
            const { x, y, width, height } = element.querySelector(selector).getBoundingClientRect();
            return { x, y, width, height };
        })""",
        list(selectors),
    )
    return drawn


def launcher_page(page: Page, url: str, attributes: str = "data-launcher") -> None:
    """An empty page of the service's own origin, with the bubble."""
    page.goto(f"{url}/host?{urlencode({'attributes': attributes})}")
    page.evaluate("customElements.whenDefined('qa-chat').then(() => {})")


def call(page: Page, module: str, function: str, *arguments: Any) -> Any:
    """The value of a function of one of the widget's own modules."""
    return page.evaluate(
        "async ([module, name, given]) => (await import(module))[name](...given)",
        [f"/static/{module}", function, list(arguments)],
    )


def focused(page: Page) -> Locator:
    """The focused element, inside shadow trees too."""
    return page.locator("css=*:focus").last


def spoken(page: Page) -> str:
    """What the polite region has said."""
    return page.locator("[data-voice]").inner_text()
