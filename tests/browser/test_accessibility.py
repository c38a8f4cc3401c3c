"""WCAG 2.2 AA: axe in every state, and a conversation by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from qa.language.packs import packs
from tests.browser.conftest import NewPage
from tests.browser.fake_service import Archive
from tests.browser.talking import FINISHED, ask, launcher_page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LANGUAGES = [pack.language.value for pack in packs()]


RUN = """(rules) => new Promise(requestAnimationFrame).then(() => axe.run(document,
  { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] }))"""


def violations(page: Page, axe_source: str) -> list[str]:
    # Not by a script element: the page's own policy forbids it.
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(axe_source)
    found = page.evaluate(RUN, RULES)
    return [
        f"{v['id']}: {node['target']} {node.get('failureSummary', '')}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


def closed(page: Page, url: str) -> None:
    launcher_page(page, url)


def opened(page: Page, url: str) -> None:
    launcher_page(page, url, "data-open")
    page.locator(".suggestions button").first.wait_for()


def streaming(page: Page, url: str) -> None:
    opened(page, url)
    ask(page, "!stream", ".claim")


def answered(page: Page, url: str) -> None:
    opened(page, url)
    ask(page, "What? !follow")


def card(page: Page, url: str) -> None:
    answered(page, url)
    page.locator(".pill").nth(2).click()


def rating(page: Page, url: str) -> None:
    answered(page, url)
    page.locator(".thumbs button").last.click()


def refused(page: Page, url: str) -> None:
    opened(page, url)
    ask(page, "!refuse", ".refusal")


def failed(page: Page, url: str) -> None:
    opened(page, url)
    ask(page, "!busy", ".failure")


def too_long(page: Page, url: str) -> None:
    opened(page, url)
    page.get_by_role("textbox").fill("x" * 2001)


def front(page: Page, url: str) -> None:
    page.goto(url)
    page.locator(".suggestions button").first.wait_for()
    page.locator("[data-titles] li").first.wait_for()


def front_answered(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "What happened?")


def documents(page: Page, url: str) -> None:
    page.goto(f"{url}/documents")
    page.locator("[data-rows] li").first.wait_for()


def reader(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/en1#char=73,104&cited=kk1:1966,1984;en1:73,104;en1:106,155")
    page.locator("mark.cited").wait_for()


def admin(page: Page, url: str) -> None:
    page.goto(f"{url}/admin")
    page.locator("#key").fill("open sesame")
    page.keyboard.press("Enter")
    page.locator("[data-rows] > tr").first.wait_for()


def browsing(page: Page, url: str) -> None:
    page.goto(f"{url}/documents?query=library&language=en")
    page.locator(".snippet").first.wait_for()


def reader_beside(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/kk1")
    page.locator("#find").fill("кітап")
    page.locator("[data-sidebyside] button").first.click()
    page.locator("[data-otherbody] p").first.wait_for()


def people(page: Page, url: str) -> None:
    page.goto(f"{url}/people")
    page.locator("[data-rows] li").first.wait_for()


def checked(page: Page, url: str) -> None:
    page.goto(f"{url}/checked")
    page.locator("[data-verdicts] dt").first.wait_for()


def embed(page: Page, url: str) -> None:
    page.goto(f"{url}/embed")
    page.locator("[data-preview] textarea").wait_for()


def astray(page: Page, url: str) -> None:
    page.goto(f"{url}/none/such")
    page.locator("h1").wait_for()


def uploaded(page: Page, url: str) -> None:
    admin(page, url)
    files = [
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Text."},
        {"name": "b.exe", "mimeType": "text/plain", "buffer": b"Text."},
    ]
    page.locator("[data-files]").set_input_files(files)  # type: ignore[arg-type]
    page.locator(".is-failed").wait_for()


def ratings(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/feedback")
    page.locator("#key").fill("open sesame")
    page.keyboard.press("Enter")
    page.locator("[data-rows] li").first.wait_for()


STATES = (
    closed,
    opened,
    streaming,
    answered,
    card,
    rating,
    refused,
    failed,
    too_long,
    front,
    front_answered,
    documents,
    reader,
    admin,
    browsing,
    reader_beside,
    people,
    checked,
    embed,
    astray,
    uploaded,
    ratings,
)


@pytest.fixture(autouse=True)
def _everything_there_is(archive: Archive) -> None:
    """Versions, translations, names and ratings, so that the pages have all their parts."""
    archive.translated = archive.translates = True
    archive.feedback.append({"id": 1, "question": "Why?", "rating": "down", "reason": "no"})
    where = {"document_id": "en1", "source": "en1.txt", "title": "The city library"}
    archive.names.append(
        {
            "kind": "person",
            "name": "A. Reader",
            "spellings": ["A. Reader", "Reader"],
            "roles": ["director"],
            "documents": [where | {"language": "en", "start": 0, "end": 8}],
        }
    )


WORDY = (front, answered, refused)
"""States that are seen in every language."""


@pytest.mark.parametrize(
    ("language", "state"),
    [
        pytest.param(language, state, id=f"{language}-{state.__name__}")
        for number, state in enumerate(STATES)
        for place, language in enumerate(LANGUAGES)
        # What axe sees follows from the page; of the languages each state is seen in one by turns.
        if state in WORDY or place == number % len(LANGUAGES)
    ],
)
def test_axe_finds_nothing(
    new_page: NewPage,
    url: str,
    axe_source: str,
    language: str,
    state: Callable[[Page, str], None],
) -> None:
    page = new_page(locale=language)
    page.add_init_script(f"localStorage.setItem('qa-language', '{language}')")
    state(page, url)
    assert violations(page, axe_source) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, axe_source) == []


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing_on_a_phone(
    phone: Page, url: str, axe_source: str, state: Callable[[Page, str], None]
) -> None:
    state(phone, url)
    assert violations(phone, axe_source) == []


def focus_name(page: Page) -> str:
    """What a screen reader would call the focused element, from the browser's own tree."""
    return str(
        page.evaluate(
            """() => {
              let at = document.activeElement;
              while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
              return (at?.getAttribute("aria-label") || at?.textContent || "").trim();
            }"""
        )
    )


