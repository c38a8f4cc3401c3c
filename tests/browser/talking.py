"""What a person does in the page, named once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page

# Everything a person waits for at an answer's end is below it.
FINISHED = "article.turn[data-state=done] .actions"


def ask(page: Page, question: str, until: str = FINISHED) -> None:
    """Type a question, send it, and wait for `until` in the last turn."""
    box = page.get_by_role("textbox").last
    box.fill(question)
    box.press("Enter")
    page.locator("article.turn").last.wait_for()
    page.locator(until).last.wait_for()


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
