"""The widget's modules one by one, in the browser that runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from qa.language.packs import packs
from qa.service.pages import FOLDER
from tests.browser.archives import calm
from tests.browser.fake_service import create_fake
from tests.browser.serving import serving
from tests.browser.talking import call

LANGUAGES = [pack.language.value for pack in packs()]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all: the functions tested here change nothing in it."""
    with serving(create_fake(calm())) as url:
        page = browser.new_page()
        page.goto(url)
        yield page
        page.close()


STREAM = (
    ": comment\r\nevent: start\r\ndata: {}\r\n\r\n"
    "data: one\ndata:two\nid: 7\n\n"
    "event: nothing\n\n"
    "event: claim\rdata: Қазақ 🙂\r\r"
    "data\n\n"
)
EVENTS = [
    {"event": "start", "data": "{}"},
    {"event": "message", "data": "one\ntwo"},
    {"event": "claim", "data": "Қазақ 🙂"},
    {"event": "message", "data": ""},
]


def test_event_stream_cut_anywhere_gives_the_same_events(page: Page) -> None:
    wrong = page.evaluate(
        """async ([stream, events]) => {
          const { EventParser } = await import("/static/chat/sse.js");
          const wanted = JSON.stringify(events);
          const wrong = [];
          for (let i = 0; i <= stream.length; i++)
            for (let j = i; j <= stream.length; j++) {
              const parser = new EventParser();
              const parts = [stream.slice(0, i), stream.slice(i, j), stream.slice(j)];
              const got = JSON.stringify(parts.flatMap((part) => parser.push(part)));
              if (got !== wanted) wrong.push([i, j, got]);
            }
          return wrong.slice(0, 3);
        }""",
        [STREAM, EVENTS],
    )
    assert wrong == []


def test_unfinished_event_is_not_given(page: Page) -> None:
    script = """async () => {
      const { EventParser } = await import("/static/chat/sse.js");
      return new EventParser().push("data: half");
    }"""
    assert page.evaluate(script) == []


@pytest.mark.parametrize(
    ("text", "points", "units"),
    [
        ("", [0, 5], [0, 0]),
        ("abc", [0, 1, 3, 9], [0, 1, 3, 3]),
        ("a🙂b", [1, 2, 3], [1, 3, 4]),
        ("🙂🙂", [0, 1, 2], [0, 2, 4]),
        ("әқ𐐷ң", [2, 3, 4], [2, 4, 5]),
        ("a\ud83d", [1, 2], [1, 2]),  # half a pair is one code point
    ],
)
def test_code_points_to_units(page: Page, text: str, points: list[int], units: list[int]) -> None:
    script = "async ([t, p]) => (await import('/static/chat/offsets.js')).toUnits(JSON.parse(t), p)"
    escaped = '"' + "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert page.evaluate(script, [escaped + '"', points]) == units


def claim(start: int, end: int, *citations: int, text: str = "", verdict: str = "supported") -> Any:
    return {
        "text": text,
        "start": start,
        "end": end,
        "citations": list(citations),
        "verdict": verdict,
    }


@pytest.mark.parametrize(
    ("text", "claims", "pieces"),
    [
        ("No claims [1].", [], [("No claims [1].", None)]),
        ("One. [1] Two. [2]", [claim(0, 4, 1), claim(9, 13, 2)], ["One.", (" ", None), "Two."]),
        # The mark stands after the quotation's closing mark.
        (
            "It says: «One» [1] «Two».",
            [claim(10, 13, 1)],
            [("It says: «", None), "One»", (" «Two».", None)],
        ),
        ("«One» [7]", [claim(1, 4, 1)], [("«", None), "One", ("» [7]", None)]),
        ("One[1][2] rest", [claim(0, 3, 1, 2)], ["One", (" rest", None)]),
        # A marker that is not the claim's own stays what it is: words.
        ("One [7]", [claim(0, 3, 1)], ["One", (" [7]", None)]),
        ("Said [1]", [claim(0, 8, 1)], ["Said"]),
        ("Said [1]", [claim(0, 8, 1, verdict="quoted")], ["Said [1]"]),
        ("Said [1] [1]", [claim(0, 8, 1)], ["Said [1]"]),
        ("Лид 🙂 ab [1]", [claim(6, 8, 1)], [("Лид 🙂 ", None), "ab"]),
        # Text that has not come yet: the claim speaks for itself.
        ("", [claim(0, 4, 1, text="One.")], ["One."]),
        # Overlap and nonsense lose no words and repeat none.
        ("abcdef", [claim(0, 4, 1), claim(2, 6, 2)], ["abcd", "ef"]),
        ("abc", [claim(9, 2, 1, text="x")], ["x", ("abc", None)]),
    ],
)
def test_answer_is_cut_at_its_claims(
    page: Page, text: str, claims: list[Any], pieces: list[Any]
) -> None:
    cut = call(page, "chat/pieces.js", "cutPieces", text, claims)
    got = [piece["text"] if piece["claim"] else (piece["text"], None) for piece in cut]
    assert got == pieces


