"""The conversation, as a person has it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.fake_service import Archive
from tests.browser.talking import FINISHED, ask, eventually, launcher_page, spoken


def test_answer_shows_claims_marks_and_sources(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "What happened?")
    assert page.locator(".claim bdi").all_inner_texts() == [
        "📚 Есеп қабылданды.",
        "Читальный зал открыт до восьми часов вечера.",
        "A second reading room followed.",
        "Borrowing is free for every resident of the city.",
    ]
    labels = [p.get_attribute("aria-label") for p in page.locator(".pill").all()]
    assert labels == [
        "Citation 1, the quotation is exact: Орталық кітапхананың жылдық есебі",
        "Citation 2, supported by the document: О работе городской библиотеки",
        "Citation 3, contradicted by the document: The city library",
        "Citation 4, not supported by the document: The city library",
    ]
    # The shapes differ too, not the colours alone.
    assert len({p.get_attribute("d") for p in page.locator(".pill path").all()}) == 4
    assert page.locator(".answer").inner_text().count("[") == 0
    # A quotation that stands by itself names its document; the others' are listed below.
    assert page.locator("ol.sources .number").all_inner_texts() == ["2", "3–4"]
    links = page.locator(".from a, ol.sources a").all()
    assert [(link.get_attribute("href") or "").partition("&")[0] for link in links] == [
        f"{url}/documents/{span}"
        for span in ("kk1#char=1966,1984", "ru1#char=92,136", "en1#char=73,104")
    ]
    expect(page.locator(".claim.quoted blockquote")).to_have_attribute("lang", "kk")
    expect(page.locator(".from .origin")).to_have_text("as of 2023 · Kazakh")
    assert page.locator(".legend .verdict").all_inner_texts() == [
        "the quotation is exact",
        "supported by the document",
        "contradicted by the document",
        "not supported by the document",
    ]


def test_a_mark_stands_on_the_line_of_the_last_word(page: Page, url: str) -> None:
    launcher_page(page, url, "data-open")
    ask(page, "What happened?")
    for width in range(340, 460, 20):
        page.set_viewport_size({"width": width, "height": 800})
        alone = page.locator(".claim").evaluate_all(
            """(claims) => claims.filter((claim) => {
              const lines = claim.querySelector("bdi").getClientRects();
              const mark = claim.querySelector(".pill").getBoundingClientRect();
              return mark.top > lines[lines.length - 1].bottom;
            }).length"""
        )
        assert alone == 0, width


def test_enter_sends_and_shift_enter_does_not(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    box = page.get_by_role("textbox")
    box.click()
    page.keyboard.type("first")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second")
    assert archive.asked == []
    page.keyboard.press("Enter")
    page.locator(".actions").wait_for()
    assert archive.asked[0]["question"] == "first\nsecond"
    assert archive.asked[0]["stream"] is True
    expect(box).to_have_value("")
    expect(box).to_be_focused()


@pytest.mark.parametrize(
    ("length", "message"),
    [(1800, ""), (1801, "199 characters left"), (1999, "1 character left"), (2000, "0 char")],
)
def test_counter_near_the_end(page: Page, url: str, length: int, message: str) -> None:
    page.goto(url)
    page.get_by_role("textbox").fill("ә" * (length - 1) + "🙂")
    expect(page.locator("#count")).to_have_text(re.compile(f"^{message}"))


def test_too_long_a_paste_is_kept_and_not_sent(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    box = page.get_by_role("textbox")
    box.fill("x" * 2003)
    box.press("Enter")
    expect(page.locator("#count")).to_have_text("3 characters too many")
    expect(box).to_have_value("x" * 2003)
    expect(box).to_have_attribute("aria-invalid", "true")
    assert archive.asked == []


def test_blank_question_is_not_sent(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    page.get_by_role("textbox").fill(" \n ")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert archive.asked == []
    expect(page.locator("article.turn")).to_have_count(0)


def test_follow_up_sends_history_and_shows_how_it_was_understood(
    page: Page, url: str, archive: Archive
) -> None:
    page.goto(url)
    ask(page, "What happened at the library?")
    expect(page.locator(".resolved")).to_be_hidden()
    ask(page, "And then? !follow")
    expect(page.locator(".resolved").last).to_have_text(
        "Understood as: 26th session: And then? !follow?"
    )
    history = archive.asked[1]["history"]
    assert [m["role"] for m in history] == ["user", "assistant"]
    assert history[0]["content"] == "What happened at the library?"
    assert history[1]["content"].startswith("According to the archive:")


def test_how_it_was_understood_shows_before_the_answer_ends(page: Page, url: str) -> None:
    page.goto(url)
    turn = ask(page, "!hang !follow", ".claim")
    expect(turn.locator(".resolved")).to_have_text("Understood as: 26th session: !hang !follow?")


def test_other_spellings_that_were_searched_for_are_told(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "ctccbz?")
    expect(page.locator(".resolved")).to_have_text("Also searched for: сессиясессии")
    expect(page.locator(".resolved q")).to_have_text(["сессия", "сессии"])
    page.reload()
    expect(page.locator(".resolved q")).to_have_text(["сессия", "сессии"])


def test_claims_show_while_the_answer_streams_and_stop_keeps_them(
    page: Page, url: str, archive: Archive
) -> None:
    page.goto(url)
    ask(page, "!stream", ".claim")
    expect(page.locator("article.turn")).to_have_attribute("aria-busy", "true")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("article.turn")).to_have_attribute("data-state", "stopped")
    expect(page.locator(".claim")).to_have_count(1)
    expect(page.get_by_text("Stopped. What had arrived is kept.").first).to_be_visible()
    eventually(page, lambda: archive.stopped == 1)  # the server's work too


def test_typing_goes_on_while_an_answer_streams(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    ask(page, "!stream", ".claim")
    box = page.get_by_role("textbox")
    box.fill("my next question")
    box.press("Enter")
    archive.going.set()
    page.locator(FINISHED).wait_for()
    expect(box).to_have_value("my next question")
    assert len(archive.asked) == 1


def test_a_mark_keeps_the_focus_while_text_streams(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    ask(page, "!stream", ".pill")
    page.locator(".pill").first.focus()
    archive.going.set()
    page.locator(FINISHED).wait_for()
    expect(page.locator(".answer")).to_contain_text("According to the archive:")
    expect(page.locator(".pill").first).to_be_focused()


def test_an_open_card_keeps_its_mark_while_text_streams(
    page: Page, url: str, archive: Archive
) -> None:
    page.goto(url)
    ask(page, "!stream", ".pill")
    page.locator(".pill").first.click()
    archive.going.set()
    page.locator(FINISHED).wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.card")).to_be_hidden()
    expect(page.locator(".pill").first).to_be_focused()


def test_card_shows_the_exact_quotation(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    ask(page, "What happened?")
    page.locator(".pill").nth(2).click()
    card = page.get_by_role("dialog", name="Citation 3")
    expect(card.locator("blockquote")).to_have_text("A second reading room followed.")
    expect(card.locator("blockquote")).to_have_attribute("lang", "en")
    expect(card.locator("cite")).to_have_text("The city library")
    expect(card.locator("figcaption")).to_contain_text("October 2021 · English")
    expect(card.locator(".verdict")).to_have_text("contradicted by the document")
    assert card.locator(".words.found li").all_inner_texts() == ["A", "second", "reading"]
    assert card.locator(".words.missing li").all_inner_texts() == ["room", "followed."]
    expect(card.locator(".reasons")).to_have_text("reason 3")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(".pill").nth(2)).to_be_focused()


def test_card_of_a_quotation_says_what_was_compared(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "What happened?")
    page.locator(".pill").first.click()
    section = page.locator(".card section", has_text="What the check found")
    expect(section.locator("p")).to_have_text(
        "Word for word as in the document, characters 1966–1984."
    )


def test_card_closes_by_a_click_beside_it(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "What happened?")
    page.locator(".pill").first.click()
    page.mouse.click(4, 400)
    expect(page.locator("dialog.card")).to_be_hidden()


def test_link_to_one_citation_is_copied(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "What happened?")
    page.locator(".pill").nth(3).click()
    page.locator(".card").get_by_role("button", name="Copy link").click()
    expect(page.locator(".card [role=status]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{url}/documents/en1#char=106,155"


def test_answer_is_copied_as_text_and_markdown(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "What happened?")
    page.get_by_role("button", name="Copy text").click()
    expect(page.locator(".actions [role=status]")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("What happened?\n\nAccording to the archive:\n📚 Есеп қабылданды. [1]")
    assert text.split("\n\n")[-1] == (
        "[4] «Borrowing is free for every resident of the city.»\n"
        f"    The city library, 2021-10\n    {url}/documents/en1#char=106,155"
    )
    page.get_by_role("button", name="Copy as Markdown").click()
    page.wait_for_function("navigator.clipboard.readText().then((t) => t.startsWith('**'))")


def test_conversation_outlives_a_reload_until_it_is_cleared(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "What happened?")
    page.get_by_role("textbox").fill("not sent yet")
    page.reload()
    expect(page.locator(".claim")).to_have_count(4)
    expect(page.get_by_role("textbox")).to_have_value("not sent yet")
    page.locator(".pill").first.click()
    expect(page.get_by_role("dialog").locator("blockquote")).to_have_text("📚 Есеп қабылданды.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete conversation").click()
    expect(page.locator("article.turn")).to_have_count(0)
    page.reload()
    page.locator(".suggestions button").first.wait_for()
    expect(page.locator("article.turn")).to_have_count(0)


def test_question_cut_off_by_a_reload_can_be_tried_again(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "!hang", ".claim")
    page.reload()
    expect(page.locator("article.turn")).to_contain_text("The connection was lost")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


@pytest.mark.parametrize("kept", ["{", '{"turns": [7, null, {"answer": 3}]}', "[]", '"x"'])
def test_damaged_memory_is_survived(page: Page, url: str, kept: str) -> None:
    page.goto(url)
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [f"qa-chat {url}/", kept])
    page.reload()
    ask(page, "What happened?")


def test_storage_that_is_forbidden_or_full_is_survived(page: Page, url: str) -> None:
    page.add_init_script(
        "Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error('no'); }"
    )
    page.goto(url)
    ask(page, "What happened?")


def test_suggestions_come_from_the_archive_and_are_asked(
    page: Page, url: str, archive: Archive
) -> None:
    page.goto(url)
    buttons = page.locator(".suggestions button")
    expect(buttons).to_have_count(3)
    buttons.nth(2).click()
    page.locator(".actions").wait_for()
    assert archive.asked[0]["question"] == archive.suggestions[2]
    expect(page.locator(".suggestions")).to_be_hidden()


def test_suggestions_are_made_from_titles_where_the_archive_has_none(
    page: Page, url: str, archive: Archive
) -> None:
    archive.suggestions.clear()
    page.goto(url)
    expect(page.locator(".suggestions button").first).to_have_text(
        "What does “Орталық кітапхананың жылдық есебі” say?"
    )


def test_suggestions_of_the_site_come_first(page: Page, url: str) -> None:
    given = json.dumps(["One?", "Two?"]).replace('"', "&quot;")
    launcher_page(page, url, f'data-open data-suggestions="{given}"')
    expect(page.locator(".suggestions button")).to_have_text(["One?", "Two?"])


def test_thumbs_up(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    ask(page, "What happened?")
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_text("Thank you. It is recorded.")).to_be_visible()
    given = archive.feedback[0]
    assert (given["answer_id"], given["rating"], given["reason"]) == ("a1", "up", "")
    assert given["question"] == "What happened?"
    page.reload()
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_thumbs_down_with_a_reason(page: Page, url: str, archive: Archive) -> None:
    page.goto(url)
    ask(page, "What happened?")
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_label("The citation does not fit").check()
    page.get_by_label("Anything else (optional)").fill("wrong year")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. It is recorded.")).to_be_visible()
    assert archive.feedback[0]["rating"] == "down"
    assert archive.feedback[0]["reason"] == "The citation does not fit; wrong year"


def test_rating_that_cannot_be_sent_keeps_what_was_written(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "What happened?")
    page.route("**/v1/feedback", lambda route: route.abort())
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_label("Anything else (optional)").fill("wrong year")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Could not send. Try again.")).to_be_visible()
    expect(page.get_by_label("Anything else (optional)")).to_have_value("wrong year")


def test_refusal_says_so_and_offers_the_nearest_documents(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "!refuse", ".refusal")
    refusal = page.locator(".refusal")
    expect(refusal).to_contain_text("The archive holds nothing about this.")
    links = refusal.get_by_role("link").all()
    assert [link.get_attribute("href") for link in links] == [
        f"{url}/documents/{name}" for name in ("kk1", "ru1", "en1")
    ]
    expect(page.locator(".pill")).to_have_count(0)
    assert "The archive holds nothing about this." in spoken(page)


def test_finished_sentences_are_announced_and_streaming_text_is_not_live(
    page: Page, url: str, archive: Archive
) -> None:
    page.goto(url)
    ask(page, "!stream", ".claim")
    assert spoken(page).splitlines() == ["📚 Есеп қабылданды."]
    archive.going.set()
    page.locator(FINISHED).wait_for()
    assert spoken(page).splitlines()[-1] == "Answer ready, 4 citations."
    live = page.locator("[aria-live], [role=log], [role=alert], [role=status]")
    assert live.locator(".answer").count() == 0
    assert page.locator(".answer").locator("xpath=ancestor::*[@aria-live]").count() == 0


@pytest.mark.parametrize(
    ("language", "name"),
    [("kk", "Сұрағыңыз"), ("ru", "Ваш вопрос"), ("en", "Your question")],
)
def test_interface_language_by_attribute(page: Page, url: str, language: str, name: str) -> None:
    launcher_page(page, url, f'data-open data-lang="{language}"')
    expect(page.get_by_role("textbox", name=name)).to_be_visible()
    expect(page.locator(".panel")).to_have_attribute("lang", language)
    ask(page, "!refuse", ".refusal")
    # A refusal goes on in the language it began in, whatever the interface speaks.
    expect(page.locator(".refusal h4").first).to_have_text("Nearest documents")


def test_interface_language_is_switched_in_mid_answer(
    page: Page, url: str, archive: Archive
) -> None:
    launcher_page(page, url, "data-open")
    ask(page, "!stream", ".claim")
    page.get_by_role("button", name="Қазақша").click()
    expect(page.get_by_role("button", name="Қазақша")).to_be_focused()
    expect(page.get_by_role("button", name="Тоқтату")).to_be_visible()
    archive.going.set()
    page.locator(FINISHED).wait_for()
    expect(page.locator(".claim")).to_have_count(4)
    page.reload()
    expect(page.get_by_role("textbox", name="Сұрағыңыз")).to_be_visible()


def test_bubble_opens_closes_and_gives_the_focus_back(page: Page, url: str) -> None:
    launcher_page(page, url)
    bubble = page.get_by_role("button", name="Ask the archive")
    expect(bubble).to_have_attribute("aria-expanded", "false")
    bubble.click()
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox")).to_be_hidden()
    expect(bubble).to_be_focused()


def test_phone_gets_the_full_screen(phone: Page, url: str) -> None:
    launcher_page(phone, url)
    phone.get_by_role("button", name="Ask the archive").tap()
    phone.locator(".panel:modal").wait_for()
    box = phone.locator(".panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 780}


def test_window_that_becomes_a_phone_keeps_the_question(page: Page, url: str) -> None:
    launcher_page(page, url, "data-open")
    page.get_by_role("textbox").fill("half a quest")
    page.set_viewport_size({"width": 390, "height": 780})
    page.locator(".panel:modal").wait_for()
    expect(page.get_by_role("textbox")).to_have_value("half a quest")
    expect(page.get_by_role("textbox")).to_be_focused()


def test_two_on_a_page_do_not_mix(
    page: Page, url: str, serve: Callable[..., str], hostile_archive: Archive
) -> None:
    other = serve(hostile_archive, origins=(url,))
    launcher_page(page, url, "")
    page.evaluate(
        """(other) => {
          for (const endpoint of ["", other]) {
            const chat = document.createElement("qa-chat");
            chat.setAttribute("mode", "inline");
            if (endpoint) chat.setAttribute("endpoint", endpoint);
            document.body.append(chat);
          }
        }""",
        other,
    )
    first, second = page.locator("qa-chat").nth(0), page.locator("qa-chat").nth(1)
    first.get_by_role("textbox").fill("here")
    first.get_by_role("textbox").press("Enter")
    first.locator(".actions").wait_for()
    expect(second.locator("article.turn")).to_have_count(0)
    second.get_by_role("textbox").fill("there")
    second.get_by_role("textbox").press("Enter")
    second.locator(".actions").wait_for()
    assert [asked["question"] for asked in hostile_archive.asked] == ["there"]


def test_removed_element_stops_its_answer_and_can_come_back(
    page: Page, url: str, archive: Archive
) -> None:
    page.goto(url)
    ask(page, "!hang", ".claim")
    page.evaluate("window.chat = document.querySelector('qa-chat'); chat.remove()")
    assert page.evaluate("chat.shadowRoot.childNodes.length") == 0
    eventually(page, lambda: archive.stopped == 1)
    page.evaluate("document.querySelector('.hero').append(chat)")
    expect(page.locator("article.turn")).to_have_attribute("data-state", "stopped")


def test_many_elements_leave_nothing_behind(page: Page, url: str) -> None:
    launcher_page(page, url, "")
    page.evaluate("customElements.whenDefined('qa-chat')")
    session = page.context.new_cdp_session(page)

    def churn(count: int) -> None:
        page.evaluate(
            """(count) => {
              for (let i = 0; i < count; i++) {
                const chat = document.createElement("qa-chat");
                document.body.append(chat);
                chat.open();
                chat.remove();
              }
            }""",
            count,
        )

    def nodes() -> int:
        session.send("HeapProfiler.collectGarbage")
        return int(session.send("Memory.getDOMCounters")["nodes"])

    churn(20)
    page.wait_for_load_state("networkidle")
    before = nodes()
    churn(200)
    # One element's tree alone has more than fifty nodes.
    eventually(page, lambda: nodes() - before < 200)


def test_the_head_stays_in_sight_while_the_conversation_grows(page: Page, url: str) -> None:
    launcher_page(page, url, "data-open")
    for question in ("one", "two", "three", "!refuse"):
        ask(page, question, f"{FINISHED}, .refusal")
        expect(page.locator(".panel > .head")).to_be_in_viewport(ratio=1)
        expect(page.locator(".composer")).to_be_in_viewport(ratio=1)
    panel = page.locator(".panel")
    assert panel.evaluate("e => e.scrollHeight - e.clientHeight") == 0


def test_the_form_for_a_reason_comes_into_sight(new_page: NewPage, url: str) -> None:
    page = new_page(viewport={"width": 1000, "height": 560})
    launcher_page(page, url, "data-open")
    ask(page, "What happened?")
    page.get_by_role("button", name="Not helpful").click()
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("The citation does not fit")).to_be_focused()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_question_comes_to_the_top_with_its_answer_below(
    new_page: NewPage, url: str, motion: str
) -> None:
    page = new_page(reduced_motion=motion)
    page.goto(url)
    for question in ("one", "two", "three"):
        last = ask(page, question)
    expect(page.locator("article.turn")).to_have_count(3)
    expect(last.locator(".question")).to_be_in_viewport()
    expect(last.locator(".claim").first).to_be_in_viewport()
