"""The pages around the widget."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.fake_service import ADMIN_KEY, Archive, document, run_status
from tests.browser.talking import ask, eventually


def test_front_page_tells_what_there_is(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("[data-facts]")).to_have_text(
        "3 documents · 30 passages · Kazakh: 1 · Russian: 1 · English: 1"
    )
    expect(page.locator("[data-titles] li")).to_have_count(3)
    bars = page.locator("[data-timeline] a")
    assert [bar.get_attribute("aria-label") for bar in bars.all()] == [
        "2021: 1 document",
        "2022: 1 document",
        "2023: 1 document",
    ]
    bars.nth(1).click()
    expect(page.locator("[data-rows] a")).to_have_text(["О работе городской библиотеки"])
    page.get_by_role("link", name="How answers are checked").click()
    expect(page.locator("[data-verdicts] dt")).to_have_count(4)


def test_code_for_other_sites_is_built_and_shown(page: Page, url: str) -> None:
    page.goto(f"{url}/embed")
    code = page.locator("[data-snippet]")
    expect(code).to_have_text(
        f'<script type="module" src="{url}/widget.js" data-launcher></script>'
    )
    page.locator("[name=kind]").select_option("inline")
    page.locator("[name=lang]").select_option("kk")
    page.locator("[name=heading]").fill('Ask "us" <now>')
    shown = (
        f'<script type="module" src="{url}/widget.js"></script>\n<qa-chat mode="inline" '
        'lang="kk" heading="Ask &quot;us&quot; &lt;now>"></qa-chat>'
    )
    expect(code).to_have_text(shown)
    preview = page.locator("[data-preview]")
    expect(preview.get_by_role("textbox", name="Сұрағыңыз")).to_be_visible()
    page.get_by_role("button", name="Copy code").click()
    expect(page.locator("[data-copied]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == shown


def test_title_as_long_as_a_text_leaves_room_for_the_rest(
    page: Page, url: str, archive: Archive
) -> None:
    archive.documents["kk1"]["title"] = "A title that goes on and on. " * 350
    for path, selector in (
        ("/", "[data-titles] a"),
        ("/documents", "[data-rows] a"),
        ("/documents/kk1", "h1"),
    ):
        page.goto(url + path)
        page.locator(selector).first.wait_for()
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["height"] < 350
    enter_admin(page, url)
    box = page.locator("[data-rows] a").first.bounding_box()
    assert box is not None
    assert box["height"] < 350
    page.goto(url)
    ask(page, "What happened?")
    assert len(page.locator(".pill").first.get_attribute("aria-label") or "") < 350


def test_empty_archive_says_what_to_do(page: Page, url: str, archive: Archive) -> None:
    archive.documents.clear()
    archive.suggestions.clear()
    page.goto(f"{url}/documents")
    expect(page.locator("[data-status]")).to_have_text("No documents yet.")
    page.goto(url)
    expect(page.locator("[data-facts]")).to_have_text(
        "The archive is empty. Documents are added on the Administration page, "
        "or with: qa index FOLDER"
    )


@pytest.mark.parametrize(
    ("locale", "heading"),
    [
        ("kk-KZ", "Мұрағаттан сұраңыз. Әр сөзін тексеріңіз."),
        ("ru-RU", "Спросите у архива. Проверьте каждое слово."),
        ("de-DE", "Ask the archive. Check every word."),
    ],
)
def test_page_speaks_the_browser_s_language(
    new_page: object, url: str, locale: str, heading: str
) -> None:
    page: Page = new_page(locale=locale)  # type: ignore[operator]
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_language_chosen_on_one_page_holds_on_the_next(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Русский").click()
    expect(page.get_by_role("button", name="Русский")).to_be_focused()
    expect(page.get_by_role("textbox", name="Ваш вопрос")).to_be_visible()
    expect(page.locator("[data-facts]")).to_contain_text("3 документа · 30 фрагментов")
    page.get_by_role("link", name="Документы", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Документы")
    assert page.evaluate("document.documentElement.lang") == "ru"
    expect(page).to_have_title("Документы")


def test_documents_are_searched_and_paged(page: Page, url: str, archive: Archive) -> None:
    for i in range(60):
        archive.documents[f"x{i}"] = document(f"x{i}", f"Report {i}", "Text.")
    page.goto(f"{url}/documents")
    expect(page.locator("[data-status]")).to_have_text("1–25 of 63")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("[data-status]")).to_have_text("26–50 of 63")
    page.get_by_role("searchbox").fill("report 5")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("11 documents")
    assert page.url.endswith("/documents?query=report+5")
    page.get_by_role("searchbox").fill("nothing like it")
    expect(page.locator("[data-status]")).to_have_text("No document matches.")


def held_back(page: Page, script: str) -> list[Route]:
    """Requests for a page's script, which wait until they are let through."""
    held: list[Route] = []
    page.route(f"**/static/pages/{script}", lambda route: held.append(route))
    return held


