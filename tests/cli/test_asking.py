"""`qa ask`, `qa search`, `qa check`: what they print, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.types import Filters, Language
from tests.cli.conftest import Qa
from tests.fake_archive import FakeArchive

PLAIN = """\
Қор құрылды. [1]

[1] ■ quoted  kk.txt  15–27  kk
    Сессия
"""


def test_a_piped_answer_is_plain(qa: Qa) -> None:
    result = qa("ask", "What was founded?")
    assert (result.stdout, result.stderr, result.exit_code) == (PLAIN, "", 0)


def test_json_is_what_http_sends(qa: Qa) -> None:
    reply = json.loads(qa("ask", "What was founded?", "--json").stdout)
    assert reply["citations"][0]["quote"] == "Қор құрылды."
    assert (reply["status"], reply["score"], reply["timings_ms"]) == (
        "answered",
        0.93,
        {"total": 1.5},
    )


def test_a_refusal_names_the_nearest_documents_and_has_its_code(qa: Qa) -> None:
    result = qa("ask", "unknown things")
    assert result.exit_code == 3
    assert result.stdout == (
        "The archive does not say.\n\nNearest documents:\n"
        "  ru  <img src=x onerror=alert(1)>  sub/ru.txt\n"
    )
    assert qa("ask", "unknown things", "--json").exit_code == 3


def test_options_reach_the_archive(qa: Qa, archive: FakeArchive) -> None:
    options = "--language ru --source kk.txt --in kk --in ru --from 2022-01-01 --to 2022-12-31"
    assert qa("ask", "Кто?", *options.split()).exit_code == 0
    assert archive.asked[0]["language"] is Language.RUSSIAN
    assert archive.asked[0]["filters"] == Filters(
        ("kk.txt",), (Language.KAZAKH, Language.RUSSIAN), "2022-01-01", "2022-12-31"
    )


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-04-29", "2022-04-29", "2022-04-29"),
    ],
)
def test_a_month_or_a_year_stands_for_its_days(
    qa: Qa, archive: FakeArchive, given: str, first: str, last: str
) -> None:
    assert qa("ask", "Кто?", "--from", given, "--to", given).exit_code == 0
    assert archive.asked[0]["filters"] == Filters(date_from=first, date_to=last)


def test_options_of_qa_itself_stand_after_the_command_too(qa: Qa) -> None:
    assert "Traceback" in qa("ask", "crash", "--debug").stderr
    assert qa("documents", "list", "--data", "elsewhere").exit_code == 0
    assert qa("documents", "list", "--data").exit_code == 2
    # After `--` everything is words.
    assert qa("search", "--", "--debug").exit_code == 0


def test_a_question_from_stdin(qa: Qa, archive: FakeArchive) -> None:
    assert qa("ask", "-", input="Қор не істейді?\n").exit_code == 0
    assert archive.asked[0]["question"] == "Қор не істейді?"


def test_explain_shows_scores_and_signals(qa: Qa) -> None:
    text = qa("ask", "What was founded?", "--explain").stdout
    assert "Probability that the archive answers: 0.93" in text
    assert "■ quoted 0.95 [1] Қор құрылды." in text
    assert "Milliseconds: total 1.5" in text
    assert "dense 0.500" in text


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask", ""], 2, "no words"),
        (["ask", "😀🎉"], 2, "no words"),
        (["ask", "я" * 100_000], 2, "100000 characters"),
        (["ask", "a\udce9b"], 2, "not UTF-8"),
        (["ask", "What?", "--from", "29.04.2022"], 2, "expected a date like 2022-04-29"),
        (["ask", "What?", "--from", "2022-13"], 2, "a month like 2022-04"),
        (["ask", "What?", "--language", "fr"], 2, "fr"),
        (["ask"], 2, "question"),
        (["search", "a", "--top-k", "0"], 2, "'--top-k'"),
        (["search", "a", "--top-k", "1000000000000"], 2, "'--top-k'"),
        (["search", "a", "--top-k", "many"], 2, "'--top-k'"),
        (["check", ""], 2, "the text is empty"),
        (["check", "text", "--source", "/no/such/file"], 2, "cannot read /no/such/file"),
        (["check", "/no/such/draft"], 2, "cannot read /no/such/draft"),
        (["check", "drfat.txt"], 2, "cannot read drfat.txt: No such file"),
        (["check", "text", "--source", "a\0b"], 2, "'--source'"),
        (["nonsense"], 2, "nonsense"),
        (["ask", "What?", "--nonsense"], 2, "--nonsense"),
        (["ask", "crash"], 1, "RuntimeError: a secret detail (run `qa --debug …` to see where)"),
    ],
)
def test_bad_input_is_one_clear_line(qa: Qa, arguments: list[str], code: int, message: str) -> None:
    result = qa(*arguments)
    assert result.exit_code == code
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_debug_shows_where(qa: Qa) -> None:
    result = qa("--debug", "ask", "crash")
    assert result.exit_code == 1
    assert "Traceback" in result.stderr


def test_interrupt_is_said_and_has_its_code(
    qa: Qa, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(archive, "ask", interrupted)
    result = qa("ask", "What?")
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "qa: stopped; what was finished is kept\n"


def test_search_lists_hits(qa: Qa) -> None:
    hit = " 1   kk.txt  0–27  kk\n    Сессия\n    Сессия өтті. 😀 Қор құрылды.\n"
    assert qa("search", "қор", "-k", "1").stdout == hit + "    also in: sub/ru.txt  0–17  ru\n"
    assert qa("search", "қор", "-k", "1", "--no-merge").stdout == hit
    found = json.loads(qa("search", "қор", "--json", "--no-merge").stdout)["hits"]
    assert [hit["passage_id"] for hit in found] == ["p-d1", "p-d2"]


def test_search_says_what_else_it_searched_for_and_what_it_read(qa: Qa) -> None:
    assert qa("search", "rjh").stdout.startswith("Searched also for: қор\n 1   kk.txt")
    explained = qa("search", "қор", "--explain").stdout
    assert explained.endswith("Read as organisation: қор (1 document, at most 0.25)\n")


def test_check_reads_a_file_an_argument_or_stdin(
    qa: Qa, archive: FakeArchive, tmp_path: Path
) -> None:
    draft, source = tmp_path / "draft.txt", tmp_path / "source.txt"
    draft.write_text("50 people", encoding="utf-8")
    source.write_text("\ufeff60 адам", encoding="utf-8")
    for arguments, text in (
        (["check", str(draft), "--source", str(source)], None),
        (["check", "50 people", "--source", str(source)], None),
        (["check", "--source", str(source)], "50 people"),
    ):
        result = qa(*arguments, input=text)
        assert result.exit_code == 3
        assert result.stdout == (
            "✗ contradicted  50 people\n"
            "    · the claim says 50, the source 60\n"
            "    s1  0–3\n"
            "    “Қор”\n"
            "\n"
            "1 claim, not supported as a whole\n"
        )
        assert "✗ contradicted 20%  50 people\n" in qa(*arguments, "--explain", input=text).stdout
        archive.checked.pop()
    assert [(text, [(s.id, s.text) for s in given]) for text, given in archive.checked] == [
        ("50 people", [(str(source), "60 адам")])
    ] * 3


def test_check_without_sources_is_against_the_index(qa: Qa, archive: FakeArchive) -> None:
    report = json.loads(qa("check", "50 people", "--json").stdout)
    assert report["claims"][0]["verdict"] == "contradicted"
    assert archive.checked == [("50 people", None)]


def test_evidence_from_the_index_is_shown_under_its_file(qa: Qa, archive: FakeArchive) -> None:
    assert "    kk.txt  0–3\n" in qa("check", "50 people").stdout
    del archive.held["d1"]
    assert "    d1  0–3\n" in qa("check", "50 people").stdout


@pytest.mark.parametrize("prose", ["Kazakh.Text was read.", "See a.txt", "50%.", "и/или"])
def test_prose_is_no_file_name(qa: Qa, archive: FakeArchive, prose: str) -> None:
    qa("check", prose)
    assert archive.checked == [(prose, None)]
