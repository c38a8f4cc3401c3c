"""The pages around the widget."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_service import ADMIN_KEY, Archive, document


def test_front_page_tells_what_there_is(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("[data-facts]")).to_have_text(
        "3 documents · 30 passages · Kazakh 1 · Russian 1 · English 1"
    )
    expect(page.locator("[data-titles] li")).to_have_count(3)
    expect(page.locator("[data-verdicts] dt")).to_have_count(4)
    page.get_by_role("button", name="Copy code").click()
    expect(page.locator("[data-copied]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == (
        f'<script type="module" src="{url}/widget.js" data-launcher></script>'
    )


def test_empty_archive_says_what_to_do(page: Page, url: str, archive: Archive) -> None:
    archive.documents.clear()
    archive.suggestions.clear()
    page.goto(url)
    expect(page.locator("[data-facts]")).to_have_text(
        "Nothing is indexed yet. Run: qa index FOLDER"
    )


@pytest.mark.parametrize(
    ("locale", "heading"),
    [
        ("kk-KZ", "Мұрағаттан сұраңыз. Әр сөзін тексеріңіз."),
        ("ru-RU", "Спросите архив. Проверьте каждое слово."),
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


def test_documents_are_searched_and_paged(page: Page, url: str, archive: Archive) -> None:
    for i in range(60):
        archive.documents[f"x{i}"] = document(f"x{i}", f"Report {i}", "Text.")
    page.goto(f"{url}/documents")
    expect(page.locator("[data-status]")).to_have_text("1–25 of 63")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("[data-status]")).to_have_text("26–50 of 63")
    page.get_by_role("searchbox").fill("report 5")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("1–11 of 11")
    assert page.url.endswith("/documents?query=report+5")
    page.get_by_role("searchbox").fill("nothing like it")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("[data-status]")).to_have_text("No document matches.")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("report 5")
    expect(page.locator("[data-rows] li")).to_have_count(11)


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


def test_keeper_uploads_looks_deletes_and_exports(
    page: Page, url: str, archive: Archive, tmp_path: Path
) -> None:
    archive.feedback.append({"question": "Why?", "rating": "down", "reason": "no", "time": "2026"})
    page.goto(f"{url}/admin")
    page.get_by_label("Admin key").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("This key was not accepted.")
    page.get_by_label("Admin key").fill(ADMIN_KEY)
    page.keyboard.press("Enter")
    expect(page.locator("[data-feedback]")).to_contain_text("Not helpful · Why?")

    (tmp_path / "новый.txt").write_text("Жаңа құжат.", "utf-8")
    page.get_by_label("Files").set_input_files(tmp_path / "новый.txt")
    page.get_by_role("button", name="Upload and index").click()
    expect(page.locator("[data-uploaded]")).to_have_text("Done · 3 passages")
    row = page.locator("[data-rows] > li", has_text="новый.txt")
    row.get_by_text("Left out while cleaning").click()
    expect(row.locator("details li")).to_have_text("page 1")

    row.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    assert "новый.txt" not in archive.documents

    with page.expect_download() as saving:
        page.get_by_role("button", name="Download as JSONL").click()
    lines = Path(saving.value.path()).read_text("utf-8").splitlines()
    assert [json.loads(line)["question"] for line in lines] == ["Why?"]
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_label("Admin key")).to_be_visible()
