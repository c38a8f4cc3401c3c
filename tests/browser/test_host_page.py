"""The widget on somebody else's page."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Request, expect
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse
from starlette.routing import Route

from qa.service.pages import FOLDER
from tests.browser.fake_service import Archive
from tests.browser.serving import serving
from tests.browser.talking import ask, launcher_page

LIMIT = 40_000


def strict_host(service: list[str]) -> Starlette:
    """A site of another origin that allows nothing but itself and the service."""

    async def page(request: HttpRequest) -> HTMLResponse:
        policy = (
            f"default-src 'none'; script-src {service[0]}; connect-src {service[0]}; "
            "style-src 'none'; img-src 'none'; base-uri 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        body = f"""<!doctype html><html lang="ru"><title>Сайт</title><h1>Сайт</h1>
        <script type="module" src="{service[0]}/widget.js" data-launcher></script></html>"""
        return HTMLResponse(body, headers={"Content-Security-Policy": policy})

    return Starlette(routes=[Route("/", page)])


def test_strict_page_of_another_origin(
    page: Page, serve: Callable[..., str], archive: Archive
) -> None:
    service: list[str] = []
    with serving(strict_host(service)) as host:
        service.append(serve(archive, origins=(host,)))
        page.goto(host)
        page.get_by_role("button", name="Спросить у архива").click()
        ask(page, "Что случилось?")
        expect(page.locator(".pill")).to_have_count(4)
        page.locator(".pill").first.click()
        href = page.locator(".card a").get_attribute("href") or ""
        assert href.startswith(f"{service[0]}/documents/kk1#char=")
        colour = page.locator(".primary").first.evaluate("e => getComputedStyle(e).backgroundColor")
        assert colour == "rgb(11, 90, 84)"  # the style sheet came through
        page.goto("about:blank")


def test_busy_time_is_known_on_another_origin_too(
    page: Page, serve: Callable[..., str], archive: Archive
) -> None:
    service: list[str] = []
    with serving(strict_host(service)) as host:
        service.append(serve(archive, origins=(host,)))
        page.goto(host)
        page.get_by_role("button", name="Спросить у архива").click()
        ask(page, "!busy", ".failure")
        expect(page.locator(".failure")).to_contain_text("Повторите через 7 секунд.")
        page.goto("about:blank")


def test_site_that_is_not_listed_is_told_what_is_lacking(
    page: Page, serve: Callable[..., str], archive: Archive
) -> None:
    service = [serve(archive)]
    with serving(strict_host(service)) as host:
        page.goto(host)
        page.get_by_role("button", name="Спросить у архива").click()
        told = f"нужно добавить {host} в QA_CORS_ORIGINS"
        expect(page.locator(".welcome")).to_contain_text(told)
        ask(page, "Что случилось?", ".failure .plain")
        expect(page.locator(".turn .failure")).to_contain_text(told)
        page.goto("about:blank")
    assert archive.asked == []


def test_bytes_a_host_page_loads(fresh_page: Page, url: str) -> None:
    page = fresh_page
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    launcher_page(page, url, "data-open")
    ask(page, "What happened?")
    page.locator(".pill").first.click()
    page.wait_for_load_state("networkidle")
    loaded: dict[str, bytes] = {}
    for request in finished:
        response = request.response()
        if response and request.resource_type in ("script", "stylesheet", "image", "font"):
            loaded[request.url] = response.body()
    assert len(loaded) > 10
    size = sum(len(gzip.compress(body, 9)) for body in loaded.values())
    assert size <= LIMIT, f"{size} bytes gzipped"


def test_theme_by_properties_and_parts(page: Page, url: str) -> None:
    launcher_page(page, url, "data-open")
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`
            qa-chat { --qa-accent: rgb(1, 2, 3); --qa-paper: rgb(250, 251, 252) }
            qa-chat::part(header) { border-bottom-width: 7px }`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )

    def style(selector: str, name: str) -> Any:
        return page.locator(selector).evaluate("(e, name) => getComputedStyle(e)[name]", name)

    assert style(".send", "backgroundColor") == "rgb(1, 2, 3)"
    assert style(".panel", "backgroundColor") == "rgb(250, 251, 252)"
    assert style(".panel > .head", "borderBottomWidth") == "7px"


def test_theme_attribute_wins_over_the_system(page: Page, url: str) -> None:
    page.emulate_media(color_scheme="dark")
    launcher_page(page, url, 'data-open data-theme="light"')
    paper = page.locator(".panel").evaluate("e => getComputedStyle(e).backgroundColor")
    assert paper == "rgb(255, 253, 248)"


def test_host_page_hears_of_questions_and_answers(page: Page, url: str) -> None:
    launcher_page(page, url, "data-open")
    page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ["qa-question", "qa-answer", "qa-error"])
            document.addEventListener(name, (e) => heard.push([name, e.detail.question]));
        }"""
    )
    ask(page, "What happened?")
    ask(page, "!error", ".failure")
    assert page.evaluate("heard") == [
        ["qa-question", "What happened?"],
        ["qa-answer", "What happened?"],
        ["qa-question", "!error"],
        ["qa-error", "!error"],
    ]


def test_host_page_keeps_its_scroll_and_focus_until_asked(page: Page, url: str) -> None:
    launcher_page(page, url)
    assert page.evaluate("[document.activeElement.tagName, scrollY]") == ["BODY", 0]
    assert page.evaluate("document.head.querySelectorAll('style, link').length") == 0


def test_docs_name_every_part_property_and_attribute() -> None:
    docs = (FOLDER.parents[2] / "docs" / "widget.md").read_text("utf-8")
    code = "\n".join(path.read_text("utf-8") for path in (FOLDER / "chat").glob("*.js"))
    parts = set(re.findall(r'part: "([a-z -]+)"', code)) | {"pill"}
    properties = set(re.findall(r"var\((--qa-[a-z-]+)", code))
    attributes = set(
        re.findall(r'[gs]etAttribute\("([a-z-]+)"\)|hasAttribute\("([a-z-]+)"\)', code)
    )
    named = {name for pair in attributes for name in pair if name} - {"d", "open"}
    missing = {name for name in parts | properties | named if f"`{name}`" not in docs}
    assert missing == set()
