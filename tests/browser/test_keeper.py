"""What the archive's keeper does: signing in, uploading, deleting, feedback."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.fake_service import ADMIN_KEY, Archive
from tests.browser.test_pages import enter_admin


def test_a_wrong_key_is_told_and_the_keeper_leaves(page: Page, url: str) -> None:
    page.goto(f"{url}/admin")
    page.get_by_label("Admin key").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("This key was not accepted.")
    page.get_by_label("Admin key").fill(ADMIN_KEY)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Admin key")).to_be_visible()


def test_each_of_300_files_has_its_row_and_its_reason(
    page: Page, url: str, archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "box"
    folder.mkdir()
    for i in range(300):
        ending, text = ("exe", "x") if i % 50 == 7 else ("txt", "" if i % 50 == 9 else f"Text {i}")
        (folder / f"{i:03}.{ending}").write_text(text, encoding="utf-8")
    (folder / ".DS_Store").write_text("left by a system", encoding="utf-8")
    enter_admin(page, url)
    page.locator("[data-folder]").set_input_files(folder)
    outcome = page.locator("[data-uploaded]")
    expect(outcome).to_have_text("300 of 300 files done; not added: 12", timeout=300_000)
    rows = page.locator("[data-given] tr")
    expect(rows).to_have_count(300)
    expect(rows.nth(0)).to_contain_text("000.txt")
    expect(rows.nth(0)).to_contain_text("added")
    expect(rows.nth(0).locator("summary")).to_have_text("1 piece left out while cleaning")
    expect(rows.nth(7)).to_contain_text("This kind of file is not read.")
    expect(rows.nth(9)).to_contain_text("There is no text in it.")
    assert archive.uploads == 300
    page.get_by_role("button", name="Русский").click()
    expect(rows.nth(7)).to_contain_text("Файлы такого вида не читаются.")
    expect(rows.nth(0).locator("td").first).to_have_text("добавлен")


def test_a_connection_that_breaks_loses_nothing(
    page: Page, url: str, archive: Archive, tmp_path: Path
) -> None:
    files = [tmp_path / f"{i:02}.txt" for i in range(20)]
    for file in files:
        file.write_text(file.name, encoding="utf-8")
    enter_admin(page, url)
    cut = iter([False] * 7 + [True] + [False] * 20)

    def sent(route: Route) -> None:
        if route.request.method == "POST" and next(cut):
            route.abort("connectionreset")
        else:
            route.fallback()

    page.route("**/v1/documents", sent)
    page.locator("[data-files]").set_input_files(files)
    outcome = page.locator("[data-uploaded]")
    expect(outcome).to_contain_text("The connection broke.")
    expect(page.locator(".is-added")).to_have_count(7)
    expect(page.locator(".is-waiting")).to_have_count(13)
    page.get_by_role("button", name="Send the rest").click()
    expect(outcome).to_have_text("20 of 20 files done; not added: 0")
    assert {file.name for file in files} <= archive.documents.keys()


def test_many_are_deleted_and_brought_back(page: Page, url: str, archive: Archive) -> None:
    enter_admin(page, url)
    rows = page.locator("[data-rows] > tr")
    page.get_by_label("Select all shown").check()
    page.get_by_role("button", name="Delete 3 documents").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Delete 3 documents").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete 3 documents?")
    dialog.get_by_role("button", name="Delete").click()
    expect(rows).to_have_count(0)
    assert archive.documents == {}
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(3)
    assert set(archive.documents) == {"kk1", "ru1", "en1"}


def test_files_of_those_selected_are_read_again(page: Page, url: str, archive: Archive) -> None:
    enter_admin(page, url)
    again = page.get_by_role("button", name="Re-index 2 documents")
    expect(again).to_be_hidden()
    page.locator("[data-id=kk1]").check()
    page.locator("[data-id=en1]").check()
    again.click()
    expect(page.locator("[data-again]")).to_have_attribute("aria-disabled", "false")
    assert archive.reread == ["kk1", "en1"]


def test_what_cleaning_left_out_is_shown(page: Page, url: str, archive: Archive) -> None:
    archive.documents["kk1"]["metadata"]["dropped"] = [{"text": "12", "reason": "counter"}]
    enter_admin(page, url)
    row = page.locator("[data-rows] > tr").first
    row.get_by_text("Left out while cleaning").click()
    expect(row.locator("details li")).to_have_text("12 — counter")


def test_why_something_was_not_read_is_said_in_the_readers_language(page: Page, url: str) -> None:
    exact = "scan.pdf: no text layer; install a recogniser"
    one = {"source": "scan.pdf", "part": "page 7", "kind": "no-text-layer", "reason": exact}
    page.route("**/v1/problems", lambda route: route.fulfill(json={"problems": [one]}))
    enter_admin(page, url, "ru")
    row = page.locator("[data-problems] > li")
    expect(row).to_contain_text("scan.pdf · Страница 7 Это скан без текстового слоя")
    expect(row.get_by_text(exact)).to_be_hidden()
    row.get_by_text("Точное сообщение").click()
    expect(row.get_by_text(exact)).to_be_visible()


def test_columns_are_sorted_by(page: Page, url: str, archive: Archive) -> None:
    enter_admin(page, url)
    sources = page.locator("[data-rows] > tr > td:nth-child(3)")
    names = [one["source"] for one in archive.documents.values()]
    expect(sources).to_contain_text(names)
    head = page.get_by_role("columnheader", name="File")
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    expect(sources).to_contain_text(names[::-1])
    expect(head).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Русский").click()
    expect(page.get_by_role("columnheader", name="Файл")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(sources).to_contain_text(names[::-1])


def test_files_go_on_in_another_language(
    page: Page, url: str, archive: Archive, tmp_path: Path
) -> None:
    files = [tmp_path / f"{i:02}.txt" for i in range(12)]
    for file in files:
        file.write_text(file.name, encoding="utf-8")
    enter_admin(page, url)
    sent: list[Route] = []

    def slowly(route: Route) -> None:
        if route.request.method == "POST" and len(sent) < 3:
            sent.append(route)
            if len(sent) == 3:
                return  # on its way when the language is changed
        route.fallback()

    page.route("**/v1/documents", slowly)
    page.locator("[data-files]").set_input_files(files)
    expect(page.locator(".is-added")).to_have_count(2)
    page.get_by_role("button", name="Русский").click()
    outcome = page.locator("[data-uploaded]")
    expect(outcome).to_have_text("Обработано файлов: 12 из 12; не добавлено: 0")
    assert {file.name for file in files} <= archive.documents.keys()


def test_feedback_is_dealt_with_page_by_page(page: Page, url: str, archive: Archive) -> None:
    for i in range(1, 41):
        one = {"id": i, "question": f"Why {i}?", "rating": "down", "reason": "no", "time": "2026"}
        archive.feedback.append(one | {"status": "open"})
    page.goto(f"{url}/admin/feedback")
    page.get_by_label("Admin key").fill(ADMIN_KEY)
    page.keyboard.press("Enter")
    rows, count = page.locator("[data-rows] > li"), page.locator("[data-held]")
    expect(count).to_have_text("40 ratings")
    expect(rows).to_have_count(30)
    page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(40)
    rows.first.get_by_role("button", name="Mark as done").click()
    expect(count).to_have_text("39 ratings")
    page.get_by_role("button", name="Done", exact=True).click()
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Not helpful · Why 1?")
    rows.first.get_by_role("button", name="Open again").click()
    expect(count).to_have_text("No feedback yet.")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Download as JSONL").click()
    lines = Path(saving.value.path()).read_text("utf-8").splitlines()
    assert [json.loads(line)["question"] for line in lines][:2] == ["Why 1?", "Why 2?"]
