"""Take a picture of every page in every state that a person may meet it in, to be looked at.

    python scripts/page_states.py FOLDER [STATE …]

Real service, corpus, browser; what goes wrong is made to go wrong on the way.  Each state is taken
in every language of the interface, on a desktop and a phone, light and dark.  Needs the `test`
extra and a Chromium on the path.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, Route, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from qa.language.packs import packs  # noqa: E402
from qa.pipeline import build  # noqa: E402
from qa.service.app import create_app  # noqa: E402
from qa.settings import read_settings  # noqa: E402
from tests.browser.conftest import FLAGS  # noqa: E402
from tests.browser.serving import serving  # noqa: E402
from tests.browser.talking import FAILED, FINISHED, ask  # noqa: E402

KEY = "states"
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 860}},
    "phone": {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True},
}
THEMES = ("light", "dark")
TALLEST = 1_800
"""Pixels of a page that are taken."""

QUESTIONS = {
    "kk": "26-сессияда Президент қандай тапсырмалар берді?",
    "ru": "Сколько семей получили помощь в прошлом году?",
    "en": "How many families received help last year?",
    "tr": "Geçen yıl kaç aile yardım aldı?",
}
FOLLOWED = {
    "kk": ("Қазақстан халқы Ассамблеясының 26-сессиясы қашан өтті?", "Ал 31-сессиясы ше?"),
    "ru": ("Когда прошла 26-я сессия Ассамблеи?", "А 31-я?"),
    "en": ("When did the 26th session take place?", "And the 31st?"),
    "tr": ("26. oturum ne zaman yapıldı?", "Peki 31.?"),
}
UNANSWERABLE = {
    "kk": "1998 жылғы футболдан әлем чемпионатында кім жеңді?",
    "ru": "Кто выиграл чемпионат мира по футболу в 1998 году?",
    "en": "Which team won the 1998 football world cup?",
    "tr": "1998 Dünya Kupası'nı hangi takım kazandı?",
}
FILES = {
    "report.txt": b"The report of the year.\n\nThe library opened a second room in 2021.",
    "programme.exe": b"MZ",
    "empty.txt": b"",
    "broken.pdf": b"%PDF-1.7 nothing follows",
    "letter.txt": "Ескерту: жиын қыркүйекте өтеді.".encode(),
}


@dataclass(frozen=True, slots=True)
class Site:
    """A service with the corpus, one with nothing, and the language that is looked at."""

    url: str
    empty: str
    language: str

    def go(self, page: Page, path: str = "", base: str = "") -> None:
        sign = "&" if "?" in path else "?"
        page.goto(f"{base or self.url}/{path}{sign}lang={self.language}")
        page.locator("html[data-ready]").wait_for()


def front(page: Page, site: Site) -> None:
    site.go(page)
    page.locator("[data-titles] li").first.wait_for()
    page.locator(".suggestions button").first.wait_for()


def front_empty(page: Page, site: Site) -> None:
    site.go(page, base=site.empty)
    page.locator("[data-facts]:not(:empty)").wait_for()


def front_narrowed(page: Page, site: Site) -> None:
    front(page, site)
    page.locator("[data-limits] summary").click()
    page.locator("[data-limit] input[type=checkbox]").first.check()


def answered(page: Page, site: Site) -> None:
    front(page, site)
    ask(page, QUESTIONS[site.language], f"{FINISHED}, .refusal")


def listed(page: Page, site: Site) -> None:
    front(page, site)
    ask(page, QUESTIONS["kk"])


def card(page: Page, site: Site) -> None:
    listed(page, site)
    page.locator(".pill").first.click()
    page.locator(".card").wait_for()


def rating(page: Page, site: Site) -> None:
    answered(page, site)
    page.locator(".thumbs button").last.click()


def followed(page: Page, site: Site) -> None:
    front(page, site)
    for question in FOLLOWED[site.language]:
        ask(page, question, f"{FINISHED}, .refusal")


def translated(page: Page, site: Site) -> None:
    def able(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, json=reply.json() | {"translation": True})

    text = {"text": "60,000 families and 8,000 organisations got help.", "verdict": "supported"}
    page.route("**/v1/archive", able)
    page.route("**/v1/translate", lambda route: route.fulfill(json=text))
    front(page, site)
    ask(page, QUESTIONS["kk"])
    buttons = page.locator(".translation button")
    if buttons.count():
        buttons.first.click()


def refused(page: Page, site: Site) -> None:
    front(page, site)
    ask(page, UNANSWERABLE[site.language], ".refusal")
    page.wait_for_timeout(300)


def failed(page: Page, site: Site) -> None:
    front(page, site)
    busy = {"status": 429, "headers": {"Retry-After": "7"}, "json": {"status": 429}}
    page.route("**/v1/answers", lambda route: route.fulfill(**busy))  # type: ignore[arg-type]
    ask(page, QUESTIONS[site.language], FAILED)
    page.unroute("**/v1/answers")
    page.route("**/v1/answers", lambda route: route.abort())
    ask(page, QUESTIONS[site.language], FAILED)


def past(page: Page, site: Site) -> None:
    answered(page, site)
    page.locator("[data-new]").click()
    page.locator("[data-past] li").first.wait_for()


def documents(page: Page, site: Site) -> None:
    site.go(page, "documents")
    page.locator("[data-rows] li").first.wait_for()


def documents_found(page: Page, site: Site) -> None:
    site.go(page, "documents?query=Ассамблея&year=2024")
    page.locator("[data-chosen] button").first.wait_for()


def documents_none(page: Page, site: Site) -> None:
    site.go(page, "documents?query=zzzz")
    page.locator("[data-status]:not(:empty)").wait_for()


def documents_empty(page: Page, site: Site) -> None:
    site.go(page, "documents", base=site.empty)
    page.locator("[data-status]:not(:empty)").wait_for()


def people(page: Page, site: Site) -> None:
    site.go(page, "people")
    page.locator("[data-rows] li").first.wait_for()


def reader(page: Page, site: Site) -> None:
    listed(page, site)
    page.goto(page.locator("figure .title").first.get_attribute("href") or "")
    page.locator("mark.cited").first.wait_for()


def reader_searched(page: Page, site: Site) -> None:
    _document(page, site, "Ассамблея")


def reader_beside(page: Page, site: Site) -> None:
    own = _some(site)
    other = {key: own[1][key] for key in ("document_id", "source", "title", "language")}
    page.route("**/versions", lambda route: route.fulfill(json={"versions": [other]}))
    _document(page, site, "", own[0]["document_id"])
    page.locator("[data-sidebyside] button").first.click()
    page.locator("[data-otherbody] p").first.wait_for()


def reader_partly_read(page: Page, site: Site) -> None:
    reading = {
        "copies": ["2018/report.docx", "letters.zip/report.docx"],
        "recognised": [{"part": "page 3", "confidence": 0.71}],
        "unread": [{"part": "page 7", "kind": "no-text-layer", "told": "Scan.", "reason": "Scan."}],
    }

    def told(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, json=reply.json() | {"reading": reading})

    one = _some(site)[0]["document_id"]
    page.route(f"**/v1/documents/{one}", told)
    _document(page, site, "", one)


def reader_missing(page: Page, site: Site) -> None:
    site.go(page, "documents/none")
    page.locator("[data-status]:not(:empty)").wait_for()


def _some(site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{site.url}/v1/documents").json()["documents"]
    return found


def _document(page: Page, site: Site, words: str, name: str = "") -> None:
    name = name or _some(site)[-1]["document_id"]
    site.go(page, f"documents/{name}")
    page.locator("[data-body] p").first.wait_for()
    if words:
        page.locator("#find").fill(words)
        page.locator("[data-found]:not(:empty)").wait_for()


def admin_closed(page: Page, site: Site) -> None:
    site.go(page, "admin")
    page.locator("#key").fill("wrong")
    page.keyboard.press("Enter")
    page.locator("[data-status]:not(:empty)").wait_for()


def admin_off(page: Page, site: Site) -> None:
    def closed(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, json=reply.json() | {"upload_enabled": False})

    page.route("**/v1/archive", closed)
    site.go(page, "admin")
    page.locator("[data-status]:not(:empty)").wait_for()


def admin(page: Page, site: Site, base: str = "") -> None:
    site.go(page, "admin", base)
    page.locator("#key").fill(KEY)
    page.keyboard.press("Enter")
    page.locator("[data-inside]:not([hidden])").wait_for()
    page.locator("[data-held]:not(:empty)").wait_for()


def admin_empty(page: Page, site: Site) -> None:
    admin(page, site, site.empty)


def admin_uploaded(page: Page, site: Site) -> None:
    admin(page, site)
    _choose_files(page)
    page.locator("[data-progress][hidden]").wait_for(state="attached")
    page.locator(".is-failed").nth(2).wait_for()


def admin_broken(page: Page, site: Site) -> None:
    admin(page, site)
    page.route("**/v1/documents", lambda route: route.abort())
    _choose_files(page)
    page.locator("[data-resume]:not([hidden])").wait_for()


def _choose_files(page: Page) -> None:
    files = [{"name": n, "mimeType": "text/plain", "buffer": data} for n, data in FILES.items()]
    page.locator("[data-files]").set_input_files(files)  # type: ignore[arg-type]


def admin_selected(page: Page, site: Site) -> None:
    admin(page, site)
    page.locator("[data-rows] input").nth(0).check()
    page.locator("[data-rows] input").nth(1).check()
    page.locator("[data-remove]").scroll_into_view_if_needed()


def admin_sure(page: Page, site: Site) -> None:
    admin_selected(page, site)
    page.locator("[data-remove]").click()
    page.locator("dialog[open]").wait_for()


def ratings(page: Page, site: Site) -> None:
    given = {"answer_id": "1", "rating": "down", "reason": "Not this document", "question": "Why?"}
    found = [given | {"id": n, "status": "open", "time": "2026-11-29"} for n in (1, 2)]
    page.route("**/v1/feedback*", lambda route: route.fulfill(json={"feedback": found, "total": 2}))
    _ratings(page, site)
    page.locator("[data-rows] li").first.wait_for()


def ratings_none(page: Page, site: Site) -> None:
    _ratings(page, site)


def _ratings(page: Page, site: Site) -> None:
    site.go(page, "admin/feedback")
    page.locator("#key").fill(KEY)
    page.keyboard.press("Enter")
    page.locator("[data-inside]:not([hidden])").wait_for()


def checked(page: Page, site: Site) -> None:
    site.go(page, "checked")
    page.locator("[data-verdicts] dt").first.wait_for()


def embed(page: Page, site: Site) -> None:
    site.go(page, "embed")
    page.locator("[data-preview] textarea").wait_for()


def astray(page: Page, site: Site) -> None:
    page.set_extra_http_headers({"Accept": "text/html"})
    page.goto(f"{site.url}/none/such?lang={site.language}")
    page.locator("h1:not(:empty)").wait_for()


STATES: tuple[Callable[[Page, Site], None], ...] = (
    front, front_empty, front_narrowed, answered, listed, card, rating, followed, translated,
    refused, failed, past, documents, documents_found, documents_none, documents_empty, people,
    reader, reader_searched, reader_beside, reader_partly_read, reader_missing, admin_closed,
    admin_off, admin, admin_empty, admin_uploaded, admin_broken, admin_selected, admin_sure,
    ratings, ratings_none, checked, embed, astray,
)  # fmt: skip


def main(folder: Path, wanted: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [state for state in STATES if not wanted or state.__name__ in wanted]
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        full = read_settings(data_dir=Path(data) / "full", admin_key=KEY)
        none = read_settings(data_dir=Path(data) / "none", admin_key=KEY)
        build([ROOT / "corpus"], full)
        with serving(create_app(full)) as url, serving(create_app(none)) as empty:
            while httpx.get(f"{url}/readyz").status_code != 200:
                time.sleep(0.2)
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            for state in chosen:
                take(chromium, state, url, empty, folder)
            chromium.close()


def take(
    chromium: Browser, state: Callable[[Page, Site], None], url: str, empty: str, folder: Path
) -> None:
    languages = [pack.language.value for pack in packs()]
    for language, (device, how), theme in product(languages, DEVICES.items(), THEMES):
        context = chromium.new_context(color_scheme=theme, reduced_motion="reduce", **how)
        page = context.new_page()
        name = f"{state.__name__}-{language}-{device}-{theme}"
        try:
            state(page, Site(url, empty, language))
        except Exception as error:  # the others are still to be looked at
            print(f"{name}: {json.dumps(str(error)[:300])}")
        tall = page.evaluate("document.documentElement.scrollHeight")
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            print(f"{name}: {over} pixels wider than the window")
        size = {"width": how["viewport"]["width"], "height": min(tall, TALLEST)}
        page.set_viewport_size({**size, "height": max(size["height"], how["viewport"]["height"])})
        page.screenshot(path=folder / f"{name}.png")
        context.close()
    print(state.__name__)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:])
