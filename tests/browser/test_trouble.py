"""When the network or the service fails: the person is told, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_service import Archive, create_fake
from tests.browser.serving import serving
from tests.browser.talking import FAILED, FINISHED, ask, eventually, spoken


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            "!busy",
            "Too many questions are being asked right now. Try again in 7 seconds.",
        ),
        ("!error", "The server failed to answer. Your question is kept here."),
        ("!fail", "The server failed to answer. Your question is kept here."),
        ("!starting", "The server is starting. Try again in a moment."),
        ("!drop", "The connection was lost before the answer ended."),
        ("!reject", "The server did not accept this question."),
    ],
)
def test_failure_is_told_and_the_question_kept(
    page: Page, url: str, archive: Archive, question: str, message: str
) -> None:
    archive.going.set()
    page.goto(url)
    ask(page, question, FAILED)
    failure = page.locator(".failure")
    expect(failure.locator("p").first).to_have_text(message)
    expect(page.locator(".question")).to_contain_text(question)
    assert message.split(".")[0] in spoken(page)
    page.reload()
    expect(page.locator(".question")).to_contain_text(question)
    page.get_by_role("button", name="Try again").click()
    eventually(page, lambda: len(archive.asked) == 2)
    page.locator(FAILED).wait_for()
    assert [asked["question"] for asked in archive.asked] == [question, question]


def test_reason_of_a_refused_question_is_shown(page: Page, url: str) -> None:
    page.goto(url)
    ask(page, "!reject", FAILED)
    expect(page.locator(".failure .detail")).to_have_text("the question holds no words")


def test_what_arrived_before_the_connection_broke_stays(
    page: Page, url: str, archive: Archive
) -> None:
    page.goto(url)
    turn = ask(page, "!drop", ".claim")
    archive.going.set()
    turn.locator(FAILED).wait_for()
    assert page.locator(".claim bdi").all_inner_texts() == ["📚 Есеп қабылданды."]


def test_slow_service_is_told_of_and_can_be_stopped(fresh_page: Page, url: str) -> None:
    page = fresh_page
    page.clock.install(time=0)
    page.goto(url)
    page.clock.pause_at(3600)
    ask(page, "!hang before", ".wait")
    page.clock.run_for(3900)
    expect(page.locator(".wait")).to_have_text("Searching the documents…")
    page.clock.run_for(200)
    expect(page.locator(".wait")).to_contain_text("This is taking longer than usual.")
    assert "This is taking longer than usual" in spoken(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("article.turn")).to_have_attribute("data-state", "stopped")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_silence_is_given_up(fresh_page: Page, url: str) -> None:
    page = fresh_page
    page.clock.install()
    page.goto(url)
    ask(page, "!hang before", ".wait")
    page.clock.fast_forward(95_000)
    expect(page.locator(".failure p").first).to_have_text(
        "The server has not replied for too long."
    )


def test_no_network_then_network_again(page: Page, url: str) -> None:
    page.goto(url)
    page.context.set_offline(True)
    ask(page, "What happened?", FAILED)
    expect(page.locator(".failure p").first).to_have_text(
        "The server cannot be reached. Your question is kept here."
    )
    page.get_by_role("textbox").fill("a draft")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    page.locator(FINISHED).wait_for()
    expect(page.locator(".claim")).to_have_count(4)
    expect(page.get_by_role("textbox")).to_have_value("a draft")
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value("a draft")


def test_restarted_server_is_asked_again(page: Page, archive: Archive) -> None:
    app = create_fake(archive)
    with serving(app) as url:
        page.goto(url)
        ask(page, "first")
        page.get_by_role("textbox").fill("second")
    page.get_by_role("textbox").press("Enter")
    page.locator(FAILED).wait_for()
    with serving(app, port=int(url.rsplit(":", 1)[1])):
        page.get_by_role("button", name="Try again").click()
        page.locator("article.turn").last.locator(FINISHED).wait_for()
        assert [asked["question"] for asked in archive.asked] == ["first", "second"]
        page.goto("about:blank")


def test_answer_that_is_no_stream_is_taken(page: Page, url: str, archive: Archive) -> None:
    page.route("**/v1/answers", lambda route: route.fulfill(json=archive.answer("What happened?")))
    page.goto(url)
    ask(page, "What happened?")
    expect(page.locator(".claim")).to_have_count(4)


@pytest.mark.parametrize(
    "body", ["event: done\ndata: {\n\n", "event: done\ndata: null\n\n", "event: text\ndata: 5\n\n"]
)
def test_nonsense_from_the_service_is_survived(page: Page, url: str, body: str) -> None:
    page.route(
        "**/v1/answers", lambda route: route.fulfill(content_type="text/event-stream", body=body)
    )
    page.goto(url)
    turn = ask(page, "What happened?", ".question")
    expect(turn).to_have_attribute("data-state", re.compile("^(failed|done)$"))
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_endpoint_that_is_no_web_address_is_refused(page: Page, url: str) -> None:
    page.goto(url)
    with page.expect_console_message(lambda said: "must be http or https" in said.text):
        page.evaluate("document.querySelector('qa-chat').setAttribute('endpoint', 'javascript:1')")


def test_pages_say_when_the_service_fails(
    page: Page, serve: Callable[..., str], archive: Archive
) -> None:
    url = serve(archive)
    page.route("**/v1/**", lambda route: route.fulfill(status=500, body="x"))
    for path, name in (("/", "[data-facts]"), ("/documents", "[data-status]")):
        page.goto(url + path)
        expect(page.locator(name)).to_have_text("This page could not be loaded from the server.")
    page.goto(f"{url}/documents/kk1")
    expect(page.locator("[data-status]")).to_contain_text("could not be loaded")
