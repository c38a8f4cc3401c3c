"""How long the list of documents takes to answer a key press, as the archive grows.

    python scripts/measure_browsing.py [DOCUMENTS]

Documents are made of sentences of the bundled corpus, with dates, languages and folders of all
kinds; words are typed letter by letter, each of which asks for the list with its facets: of the
index, and in Chromium, where there is one, on the documents page of a running service.
"""

from __future__ import annotations

import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from qa.index.browse import Browse, Listing  # noqa: E402
from qa.index.local import LocalIndex  # noqa: E402
from qa.index.passage_index import IndexedDocument, IndexSettings  # noqa: E402
from qa.service.app import create_app  # noqa: E402
from qa.settings import read_settings  # noqa: E402
from qa.types import WHOLE_ARCHIVE, Document, Language  # noqa: E402
from tests.browser.conftest import FLAGS  # noqa: E402
from tests.browser.serving import serving  # noqa: E402
from tests.fake_archive import FakeArchive  # noqa: E402

SETTINGS = IndexSettings("none", 4, "none")
TYPED = ("Ассамблея народа", "Президент", "қоғамдық келісім", "этнос", "library", "сессия 31")
SENTENCES = 40
KINDS = ("txt", "pdf", "docx")

PRESSED = """([rows, status]) => new Promise((resolve) => {
  const began = performance.now();
  const seen = new MutationObserver(() => {
    seen.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - began));
  });
  seen.observe(document.querySelector(rows), { childList: true });
  seen.observe(document.querySelector(status), { childList: true, characterData: true });
  const box = document.querySelector("[name=query]");
  box.value += box.dataset.next;
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
})"""


class Holding(FakeArchive):
    """An archive that lists the documents of an index, for a service without a model."""

    index: LocalIndex

    def browse(self, asked: Browse) -> Listing:
        return self.index.browse(WHOLE_ARCHIVE, asked)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = LocalIndex.open(Path(folder), SETTINGS, create=True)
        began = time.perf_counter()
        with index.writing() as writer:
            writer.replace_all(SETTINGS, documents(count))
        print(f"{count} documents stored in {time.perf_counter() - began:.1f} s")
        began = time.perf_counter()
        index.browse(WHOLE_ARCHIVE, Browse(limit=25))
        print(f"the first list after a change, ms: {(time.perf_counter() - began) * 1000:.0f}")
        tell("the index", measure(index))
        if chromium := shutil.which("chromium") or shutil.which("google-chrome"):
            tell("key to list in Chromium", measure_page(index, chromium))
        index.close()


def tell(what: str, times: Iterator[float]) -> None:
    found = sorted(times)
    p95 = found[int(len(found) * 0.95)]
    print(f"{what}, ms: p50 {statistics.median(found):.0f}, p95 {p95:.0f}, n {len(found)}")


def documents(count: int) -> Iterator[IndexedDocument]:
    rng = random.Random(1)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))]
    sentences = [one for text in texts for one in re.split(r"(?<=[.!?])\s+", text) if one]
    spoken = (Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH)
    for number in range(count):
        text = " ".join(rng.choices(sentences, k=SENTENCES))
        source = f"{rng.randrange(40)}/{number}.{rng.choice(KINDS)}"
        known = {"date": f"{rng.randrange(1990, 2026)}-05-01"}
        made = Document(str(number), source, text[:60], rng.choice(spoken), text, known)
        yield IndexedDocument(made, (), str(number))


def measure(index: LocalIndex) -> Iterator[float]:
    for words in TYPED:
        for end in range(1, len(words) + 1):
            began = time.perf_counter()
            index.browse(WHOLE_ARCHIVE, Browse(words[:end], sort="relevance", limit=25))
            yield (time.perf_counter() - began) * 1000


def measure_page(index: LocalIndex, chromium: str) -> Iterator[float]:
    """From a letter in the box to the list that it leaves, drawn."""
    settings = read_settings()
    archive = Holding(settings)
    archive.index = index
    with (
        serving(create_app(settings, archive)) as url,  # type: ignore[arg-type]
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        for words in TYPED:
            page.goto(f"{url}/documents")
            page.locator("[data-rows] li").first.wait_for()
            yield from (_pressed(page, letter) for letter in re.findall(r"\s?\S", words))
        browser.close()


def _pressed(page: Page, letter: str) -> float:
    page.locator("[name=query]").evaluate("(box, letter) => (box.dataset.next = letter)", letter)
    took: float = page.evaluate(PRESSED, ["[data-rows]", "[data-status]"])
    return took


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
