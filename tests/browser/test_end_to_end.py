"""The whole line: real server, real model, the corpus, a real browser."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from qa.service.app import create_app
from qa.settings import Settings
from tests.browser.serving import serving
from tests.browser.talking import FINISHED, ask

QUESTIONS = (
    ("kk", "26-сессияда Президент қандай тапсырмалар берді?", "kk-26th-session.txt"),
    ("ru", "Что поручил Президент на 26-й сессии?", "kk-26th-session.txt"),
    ("en", "What did the President instruct at the 26th session?", "kk-26th-session.txt"),
)

# Milliseconds from the key that sends the question to the first claim painted.
FIRST_CLAIM = """(question) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("no claim within 60 s")), 60000);
  const root = document.querySelector("qa-chat").shadowRoot;
  const before = root.querySelectorAll(".claim").length;
  const box = root.querySelector("textarea");
  const watch = new MutationObserver(() => {
    if (root.querySelectorAll(".claim").length <= before) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  });
  watch.observe(root, { subtree: true, childList: true });
  box.value = question;
  const began = performance.now();
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
})"""


@pytest.fixture(scope="module")
def url(corpus_home: Path) -> Iterator[str]:
    """The service over the corpus, once it is ready."""
    settings = Settings(data_dir=corpus_home / "my-index")
    with serving(create_app(settings)) as address:
        until = time.monotonic() + 300
        # Each on a connection of its own: a kept one may be given up just as it is used again.
        while (reply := httpx2.get(f"{address}/readyz", timeout=300)).status_code != 200:
            assert time.monotonic() < until, reply.text
            time.sleep(0.05)
        yield address


@pytest.mark.parametrize(("language", "question", "source"), QUESTIONS)
def test_question_answer_citation_sentence(
    page: Page, url: str, language: str, question: str, source: str
) -> None:
    page.goto(f"{url}/?lang={language}")
    ask(page, question)
    page.locator(".pill").first.click()
    card = page.locator("dialog.card")
    quote = card.locator("blockquote").inner_text()
    with page.context.expect_page() as coming:
        card.get_by_role("link").click()
    document = coming.value
    marks = document.locator("mark.cited")
    marks.first.wait_for()
    squeezed = [re.sub(r"\s+", "", text) for text in ("".join(marks.all_inner_texts()), quote)]
    assert squeezed[0] == squeezed[1]
    expect(marks.first).to_be_in_viewport()
    expect(document.locator("[data-facts]")).to_contain_text(source)


def test_first_claim_is_on_the_screen_soon(page: Page, url: str) -> None:
    page.goto(url)
    times = []
    for _ in range(3):
        for _, question, _ in QUESTIONS:
            times.append(page.evaluate(FIRST_CLAIM, question))
            page.locator("article.turn").last.locator(".actions").wait_for()
            page.get_by_role("button", name="Delete conversation").click()
    print(f"question sent to first claim on screen, ms: {sorted(round(t) for t in times)}")
    print(f"median: {statistics.median(times):.0f} ms")
    # The floor is 250 ms on two idle cores for the median.  Tests may run beside other work,
    # which only ever adds: the least of nine says most of the code.
    assert min(times) < 1000


def test_refusal_offers_documents_that_open(page: Page, url: str) -> None:
    page.goto(url)
    ask(
        page,
        "What did the President say at the 77th session of the Assembly?",
        f".refusal, {FINISHED}",
    )
    expect(page.locator("article.turn")).to_have_attribute("data-state", "refused")
    page.locator(".refusal a").first.evaluate("link => link.removeAttribute('target')")
    page.locator(".refusal a").first.click()
    expect(page.locator("[data-body] p").first).to_be_visible()