@pytest.mark.parametrize(
    ("fragment", "current", "count"),
    [
        ("", None, 0),
        ("#char=3,9", (3, 9), 1),
        ("#char=3,9&cited=d:3,9;other%3A%3B:1,2", (3, 9), 2),
        ("#char=-3,9", None, 0),
        ("#char=3,9&cited=%E0%A4%A:1,2;;x", (3, 9), 1),
        ("#char=<img>", None, 0),
    ],
)
def test_fragment_names_spans(
    page: Page, fragment: str, current: tuple[int, int] | None, count: int
) -> None:
    found = call(page, "pages/spans.js", "readFragment", fragment, "d")
    got = found["current"] and (found["current"]["start"], found["current"]["end"])
    assert (got, len(found["all"])) == (current, count)


def test_spans_are_marked_across_paragraphs_by_code_points(page: Page) -> None:
    script = """async () => {
      const { paragraphs } = await import("/static/pages/spans.js");
      const text = "A🙂b\\n\\ncd ef\\n \\ngh";
      const spans = [{start: 1, end: 7, kind: "cited"}, {start: 6, end: 10, kind: "also"}];
      return paragraphs(text, spans).map((p) => [...p.childNodes].map((n) =>
        n.nodeType === 3 ? n.data : `${n.className}:${n.textContent}`));
    }"""
    assert page.evaluate(script) == [
        ["A", "cited:🙂b"],
        ["cited:cd", "also: ef"],
        ["gh"],
    ]


TURN = {
    "question": "Who? *me*",
    "answer": {
        "text": "1. <b>\n![x](http://e/)",
        "citations": [{"number": 1, "quote": "a\nb [c](d)", "title": "T_1", "date": "2020"}],
        "suggestions": [{"document_id": "n", "title": "Near *it*"}],
    },
}


def test_pasted_markdown_stays_words(page: Page) -> None:
    script = """async (turn) => (await import("/static/chat/export.js"))
      .asMarkdown(turn, () => "http://h/d#char=1,2", (id) => `http://h/${id}`)"""
    assert page.evaluate(script, TURN) == (
        "**Who? \\*me\\***\n\n1\\. \\<b\\>\n\\!\\[x\\](http://e/)\n\n"
        "1. > a b \\[c\\](d)\n\n   [T\\_1, 2020](http://h/d#char=1,2)\n\n"
        "- [Near \\*it\\*](http://h/n)\n"
    )


def test_pasted_text_has_citations(page: Page) -> None:
    script = """async (turn) => (await import("/static/chat/export.js"))
      .asText(turn, () => "http://h/d#char=1,2", (id) => `http://h/${id}`)"""
    assert page.evaluate(script, TURN).split("\n\n")[2:] == [
        "[1] «a\nb [c](d)»\n    T_1, 2020\n    http://h/d#char=1,2",
        "Near *it*\n    http://h/n",
    ]


@pytest.mark.parametrize(
    ("iso", "en", "ru", "kk"),
    [
        ("2021-10-04", "4 October 2021", "4 октября 2021 г.", "2021 жылғы 4 қазан"),
        ("2021-10", "October 2021", "октябрь 2021 г.", "2021 жылғы қазан"),
        ("2018", "2018", "2018 г.", "2018 жыл"),
        ("2021-13-01", "2021", "2021 г.", "2021 жыл"),
        ("2026-11-22T07:00:00Z", "22 November 2026", "22 ноября 2026 г.", "2026 жылғы 22 қараша"),
        ("spring", "spring", "spring", "spring"),
        (
            "2021-10-14/2021-10-15",
            "14–15 October 2021",
            "14–15 октября 2021 г.",
            "2021 жылғы 14–15 қазан",
        ),
        (
            "2021-10/2022",
            "October 2021 – 2022",
            "октябрь 2021 г. – 2022 г.",
            "2021 жылғы қазан – 2022 жыл",
        ),
        ("a/b", "a – b", "a – b", "a – b"),
        (None, "", "", ""),
    ],
)
def test_dates(page: Page, iso: str | None, en: str, ru: str, kk: str) -> None:
    got = [call(page, "chat/i18n.js", "formatDate", iso, code) for code in ("en", "ru", "kk")]
    assert got == [en, ru, kk]


@pytest.mark.parametrize(
    ("iso", "use", "said"),
    [
        ("2024-04-26", "", "26 Nisan 2024"),
        ("2024-04", "asof", "Nisan 2024"),
        ("2018", "asof", "2018"),
    ],
)
def test_turkish_dates(page: Page, iso: str, use: str, said: str) -> None:
    assert call(page, "chat/i18n.js", "formatDate", iso, "tr", use) == said


