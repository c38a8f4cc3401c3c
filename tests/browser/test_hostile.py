"""An archive written by an attacker: its words are shown, and do nothing.

`page` fails the test when a script fails, a policy is violated or a request
leaves for another host; here every payload also tries to set `window.hacked`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.archives import PAYLOADS
from tests.browser.fake_service import Archive
from tests.browser.talking import ask, boxes, launcher_page


@pytest.fixture
def archive(hostile_archive: Archive) -> Archive:
    return hostile_archive


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    yield page
    assert page.evaluate("window.hacked") is None


def injected(page: Page) -> int:
    """Elements that only a parsed payload could have made."""
    return page.locator(
        "img, iframe, svg image, svg[onload], [onerror], [onx], main script"
    ).count()


def test_answer_shows_payloads_as_words(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, PAYLOADS[0])
    shown = page.locator(".claim bdi").all_text_contents()
    assert shown == [*PAYLOADS, PAYLOADS[6]]
    assert page.locator(".question").text_content() == f"Question: {PAYLOADS[0]}"
    assert injected(page) == 0


def test_fake_markers_gain_no_citation(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "Who?")
    pills = page.locator(".pill").all_inner_texts()
    assert pills == [str(n) for n in range(1, len(PAYLOADS) + 2)]
    claim = page.locator(".claim").nth(6)
    expect(claim.locator("bdi")).to_have_text(PAYLOADS[6])
    expect(claim.locator(".pill")).to_have_text(["7"])


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_card_shows_payloads_as_words(page: Page, url: str, number: int) -> None:
    page.goto(url)
    ask(page, "Who?")
    page.locator(".pill").nth(number).click()
    assert page.locator(".card blockquote").text_content() == PAYLOADS[number]
    assert (page.locator(".card a").get_attribute("href") or "").startswith(f"{url}/documents/")
    assert injected(page) == 0


def test_bidi_marks_do_not_reorder_what_stands_beside(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "Who?")
    row = page.locator("ol.sources li").first
    number, title, origin = boxes(row, ".number", ".title", ".origin")
    assert number["x"] < title["x"]
    assert title["y"] < origin["y"]
    told = "as of <img src=x onerror=window.hacked=1> · English"
    assert row.locator(".origin").text_content() == told


def test_text_that_turns_its_direction_leaves_the_marks_where_they_are(
    page: Page, url: str, hostile_archive: Archive
) -> None:
    turned = ["a\u202e b", "a\u2069\u202e\u2067\u2066 b", "\u2067\u2067\u2067 a", "\u202ea\u2066 b"]
    hostile_archive.documents["h1"]["text"] += "\n".join(turned)
    hostile_archive.quotes = [("h1", text) for text in (*turned, PAYLOADS[6])]
    hostile_archive.intro = turned[1]
    page.goto(url)
    ask(page, "Who?")
    for claim in page.locator(".claim").all():
        words, mark = boxes(claim, "bdi", ".pill")
        assert mark["x"] >= words["x"] + words["width"] - 1


def test_pages_show_payloads_as_words(page: Page, url: str) -> None:
    for path in ("/", "/documents", "/documents?query=%3Cscript%3E"):
        page.goto(url + path)
        page.locator("main li").first.wait_for()
        assert injected(page) == 0


def test_reader_shows_payloads_as_words(page: Page, url: str, hostile_archive: Archive) -> None:
    page.goto(f"{url}/documents/h1#char=0,40&cited=h1:0,40;%3Cimg%3E:1,2")
    page.locator("mark.cited").first.wait_for()
    assert page.locator("h1").text_content() == hostile_archive.documents["h1"]["title"]
    paragraphs = page.locator("[data-body] p")
    text = "\n".join(paragraphs.nth(i).inner_text() for i in range(1, len(PAYLOADS)))
    assert text == "\n".join(PAYLOADS[1:])
    assert injected(page) == 0
    # A source that is a script address is no link.
    assert page.locator("[data-facts] a").count() == 0
    assert page.locator("[data-facts]").inner_text().count("javascript:window.hacked=1") == 1
    assert page.locator("[data-subject]").inner_text() == PAYLOADS[3]


def test_word_of_100_kb_breaks_instead_of_widening_the_page(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/h1")
    page.locator("[data-body] p").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_document_id_full_of_slashes_stays_one_id(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "Who?")
    page.locator(".pill").last.click()
    href = page.locator(".card a").get_attribute("href") or ""
    assert href.startswith(f"{url}/documents/h2%2F..%2F%3Cb%3E#char=")


def test_attributes_of_the_host_page_are_words_too(page: Page, url: str) -> None:
    launcher_page(page, url, 'data-open data-heading="<img src=x onerror=window.hacked=1>"')
    expect(page.locator(".panel h2")).to_have_text(PAYLOADS[0])
    assert injected(page) == 0


def test_nothing_of_the_archive_runs_when_pasted(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "Who?")
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.locator(".actions [role=status]")).to_have_text("Copied")
    pasted = page.evaluate("navigator.clipboard.readText()")
    assert "\\!\\[image\\](http://evil.invalid/pixel.png)" in pasted
    assert "<img" not in pasted.replace("\\<img", "")