def wait_for_focus(page: Page, pattern: str) -> None:
    """Until the focused element's name holds `pattern`: a closing dialog gives the focus back
    in an event of its own, some moments after the key."""
    for _ in range(100):
        if re.search(pattern, focus_name(page)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the focus is on {focus_name(page)!r}, expected {pattern!r}")


def tab_to(page: Page, pattern: str, key: str = "Tab") -> None:
    """Press `key` until the focus has a name that holds `pattern`."""
    seen = []
    for _ in range(40):
        page.keyboard.press(key)
        seen.append(focus_name(page))
        if re.search(pattern, seen[-1]):
            return
    raise AssertionError(f"{pattern!r} is not reached by {key}: {seen}")


@pytest.mark.parametrize(
    ("language", "bubble", "question", "pill", "opens", "marked"),
    [
        (
            "kk",
            "Мұрағаттан сұрау",
            "Не болды?",
            "^1-дәйексөз",
            "Құжаттан көру",
            "Дәйексөз",
        ),
        (
            "ru",
            "Спросить у архива",
            "Что было?",
            "^Цитата 1",
            "Открыть",
            "Цитируемое",
        ),
        (
            "en",
            "Ask the archive",
            "What was it?",
            "^Citation 1",
            "Open in doc",
            "Cited",
        ),
    ],
)
def test_from_the_bubble_to_the_highlighted_sentence_by_keyboard_alone(
    new_page: NewPage,
    url: str,
    language: str,
    bubble: str,
    question: str,
    pill: str,
    opens: str,
    marked: str,
) -> None:
    page = new_page(locale=language)
    launcher_page(page, url, f'data-launcher data-lang="{language}"')
    tab_to(page, bubble)
    page.keyboard.press("Enter")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    page.locator(FINISHED).wait_for()
    tab_to(page, pill, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.card")).to_be_visible()
    page.keyboard.press("Escape")
    wait_for_focus(page, pill)
    page.keyboard.press("Enter")
    tab_to(page, opens)
    with page.context.expect_page() as coming:
        page.keyboard.press("Enter")
    document = coming.value
    mark = document.locator("mark.cited")
    mark.wait_for()
    expect(mark).to_have_text("📚 Есеп қабылданды.")
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()
    expect(document.locator("[data-body]")).to_contain_text(marked)
    page.bring_to_front()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.card")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.panel")).to_be_hidden()
    wait_for_focus(page, f"^{bubble}$")


@pytest.mark.parametrize(
    ("language", "tree"),
    [
        (
            "en",
            """
            - dialog "Ask the archive":
              - heading "Ask the archive" [level=2]
              - group "Interface language"
              - button "Delete conversation"
              - button "Close"
              - region "Conversation":
                - 'article "Question: What was it?"':
                  - 'heading "Question: What was it?" [level=3]'
                  - figure:
                    - link "Орталық кітапхананың жылдық есебі (opens in a new tab)"
                    - blockquote:
                      - 'button /^Citation 1, the quotation is exact: Орталық/'
                  - heading "Sources" [level=4]
                  - list
                  - button "Copy text"
                  - group "Rate this answer":
                    - button "Helpful"
              - textbox "Your question"
              - button "Ask"
            """,
        ),
        (
            "ru",
            """
            - dialog "Вопрос к архиву":
              - button "Закрыть"
              - region "Беседа":
                - 'article "Вопрос: What was it?"':
                  - figure:
                    - blockquote:
                      - 'button /^Цитата 1, цитата дословная: Орталық/'
              - textbox "Ваш вопрос"
              - button "Спросить"
            """,
        ),
        (
            "kk",
            """
            - dialog "Мұрағатқа сұрақ":
              - button "Жабу"
              - region "Сұхбат":
                - 'article "Сұрақ: What was it?"':
                  - figure:
                    - blockquote:
                      - 'button /^1-дәйексөз, дәйексөз дәл келтірілген: Орталық/'
              - textbox "Сұрағыңыз"
              - button "Сұрау"
            """,
        ),
    ],
)
def test_what_a_screen_reader_meets(page: Page, url: str, language: str, tree: str) -> None:
    launcher_page(page, url, f'data-open data-lang="{language}"')
    ask(page, "What was it?")
    expect(page.locator("body")).to_match_aria_snapshot(tree)


