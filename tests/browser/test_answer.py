"""An answer for somebody who cannot read its source, and ways to go on from it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_service import Archive, Json
from tests.browser.talking import ask, call, launcher_page


def citation(number: int, **more: object) -> Json:
    return {"number": number, "document_id": "d", "quote": f"Quote {number}.", **more}


def claim(text: str, start: int, *numbers: int, verdict: str = "quoted") -> Json:
    end = start + len(text)
    return {"text": text, "start": start, "end": end, "citations": numbers, "verdict": verdict}


@pytest.mark.parametrize(
    ("text", "claims", "items"),
    [
        (
            "The archive says: «Quote 1.» [1]",
            [claim("Quote 1.", 19, 1)],
            [("words", "The archive says:", ""), ("quote", "1", "")],
        ),
        (
            "2 items:\n1. «Quote 1.» [1]\n2) «Quote 2.» [2]",
            [claim("Quote 1.", 13, 1), claim("Quote 2.", 31, 2)],
            [("words", "2 items:", ""), ("quote", "1", "1"), ("quote", "2", "2")],
        ),
        # The service numbers its citations, and says before them how many there are.
        (
            "The document lists 2:\n«Quote 1.» [1]\n«Quote 2.» [2]",
            [claim("Quote 1.", 23, 1), claim("Quote 2.", 38, 2)],
            [("words", "The document lists 2:", ""), ("quote", "1", "1"), ("quote", "2", "2")],
        ),
        (
            "The archive says:\n«Quote 1.» [1]\n«Quote 2.» [2]",
            [claim("Quote 1.", 19, 1), claim("Quote 2.", 34, 2)],
            [("words", "The archive says:", ""), ("quote", "1", ""), ("quote", "2", "")],
        ),
        (
            "60. «Quote 1.» [1]",
            [claim("60", 0, 1, verdict="supported"), claim("Quote 1.", 5, 1)],
            [("said", "60", "short"), ("quote", "1", "")],
        ),
        # What is not the document's own words is no quotation.
        ("Other words. [1]", [claim("Other words.", 0, 1)], [("said", "Other words.", "")]),
    ],
)
def test_quotations_stand_by_themselves(
    page: Page, url: str, text: str, claims: list[Json], items: list[tuple[str, str, str]]
) -> None:
    page.goto(url)
    found = call(page, "chat/layout.js", "layOut", text, claims, [citation(1), citation(2)])
    shown = [
        (
            one["kind"],
            str(one["citation"]["number"]) if one["citation"] else one["text"],
            one["ordinal"] or ("short" if one["short"] else ""),
        )
        for one in found
    ]
    assert shown == items


def test_words_that_meet_the_question_are_marked(page: Page, url: str, archive: Archive) -> None:
    answer = archive.answer

    def marked(question: str) -> Json:
        reply = answer(question)
        first = reply["citations"][0]
        start = first["start"] + 2  # after an emoji, which is one code point and two units
        first["matched"] = [[start, start + 4, 0, 4], [900_000, 900_001]]
        return reply

    archive.answer = marked  # type: ignore[method-assign]
    page.goto(url)
    ask(page, "What happened?")
    marks = page.locator(".answer mark")
    expect(marks).to_have_text(["Есеп"])
    expect(marks).to_have_attribute("data-word", "In the question: What")
    marks.focus()
    expect(marks).to_be_focused()


def test_a_document_is_introduced_once_in_the_reader_s_language(
    page: Page, url: str, archive: Archive
) -> None:
    answer = archive.answer

    def described(question: str) -> Json:
        reply = answer(question)
        for one in reply["citations"]:
            one |= {"about": {"": "Annual report", "ru": "Годовой отчёт"}, "page": 3}
        return reply

    archive.answer = described  # type: ignore[method-assign]
    archive.verdicts = ["quoted"]
    archive.quotes = [("kk1", "📚 Есеп қабылданды."), ("kk1", "Кітапхана 1932 жылы ашылған.")]
    page.goto(f"{url}/?lang=ru")
    ask(page, "Что?")
    expect(page.locator(".from")).to_have_count(1)
    expect(page.locator(".from .origin")).to_have_text(
        "по состоянию на 2023 г. · казахский · стр. 3"
    )
    expect(page.locator(".from .about")).to_have_text("Годовой отчёт")
    expect(page.locator(".answer blockquote")).to_have_count(2)


def test_translation_is_offered_only_where_there_is_one(
    page: Page, url: str, archive: Archive
) -> None:
    archive.verdicts = ["quoted"]
    page.goto(url)
    ask(page, "What happened?")
    assert page.get_by_role("button", name="Translate").count() == 0
    archive.translates = True
    page.reload()
    buttons = page.get_by_role("button", name="Translate")
    expect(buttons).to_have_count(2)  # not of what is in English already
    buttons.first.click()
    shown = page.locator(".translation").first
    expect(shown).to_have_text("Machine translationen: 📚 Есеп қабылданды.")
    expect(page.locator(".answer blockquote").first).to_contain_text("📚 Есеп қабылданды.")


def test_what_was_understood_can_be_refused_or_changed(
    page: Page, url: str, archive: Archive
) -> None:
    page.goto(url)
    ask(page, "What happened at the library?")
    turn = ask(page, "And then? !follow")
    assert len(archive.asked[1]["history"]) == 2
    turn.get_by_role("button", name="Change how the question was understood").click()
    box = turn.get_by_role("textbox")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(turn.get_by_role("button", name="Change how")).to_be_focused()
    turn.get_by_role("button", name="Change how").click()
    turn.get_by_role("textbox").fill("What happened in 1932?")
    turn.get_by_role("textbox").press("Enter")
    expect(turn.locator(".chip bdi")).to_have_text("What happened in 1932?")
    assert (archive.asked[2]["question"], archive.asked[2]["history"]) == (
        "What happened in 1932?",
        [],
    )
    turn.get_by_role("button", name="Ask it as I wrote it").click()
    turn.locator(".actions").wait_for()
    assert (archive.asked[3]["question"], archive.asked[3]["history"]) == ("And then? !follow", [])


def test_a_refusal_says_what_to_ask_instead(page: Page, url: str, archive: Archive) -> None:
    refusal = archive.refusal

    def helpful(question: str) -> Json:
        reply = refusal(question)
        near = reply["suggestions"][0]
        reply["suggestions"] = [near | {"quote": "Есеп қабылданды.", "start": 1968, "end": 1984}]
        return reply | {"instead": ["When did the library open?"]}

    archive.refusal = helpful  # type: ignore[method-assign]
    page.goto(url)
    turn = ask(page, "!refuse", ".refusal")
    expect(turn.locator("blockquote")).to_have_text("Есеп қабылданды.")
    expect(turn.locator(".refusal a")).to_have_attribute(
        "href", f"{url}/documents/kk1#char=1968,1984"
    )
    turn.get_by_role("button", name="When did the library open?").click()
    page.locator("article.turn").nth(1).locator(".actions").wait_for()
    assert archive.asked[1]["question"] == "When did the library open?"


@pytest.mark.parametrize("address", ["/?q=When%3F", "/#q=When%3F"])
def test_a_question_in_the_address_is_asked(
    page: Page, url: str, archive: Archive, address: str
) -> None:
    page.goto(url + address)
    page.locator(".actions").wait_for()
    assert [asked["question"] for asked in archive.asked] == ["When?"]
    assert page.url == f"{url}/#q=When%3F"
    page.reload()
    page.locator(".actions").wait_for()
    assert len(archive.asked) == 1


def test_one_document_is_asked(page: Page, url: str, archive: Archive) -> None:
    page.goto(f"{url}/documents/en1")
    page.get_by_role("link", name="Ask this document").click()
    only = page.get_by_role("checkbox", name="en1.txt")
    expect(only).to_be_checked()
    turn = ask(page, "When?")
    assert archive.asked[0]["filters"] == {"sources": ["en1.txt"]}
    expect(turn.locator(".resolved")).to_have_text("Searched only in: en1.txt")
    only.uncheck()
    ask(page, "When was it?")
    assert "filters" not in archive.asked[1]


def test_an_answer_has_an_address_with_its_limits(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    page.get_by_text("Ask a part of the archive").click()
    page.get_by_role("checkbox", name="Kazakh").check()
    page.get_by_label("From the year").select_option("2022")
    expect(page.locator("[data-limited]")).to_have_text("Kazakh, 2022–")
    turn = ask(page, "When?")
    filters = archive.asked[0]["filters"]
    assert (filters["languages"], filters["date_from"]) == (["kk"], "2022-01-01")
    expect(turn.locator(".resolved")).to_have_text("Searched only in: Kazakh, 2022–")
    turn.get_by_role("button", name="Copy link").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(copied).fragment) == {
        "q": ["When?"],
        "languages": ["kk"],
        "date_from": ["2022-01-01"],
    }
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    page.goto(copied)
    page.locator(".actions").wait_for()
    assert archive.asked[1]["filters"] == filters


def test_a_document_is_found_and_asked_alone(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    page.get_by_text("Ask a part of the archive").click()
    title = archive.documents["ru1"]["title"]
    page.get_by_label("Search titles and texts").fill(title)
    page.locator("#offers option[value='ru1.txt']").wait_for(state="attached")
    page.get_by_label("Search titles and texts").fill("ru1.txt")
    only = page.get_by_role("checkbox", name="ru1.txt")
    expect(only).to_be_checked()
    expect(page.locator("[data-limited]")).to_have_text("ru1.txt")
    page.get_by_label("Search titles and texts").fill(archive.documents["en1"]["title"])
    page.locator("#offers option[value='en1.txt']").wait_for(state="attached")
    page.keyboard.press("Enter")
    expect(page.locator("[data-limited]")).to_have_text("ru1.txt, en1.txt")
    only.uncheck()
    ask(page, "When?")
    assert archive.asked[0]["filters"] == {"sources": ["en1.txt"]}
    page.get_by_role("button", name="Whole archive").click()
    expect(page.locator("[data-limited]")).to_be_empty()
    ask(page, "When was it?")
    assert "filters" not in archive.asked[1]


def test_conversations_are_put_aside_taken_up_and_deleted(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "First?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("article.turn")).to_have_count(0)
    ask(page, "Second?")
    page.get_by_role("button", name="First?").first.click()
    expect(page.locator("h3.question")).to_contain_text("First?")
    rows = page.locator("[data-past] li")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Second?")
    rows.get_by_role("button", name="Delete").click()
    expect(rows).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(1)
    page.reload()
    expect(rows).to_contain_text("Second?")


def test_suggestions_in_the_reader_s_language_come_first(page: Page, url: str) -> None:
    given = [
        {"text": "Қазақша?", "language": "kk"},
        {"text": "По-русски?", "language": "ru"},
    ]
    page.route(
        "**/v1/archive",
        lambda route: route.fulfill(json={"examples": given, "titles": ["The city library"]}),
    )
    launcher_page(page, url, 'data-open data-lang="ru"')
    expect(page.locator(".suggestions button")).to_have_text(["По-русски?", "Қазақша?"])
    launcher_page(page, url, 'data-open data-lang="en"')
    expect(page.locator(".suggestions button").first).to_have_text(
        "What does “The city library” say?"
    )
