"""What a person sees on a terminal: frames, widths, colours, and no control characters."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from qa.cli import show
from qa.cli.run import one_line, printable
from qa.settings import Settings
from qa.types import Answer, Claim, Verdict
from tests.fake_archive import FakeArchive


def answer(text: str = "What was founded?") -> Answer:
    return FakeArchive(Settings()).ask(text)


def terminal(width: int, **how: object) -> Console:
    return Console(
        file=io.StringIO(),
        force_terminal=True,
        width=width,
        highlight=False,
        **how,  # type: ignore[arg-type]
    )


def shown(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


FRAMED = """\
╭────────────────────────────── Answer ──────────────────────────────╮
│                                                                    │
│  Қор құрылды. [1]                                                  │
│                                                                    │
╰───────────────────────── en · extractive ──────────────────────────╯

[1] ■ quoted  kk.txt  15–27  kk
    Сессия
"""


def test_a_terminal_gets_a_frame() -> None:
    out = terminal(70, color_system=None)
    show.answer(answer(), out)
    assert [line.rstrip() for line in shown(out).split("\n")] == FRAMED.split("\n")


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    long = "Қазақстан халқы Ассамблеясының " * 30 + "x" * 300
    found = answer()
    found = replace(
        found, text=long, citations=(replace(found.citations[0], quote=long, title=long),)
    )
    out = terminal(width, color_system=None)
    show.answer(found, out)
    assert max(cell_len(line) for line in shown(out).split("\n")) <= width


def test_no_colour_when_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = terminal(80)
    show.answer(answer(), out)
    assert "\x1b[3" not in shown(out)


def test_every_verdict_has_its_own_shape_and_word() -> None:
    found = answer()
    seen = set()
    for verdict in Verdict:
        claim = replace(found.claims[0], verdict=verdict, reasons=("because",))
        out = Console(file=io.StringIO())
        show.answer(replace(found, claims=(claim,)), out)
        assert f"{verdict.value}  kk.txt" in shown(out)
        assert "    · because\n" in shown(out)
        seen.add(show.SHAPES[verdict][0])
    assert len(seen) == len(Verdict)


def test_a_citation_shows_its_weakest_claim() -> None:
    found = answer()
    weak = Claim("x", 0, 1, (1,), Verdict.UNSUPPORTED, 0.3)
    out = Console(file=io.StringIO())
    show.answer(replace(found, claims=(found.claims[0], weak)), out)
    assert "[1] ○ unsupported" in shown(out)


def test_a_resolved_question_is_shown() -> None:
    out = Console(file=io.StringIO())
    show.answer(replace(answer(), resolved_question="Who was at the 31st session?"), out)
    assert shown(out).startswith("Understood as: Who was at the 31st session?\n")


HOSTILE = "\x1b[31mred\x1b[0m\x07\r\x9b2J\u202egnp.exe\u2069 [bold]x[/bold] :smile:"


def test_text_from_documents_cannot_steer_the_terminal() -> None:
    found = answer()
    hostile = replace(
        found,
        text=HOSTILE,
        resolved_question=HOSTILE,
        citations=(replace(found.citations[0], quote=HOSTILE, title=HOSTILE, source=HOSTILE),),
    )
    for out in (terminal(80, color_system=None), Console(file=io.StringIO())):
        show.answer(hostile, out)
        text = shown(out)
        assert not any(c in text for c in "\x1b\x07\r\x9b\u202e\u2069")
        assert "␛[31mred␛[0m␇␍�2Jgnp.exe [bold]x[/bold] :smile:" in " ".join(text.split())


def test_printable_keeps_what_is_text() -> None:
    text = "Қазақ «тілі»\n\tline\u00a0two 😀 \u200d"
    assert printable(text) == text


def test_a_name_is_never_more_than_a_line() -> None:
    forged = "a.txt\n3 added, 0 removed\u2028\u202egpj.exe\u200f\t\x1b[31m\r"
    assert one_line(forged) == "a.txt␊3 added, 0 removed␊gpj.exe␉␛[31m␍"


def test_a_page_is_shown_where_the_document_has_pages() -> None:
    found = answer()
    found = replace(found, citations=(replace(found.citations[0], page=3),))
    out = terminal(80, color_system=None)
    show.answer(found, out)
    assert "[1] ■ quoted  kk.txt  p. 3  15–27  kk" in shown(out)


def test_recognised_text_says_how_sure_it_is() -> None:
    found = answer()
    found = replace(found, citations=(replace(found.citations[0], recognised=0.9417),))
    out = terminal(80, color_system=None)
    show.answer(found, out)
    assert "15–27  kk  recognised text, 94%" in shown(out)