@pytest.mark.parametrize("state", [opened, answered, card, front_answered, reader, admin])
def test_targets_are_at_least_24_pixels(
    page: Page, url: str, state: Callable[[Page, str], None]
) -> None:
    state(page, url)
    # Links within a line of text are excepted, as in WCAG 2.5.8.
    small = page.locator("button, input, textarea, summary, a.primary, a.step, nav a").evaluate_all(
        """(all) => all.filter((e) => e.checkVisibility())
          .map((e) => [e.getAttribute("aria-label") || e.textContent || e.type,
                       e.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
          .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""
    )
    # A checkbox of 18 px has its label, 30 px high, as its target.
    assert [one for one in small if not one.startswith("checkbox")] == []


@pytest.mark.parametrize(
    "state", [opened, answered, card, refused, failed, front_answered, documents, reader, admin]
)
def test_zoom_of_400_per_cent_loses_nothing(
    new_page: NewPage, url: str, state: Callable[[Page, str], None]
) -> None:
    """1280 × 1024 at 400 % is 320 × 256 pixels of the style sheet."""
    page = new_page(viewport={"width": 320, "height": 256})
    state(page, url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    wide = page.locator("dialog, section, .log, form, header, li, p").evaluate_all(
        """(all) => all.filter((e) => e.checkVisibility() && !e.closest(".hidden")
            && getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1
            && e.clientWidth > 1).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert wide == []
    for selector in (".composer textarea", ".pill", ".card .primary", ".failure button"):
        if page.locator(selector).count() and "card" not in state.__name__:
            page.locator(selector).first.scroll_into_view_if_needed()
            expect(page.locator(selector).first).to_be_in_viewport()


SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (const { shadowRoot } of document.querySelectorAll("qa-chat"))
    shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet];
}"""


@pytest.mark.parametrize("state", [opened, answered, card, refused, front_answered, reader])
def test_text_spacing_clips_nothing(
    page: Page, url: str, state: Callable[[Page, str], None]
) -> None:
    state(page, url)
    page.evaluate(SPACING)
    clipped = page.locator("button, h1, h2, h3, p, li, a, span").evaluate_all(
        """(all) => all.filter((e) => e.checkVisibility()
            && !e.matches(".hidden, .hidden *, .title")
            && e.clientHeight && e.scrollHeight > e.clientHeight + 2
            && getComputedStyle(e).overflowY !== "visible").map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert clipped == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_focus_is_not_hidden_under_the_box(new_page: NewPage, url: str) -> None:
    page = new_page(viewport={"width": 1000, "height": 500})
    front_answered(page, url)
    for _ in range(14):
        page.keyboard.press("Shift+Tab")
        covered = page.evaluate(
            """() => {
              const root = document.querySelector("qa-chat").shadowRoot;
              const at = root.activeElement;
              if (!at || at.closest(".composer") || !at.closest(".turn")) return "";
              const box = at.getBoundingClientRect();
              const foot = root.querySelector(".composer").getBoundingClientRect().top;
              return box.bottom > foot + 1 ? at.outerHTML.slice(0, 90) : "";
            }"""
        )
        assert covered == ""


def test_forced_colours_keep_marks_and_borders(page: Page, url: str) -> None:
    page.emulate_media(forced_colors="active")
    reader(page, url)
    colours = page.locator("mark.cited").evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e.parentNode).backgroundColor]"
    )
    assert colours[0] != colours[1]
    opened(page, url)
    assert page.locator(".send").evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"


def test_reduced_motion_stops_all_motion(new_page: NewPage, url: str) -> None:
    page = new_page(reduced_motion="no-preference")
    opened(page, url)
    ask(page, "!stream", ".claim")
    moving = "document.querySelector('qa-chat').shadowRoot.getAnimations().length"
    assert page.evaluate(moving) > 0
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_function(f"{moving} === 0")
