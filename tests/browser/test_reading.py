"""The reader page, and who is in the archive."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_service import Archive


def test_pages_and_headings_are_those_of_the_document(
    page: Page, url: str, archive: Archive
) -> None:
    metadata = archive.documents["kk1"]["metadata"]
    metadata["headings"] = [[0, 33, 1], [35, 64, 2]]
    metadata["pages"] = [[0, 60], [60, 1984]]
    page.goto(f"{url}/documents/kk1")
    contents = page.locator("[data-headings] a")
    expect(contents.first).to_have_text("Орталық кітапхананың жылдық есебі")
    expect(page.locator(".pagemark")).to_have_text(["Page 1", "Page 2"])
    contents.last.click()
    expect(page.locator("[data-body] h3")).to_be_focused()
    assert "#" not in page.url


def test_a_document_is_searched(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/kk1")
    page.get_by_label("Search in this document").fill("КІТАП")
    found = page.locator("[data-found]")
    expect(found).to_have_text("1 of 4")
    expect(page.locator("mark.found")).to_have_text(["кітап"] * 4, ignore_case=True)
    page.get_by_role("button", name="Next place").click()
    expect(found).to_have_text("2 of 4")
    expect(page.locator("mark.here")).to_have_count(1)
    page.get_by_label("Search in this document").fill("")
    expect(page.locator("mark.found")).to_have_count(0)
    expect(page.locator("[data-body] p").first).to_have_text("Орталық кітапхананың жылдық есебі")


def test_how_it_was_read_is_told(page: Page, url: str, archive: Archive) -> None:
    archive.documents["kk1"]["reading"] = {
        "copies": ["2021/library.docx", "mail.eml/library.docx"],
        "recognised": [{"page": 2, "confidence": 0.93}, {"page": 3, "confidence": 0.95}],
        "unread": [
            {"part": "page 4", "kind": "no-text-layer", "reason": "no text layer; install it"},
            {"part": "", "kind": "of-later", "reason": "its reason"},
        ],
    }
    page.goto(f"{url}/documents/kk1?lang=en")
    facts = page.locator("[data-facts]")
    expect(facts).to_contain_text("2021/library.docx")
    expect(facts).to_contain_text("mail.eml/library.docx")
    expect(facts).to_contain_text("recognised text, 94%")
    expect(facts).to_contain_text("Page 4: It is a scan without a text layer")
    expect(facts).to_contain_text("its reason")
    page.goto(f"{url}/documents/ru1")
    expect(page.locator("[data-facts]")).not_to_contain_text("The same text also in")


def test_versions_are_read_side_by_side(page: Page, url: str, archive: Archive) -> None:
    archive.translated = True
    page.goto(f"{url}/documents/kk1")
    page.get_by_role("button", name="Show beside: Russian").click()
    expect(page.locator("[data-otherbody]")).to_contain_text("Городская библиотека работает")
    page.get_by_role("button", name="Close the second text").click()
    expect(page.locator("[data-other]")).to_be_hidden()


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("plain", "A. Reader, The city library, 2021, http://h/d (accessed 29.11.2026)"),
        (
            "gost",
            "A. Reader. The city library : электронный ресурс, 2021. – URL: http://h/d "
            "(дата обращения: 29.11.2026). – Текст : электронный.",
        ),
        ("apa", "A. Reader (2021). The city library. http://h/d"),
        (
            "bibtex",
            "@misc{d1,\n  title = {{The city library}},\n  author = {A. Reader},\n"
            "  year = {2021},\n  url = {http://h/d},\n  urldate = {2026-11-29}\n}",
        ),
    ],
)
def test_references(page: Page, url: str, style: str, text: str) -> None:
    page.goto(url)
    work = {
        "title": "The city library",
        "author": "A. Reader",
        "date": "2021-10",
        "url": "http://h/d",
        "id": "d1",
    }
    script = """async ([style, work]) => {
      const { reference } = await import("/static/pages/citing.js");
      const { STRINGS } = await import("/static/pages/strings.js");
      const t = (await import("/static/chat/i18n.js")).translator("en", STRINGS);
      return reference(style, work, t, new Date("2026-11-29T12:00:00Z"));
    }"""
    assert page.evaluate(script, [style, work]) == text


def test_a_reference_is_chosen_and_copied(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/en1")
    page.locator("[data-style]").select_option("apa")
    shown = page.locator("[data-citation]")
    expect(shown).to_have_text(f"A. Reader (2021). The city library. {url}/documents/en1")
    page.get_by_role("button", name="Copy text").click()
    expect(page.locator("[data-copiedcite]")).to_have_text("Copied")


def test_original_is_offered_where_it_is_kept(page: Page, url: str, archive: Archive) -> None:
    page.goto(f"{url}/documents/en1")
    page.locator("[data-body] p").first.wait_for()
    expect(page.locator("[data-original]")).to_be_hidden()
    archive.documents["en1"]["has_original"] = True
    page.reload()
    expect(page.get_by_role("link", name="Download the original")).to_have_attribute(
        "href", f"{url}/v1/documents/en1/original"
    )


def test_names_are_found_with_all_their_spellings(page: Page, url: str, archive: Archive) -> None:
    where = {"document_id": "en1", "source": "en1.txt", "title": "The city library"}
    for name in ("Anna Reader", "Boris Writer"):
        archive.names.append(
            {
                "kind": "person",
                "name": name,
                "spellings": [name, name.split()[1]],
                "roles": ["director"],
                "documents": [where | {"language": "en", "start": 4, "end": 16}],
            }
        )
    page.goto(f"{url}/people")
    expect(page.locator("[data-status]")).to_have_text("2 names")
    page.get_by_role("searchbox").fill("anna")
    rows = page.locator("[data-rows] > li")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Also written: Reader")
    rows.get_by_role("link").click()
    expect(page.locator("mark.cited")).to_have_text("city library")
    page.go_back()
    page.get_by_role("radio", name="Organisations").check()
    expect(page.locator("[data-status]")).to_have_text("No names yet.")


def test_headings_and_pages_hold_in_code_points(page: Page, url: str) -> None:
    page.goto(url)
    script = """async ([text, layout]) => {
      const { paragraphs } = await import("/static/pages/spans.js");
      const pageMark = (n) => Object.assign(document.createElement("p"), { textContent: `-${n}-` });
      const made = paragraphs(text, [], { ...layout, pageMark });
      return made.map((one) => `${one.tagName} ${one.textContent}`);
    }"""
    layout = {"headings": [[5, 6, 2]], "pages": [[0, 5], [7, 8]]}
    assert page.evaluate(script, ["🙂🙂 A\nB\nC", layout]) == [
        "P -1-",
        "P 🙂🙂 A",
        "H3 B",
        "P -2-",
        "P C",
    ]
