"""Take the screenshots of docs/screenshots from the real service over the corpus.

    python scripts/screenshots.py [FOLDER]

Needs the `test` extra and a Chromium on the path.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from qa.pipeline import build  # noqa: E402
from qa.service.app import create_app  # noqa: E402
from qa.settings import read_settings  # noqa: E402
from tests.browser.conftest import FLAGS  # noqa: E402
from tests.browser.serving import serving  # noqa: E402
from tests.browser.talking import FINISHED, ask  # noqa: E402

ENGLISH = "How many families received help last year?"
RUSSIAN = "Когда была создана Ассамблея народа Казахстана?"
KAZAKH = "26-сессияда Президент қандай тапсырмалар берді?"
KEY = "screenshots"
UNANSWERABLE = "Which team won the 1998 football world cup?"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        settings = read_settings(data_dir=Path(data), admin_key=KEY)
        build([ROOT / "corpus"], settings)
        with serving(create_app(settings)) as url, sync_playwright() as playwright:
            while httpx.get(f"{url}/readyz").status_code != 200:
                time.sleep(0.2)
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            take(chromium, url, folder)
            chromium.close()


def take(chromium: Browser, url: str, folder: Path) -> None:
    def page(width: int, height: int, language: str, **how: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **how
        )
        opened = context.new_page()
        opened.goto(f"{url}/?lang={language}")
        opened.locator("[data-titles] li").first.wait_for()
        opened.locator(".suggestions button").first.wait_for()
        return opened

    def shoot(page: Page, name: str) -> None:
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=folder / f"{name}.png")
        print(name, (folder / f"{name}.png").stat().st_size)

    _front(page, shoot)
    _answers(page, shoot)
    _admin(page, shoot)


Open = Callable[..., Page]
Shoot = Callable[[Page, str], None]


def _front(page: Open, shoot: Shoot) -> None:
    shoot(page(1280, 1000, "en"), "light")
    dark = page(1280, 1000, "ru", color_scheme="dark")
    ask(dark, RUSSIAN, f"{FINISHED}, .refusal")
    shoot(dark, "dark")
    phone = page(390, 780, "kk", is_mobile=True, has_touch=True, device_scale_factor=1.5)
    ask(phone, KAZAKH)
    shoot(phone, "phone")


def _answers(page: Open, shoot: Shoot) -> None:
    cited = page(1280, 860, "en")
    ask(cited, ENGLISH)
    shoot(cited, "answer")
    cited.locator(".pill").first.click()
    shoot(cited, "card")
    cited.goto(cited.locator(".card a").get_attribute("href") or "")
    cited.locator("mark.cited").first.wait_for()
    shoot(cited, "reader")
    refused = page(1280, 860, "en")
    ask(refused, UNANSWERABLE, f"{FINISHED}, .refusal")
    shoot(refused, "refusal")


def _admin(page: Open, shoot: Shoot) -> None:
    keeper = page(1280, 1000, "en")
    keeper.goto(keeper.url.replace("/?", "/admin?"))
    keeper.locator("#key").fill(KEY)
    keeper.keyboard.press("Enter")
    keeper.locator("[data-rows] tr").first.wait_for()
    keeper.locator("[data-again]").click()
    keeper.locator("[data-reindexed]:not(:empty)").wait_for()
    keeper.locator("[data-advance]").wait_for(state="hidden")
    # The folder's own path says nothing to a reader.
    keeper.evaluate("document.querySelector('[data-sources] li').textContent = '/srv/archive'")
    keeper.evaluate("scrollTo(0, 0)")
    shoot(keeper, "admin")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots")