def test_what_is_typed_before_the_page_is_ready_is_searched(page: Page, url: str) -> None:
    held = held_back(page, "documents.js")
    page.goto(f"{url}/documents", wait_until="commit")
    page.locator("#query").fill("library")
    page.locator("#query").blur()
    held[0].continue_()
    expect(page.locator("[data-status]")).to_have_text("1 document")
    expect(page.locator("#query")).to_have_value("library")
    assert page.url.endswith("/documents?query=library")


def test_a_key_waits_until_it_can_be_taken(page: Page, url: str) -> None:
    held = held_back(page, "admin.js")
    page.goto(f"{url}/admin", wait_until="commit")
    page.get_by_label("Admin key").fill(ADMIN_KEY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign in")).to_be_disabled()
    held[0].continue_()
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-rows] > tr")).to_have_count(3)


def test_documents_are_found_as_one_types_and_narrowed_down(page: Page, url: str) -> None:
    page.goto(f"{url}/documents")
    page.get_by_role("searchbox").press_sequentially("library")
    expect(page.locator("[data-status]")).to_have_text("1 document")
    expect(page.locator(".snippet mark").first).to_have_text("library", ignore_case=True)
    assert page.url.endswith("/documents?query=library")
    page.get_by_role("searchbox").fill("")
    expect(page.locator("[data-status]")).to_have_text("3 documents")
    page.get_by_role("checkbox", name="Kazakh").check()
    expect(page.locator("[data-rows] a")).to_have_text(["Орталық кітапхананың жылдық есебі"])
    page.get_by_role("checkbox", name="Russian").check()
    expect(page.locator("[data-status]")).to_have_text("2 documents")
    page.get_by_role("button", name="Remove: Kazakh").click()
    expect(page.locator("[data-rows] a")).to_have_text(["О работе городской библиотеки"])
    page.go_back()
    expect(page.locator("[data-status]")).to_have_text("2 documents")
    page.reload()
    expect(page.locator("[data-status]")).to_have_text("2 documents")