@pytest.mark.parametrize(
    ("iso", "en", "ru", "kk"),
    [
        ("2024-04-26", "26 April 2024", "26 апреля 2024 г.", "2024 жылғы 26 сәуірдегі"),
        ("2024-04", "April 2024", "апрель 2024 г.", "2024 жылғы сәуірдегі"),
        ("2018", "2018", "2018 г.", "2018 жылғы"),
        (
            "2021-10-14/2021-10-15",
            "14–15 October 2021",
            "14–15 октября 2021 г.",
            "2021 жылғы 14–15 қазандағы",
        ),
    ],
)
def test_dates_that_something_is_as_of(page: Page, iso: str, en: str, ru: str, kk: str) -> None:
    got = [
        call(page, "chat/i18n.js", "formatDate", iso, code, "asof") for code in ("en", "ru", "kk")
    ]
    assert got == [en, ru, kk]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {1: "1 document", 2: "2 documents", 11: "11 documents"}),
        (
            "ru",
            {1: "1 документ", 2: "2 документа", 5: "5 документов", 11: "11 документов"}
            | {21: "21 документ", 112: "112 документов"},
        ),
        ("kk", {1: "1 құжат", 2: "2 құжат", 5: "5 құжат"}),
        ("tr", {1: "1 belge", 5: "5 belge"}),
    ],
)
def test_plurals(page: Page, language: str, forms: dict[int, str]) -> None:
    script = """async ([language, counts]) => {
      const { STRINGS } = await import("/static/pages/strings.js");
      const t = (await import("/static/chat/i18n.js")).translator(language, STRINGS);
      return counts.map((n) => t("home.documents", { n }));
    }"""
    assert page.evaluate(script, [language, list(forms)]) == list(forms.values())


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (["kk-KZ", "ru"], "kk"),
        (["de", "ru-RU"], "ru"),
        ([None, ""], "en"),
        (["constructor"], "en"),
        (["EN-us"], "en"),
        (["de", "tr-TR"], "tr"),
    ],
)
def test_language_is_picked(page: Page, tags: list[str | None], language: str) -> None:
    assert call(page, "chat/i18n.js", "pickLanguage", *tags) == language


def test_a_language_without_a_name_here_goes_by_its_own(page: Page) -> None:
    script = """async () => {
      const { languageName, translator } = await import("/static/chat/i18n.js");
      const { LANGUAGES, STRINGS } = await import("/static/chat/strings.js");
      LANGUAGES.xx = { name: "Xx" };
      STRINGS.xx = STRINGS.en;
      const t = translator("en");
      const names = ["kk", "xx", "de", "constructor"].map((code) => languageName(t, code));
      delete LANGUAGES.xx;
      delete STRINGS.xx;
      return names;
    }"""
    assert page.evaluate(script) == ["Kazakh", "Xx", "other language", "other language"]


@pytest.fixture
def catalogue(page: Page) -> dict[str, dict[str, Any]]:
    """The widget's own words and those of the pages around it, by language."""
    catalogue: dict[str, dict[str, Any]] = page.evaluate(
        """async () => {
          const own = (await import("/static/chat/strings.js")).STRINGS;
          const pages = (await import("/static/pages/strings.js")).STRINGS;
          return Object.fromEntries(Object.keys(own).map((l) => [l, { ...own[l], ...pages[l] }]));
        }"""
    )
    assert sorted(catalogue) == LANGUAGES
    return catalogue


def test_no_page_has_another_word_for_what_the_widget_says(page: Page) -> None:
    script = """async () => {
      const own = (await import("/static/chat/strings.js")).STRINGS.en;
      const pages = (await import("/static/pages/strings.js")).STRINGS.en;
      return Object.keys(pages).filter((key) => key in own);
    }"""
    assert page.evaluate(script) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_language(
    page: Page, catalogue: dict[str, dict[str, Any]], language: str
) -> None:
    script = """(language) => {
      const rules = new Intl.PluralRules(language);
      return [...new Set(Array.from({ length: 200 }, (_, n) => rules.select(n)))];
    }"""
    wanted = set(page.evaluate(script, language))
    wrong = [
        key
        for key, text in catalogue[language].items()
        if isinstance(text, dict) and not (set(text) == wanted or set(text) == {"other"} <= wanted)
    ]
    assert wrong == []


def test_every_string_is_used_and_every_used_string_exists(
    catalogue: dict[str, dict[str, Any]],
) -> None:
    sources = [p for p in FOLDER.rglob("*") if p.suffix in {".js", ".html"}]
    text = "\n".join(p.read_text("utf-8") for p in sources)
    families = set(re.findall(r"`(\w+)\.\$\{", text))
    named = set(re.findall(r"[\"'`]([a-z]+\.[a-z]+)[\"'`]", text))
    known = catalogue["en"].keys()
    unused = {k for k in known if k not in named and k.split(".")[0] not in families}
    assert unused == set()
    prefixes = {key.split(".")[0] for key in known}
    assert {key for key in named if key.split(".")[0] in prefixes} - known == set()


def test_nothing_parses_html() -> None:
    parsers = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment"
        r"|setHTML|\beval\b|new Function|srcdoc"
    )
    found = [path.name for path in FOLDER.rglob("*.js") if parsers.search(path.read_text("utf-8"))]
    assert found == []