def test_reader_highlights_by_code_points(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/en1#char=73,104")
    expect(page.locator("mark.cited")).to_have_text("A second reading room followed.")
    expect(page.locator("h1")).to_have_text("The city library")
    expect(page.locator("[data-body]")).to_have_attribute("lang", "en")
    expect(page.locator("[data-facts]")).to_contain_text("A. Reader")
    expect(page.locator(".position")).to_have_text("Citation 1 of 1")
    assert page.title() == "The city library"


def test_reader_scrolls_to_the_sentence(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/kk1#char=1966,1984")
    mark = page.locator("mark.cited")
    expect(mark).to_have_text("📚 Есеп қабылданды.")
    expect(mark).to_be_in_viewport()
    assert page.evaluate("scrollY") > 200


def test_reader_goes_from_citation_to_citation(page: Page, url: str) -> None:
    cited = "kk1:1966,1984;en1:73,104;en1:106,155"
    page.goto(f"{url}/documents/kk1#char=1966,1984&cited={cited}")
    expect(page.locator(".position")).to_have_text("Citation 1 of 3")
    assert page.get_by_role("link", name="Previous citation").count() == 0
    page.get_by_role("link", name="Next citation").click()
    expect(page.locator("mark.cited")).to_have_text("A second reading room followed.")
    expect(page.locator("mark.also")).to_have_text(
        "Borrowing is free for every resident of the city."
    )
    page.get_by_role("link", name="Next citation").click()
    expect(page.locator("mark.cited")).to_have_text(
        "Borrowing is free for every resident of the city."
    )
    expect(page.locator(".position")).to_have_text("Citation 3 of 3")
    page.get_by_role("button", name="Copy permanent link").click()
    expect(page.locator(".citations [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{url}/documents/en1#char=106,155"
    page.go_back()
    expect(page.locator("mark.cited")).to_have_text("A second reading room followed.")


def test_a_language_in_the_address_holds_until_another_is_chosen(page: Page, url: str) -> None:
    page.goto(f"{url}/documents?lang=kk&q=a")
    page.locator("html[lang=kk]").wait_for()
    page.goto(f"{url}/documents/kk1")
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    page.goto(f"{url}/documents?lang=kk&q=a")
    page.get_by_role("button", name="Русский").click()
    expect(page).not_to_have_url(re.compile("lang="))
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_change_of_language_does_not_move_the_reader(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/kk1#char=1966,1984")
    page.locator("mark.cited").wait_for()
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("button", name="Қазақша").click()
    expect(page.locator(".position")).to_have_text("1-дәйексөз, барлығы 1")
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("span", ["900000,900001", "5,5", "9,3"])
def test_link_outside_the_document_is_told(page: Page, url: str, span: str) -> None:
    page.goto(f"{url}/documents/en1#char={span}")
    expect(page.locator("[data-status]")).to_contain_text("points outside this document")
    expect(page.locator("[data-body] p")).to_have_count(3)


def test_unknown_document_is_told(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/none")
    expect(page.locator("[data-status]")).to_contain_text("There is no such document")


def enter_admin(page: Page, url: str, language: str = "en") -> None:
    page.goto(f"{url}/admin?lang={language}")
    page.locator("#key").fill(ADMIN_KEY)
    page.keyboard.press("Enter")
    page.locator("[data-rows] > tr").first.wait_for()


REPORT = {
    "added": 2,
    "updated": 1,
    "unchanged": 5,
    "removed": 0,
    "passages": 40,
    "problems": [{"source": "<b>bad.pdf", "reason": "damaged"}],
    "seconds": 3.5,
}
HALF = {"documents": 1, "total": 4, "passages": 7, "source": "a.txt"}


@pytest.mark.parametrize(
    ("language", "button", "running", "progress", "outcome"),
    [
        (
            "en",
            "Re-index",
            "Re-indexing…",
            "1 of 4 read · a.txt",
            "Done · added: 2 · changed: 1 · unchanged: 5 · removed: 0 · could not be read: 1",
        ),
        (
            "ru",
            "Переиндексировать",
            "Идёт переиндексация…",
            "прочитано 1 из 4 · a.txt",
            "Готово · добавлено: 2 · изменено: 1 · без изменений: 5 · удалено: 0 · не прочитано: 1",
        ),
        (
            "kk",
            "Қайта индекстеу",
            "Қайта индекстелуде…",
            "оқылды: 1 / 4 · a.txt",
            "Дайын · қосылды: 2 · жаңартылды: 1 · өзгермеді: 5 · жойылды: 0 · оқылмады: 1",
        ),
    ],
)
def test_keeper_has_the_folders_read_again(
    page: Page,
    url: str,
    archive: Archive,
    language: str,
    button: str,
    running: str,
    progress: str,
    outcome: str,
) -> None:
    enter_admin(page, url, language)
    expect(page.locator("[data-sources]")).to_have_text("/srv/texts")
    archive.run = [run_status("running"), run_status("running", progress=HALF)]
    again = page.get_by_role("button", name=button, exact=True)
    again.click()
    expect(page.locator("[data-reindexed]")).to_have_text(running)
    expect(page.locator("[data-inhand]")).to_have_text(progress)
    expect(page.locator("[data-advance]")).to_have_js_property("value", 0.25)
    expect(again).to_have_attribute("aria-disabled", "true")
    expect(again).to_be_focused()
    archive.documents["x"] = document("x", "A new document", "Text.")
    archive.run = [run_status("done", report=REPORT)]
    expect(page.locator("[data-reindexed]")).to_have_text(outcome)
    expect(page.locator("[data-unread] li")).to_have_text(["<b>bad.pdf: damaged"])
    expect(page.locator("[data-rows]")).to_contain_text("A new document")
    expect(page.locator("[data-advance]")).to_be_hidden()
    expect(again).to_have_attribute("aria-disabled", "false")


def test_run_goes_on_while_the_keeper_is_away(page: Page, url: str, archive: Archive) -> None:
    archive.said = run_status("running", progress=HALF)
    enter_admin(page, url)
    expect(page.locator("[data-inhand]")).to_have_text("1 of 4 read · a.txt")
    page.get_by_role("button", name="Русский").click()
    expect(page.locator("[data-inhand]")).to_have_text("прочитано 1 из 4 · a.txt")
    archive.run = [run_status("done", report=REPORT)]
    expect(page.locator("[data-reindexed]")).to_contain_text("Готово")


@pytest.mark.parametrize(
    ("language", "button", "stopping", "stopped"),
    [
        (
            "en",
            "Stop",
            "Stopping after the document in hand…",
            "Stopped; what was read is kept · 1 of 4 read",
        ),
        (
            "ru",
            "Остановить",
            "Остановится после текущего документа…",
            "Остановлено; прочитанное сохранено · прочитано 1 из 4",
        ),
        (
            "kk",
            "Тоқтату",
            "Ағымдағы құжаттан кейін тоқтайды…",
            "Тоқтатылды; оқылғаны сақталды · оқылды: 1 / 4",
        ),
    ],
)
def test_keeper_stops_a_run(
    page: Page,
    url: str,
    archive: Archive,
    language: str,
    button: str,
    stopping: str,
    stopped: str,
) -> None:
    archive.said = run_status("running", progress=HALF)
    enter_admin(page, url, language)
    stop = page.get_by_role("button", name=button, exact=True)
    stop.click()
    expect(page.locator("[data-reindexed]")).to_have_text(stopping)
    expect(stop).to_have_attribute("aria-disabled", "true")
    expect(stop).to_be_focused()
    eventually(page, lambda: archive.said["state"] == "stopping")
    expect(page.locator("[data-inhand]")).not_to_be_empty()
    archive.documents["x"] = document("x", "A new document", "Text.")
    archive.run = [run_status("stopped", progress=HALF)]
    expect(page.locator("[data-reindexed]")).to_have_text(stopped)
    expect(page.locator("[data-rows]")).to_contain_text("A new document")
    expect(stop).to_be_hidden()
    expect(page.locator("[data-again]")).to_be_focused()
    expect(page.locator("[data-again]")).to_have_attribute("aria-disabled", "false")


def test_run_that_cannot_be_stopped_goes_on(page: Page, url: str, archive: Archive) -> None:
    archive.said = run_status("running", progress=HALF)
    enter_admin(page, url)
    stop = page.get_by_role("button", name="Stop", exact=True)
    archive.unstoppable = True
    stop.click()
    expect(page.locator("[data-status]")).to_contain_text("Not done")
    expect(page.locator("[data-reindexed]")).to_have_text("Re-indexing…")
    expect(stop).to_have_attribute("aria-disabled", "false")


def test_what_was_said_before_a_click_is_old(page: Page, url: str, archive: Archive) -> None:
    held: list[Route] = []
    page.route("**/v1/reindex", lambda route: held.append(route))
    page.goto(f"{url}/admin")
    page.locator("#key").fill(ADMIN_KEY)
    page.keyboard.press("Enter")
    eventually(page, lambda: len(held) == 1)
    held.pop().continue_()  # the key is tried
    eventually(page, lambda: len(held) == 1)
    archive.run = [run_status("done", report=REPORT)]
    page.get_by_role("button", name="Re-index").click()
    eventually(page, lambda: len(held) == 2)
    before, begun = held
    begun.continue_()
    expect(page.locator("[data-reindexed]")).to_contain_text("Done")
    before.fulfill(json=run_status("idle"))
    page.wait_for_timeout(200)
    expect(page.locator("[data-reindexed]")).to_contain_text("Done")


@pytest.mark.parametrize("at", ["start", "end", "between"])
def test_run_that_fails_says_why(page: Page, url: str, archive: Archive, at: str) -> None:
    gone = "nothing to index: /srv/texts: no such file or folder"
    enter_admin(page, url)
    if at == "start":
        page.route("**/v1/reindex", lambda route: route.fulfill(status=503, json={"detail": gone}))
    elif at == "end":
        archive.run = [run_status("running"), run_status("failed", error=gone)]
    else:
        archive.run = [run_status("running")]
    page.get_by_role("button", name="Re-index").click()
    if at == "between":
        expect(page.locator("[data-reindexed]")).to_have_text("Re-indexing…")
        page.route("**/v1/reindex", lambda route: route.fulfill(status=503, json={"detail": gone}))
    expect(page.locator("[data-reindexed]")).to_have_text(f"Not done: {gone}")
    expect(page.locator("[data-reindexed]")).to_have_class("outcome bad")
    expect(page.get_by_role("button", name="Re-index")).to_have_attribute("aria-disabled", "false")


def test_keeper_sees_all_of_many_documents(page: Page, url: str, archive: Archive) -> None:
    for i in range(120):
        archive.documents[f"x{i}"] = document(f"x{i}", f"Report {i}", "Text.")
    enter_admin(page, url)
    rows, count = page.locator("[data-rows] > tr"), page.locator("[data-held]")
    expect(count).to_have_text("1–50 of 123")
    more = page.get_by_role("button", name="Show more")
    more.click()
    expect(count).to_have_text("1–100 of 123")
    expect(rows.nth(50).get_by_role("link")).to_be_focused()
    more.click()
    expect(rows).to_have_count(123)
    expect(more).to_be_hidden()
    page.get_by_role("searchbox").fill("report 11")
    expect(count).to_have_text("11 documents")
    rows.first.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(count).to_have_text("10 documents")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.get_by_role("searchbox").fill("nothing like it")
    expect(count).to_have_text("No document matches.")
