"""What the README shows works, and every link of the documentation leads somewhere."""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from pathlib import Path

import pytest
import typer

from qa.cli.app import app
from qa.service.app import create_app
from qa.settings import Settings
from tests.fake_archive import FakeArchive
from tests.local_client import local_client

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language: str) -> list[str]:
    return [text for found, text in BLOCKS if found == language]


def run(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {})


def test_the_python_example_prints_the_cited_answer_that_is_shown(
    corpus_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(corpus_home)
    run(blocks("python")[0])
    (shown, *_) = blocks("")
    citations = re.findall(r"^\[\d+\] (\S+) (\d+)-(\d+): (.*)$", shown, re.MULTILINE)
    printed = capsys.readouterr().out
    assert citations == re.findall(r"^\[\d+\] (\S+) (\d+)-(\d+): (.*)$", printed, re.MULTILINE)
    for source, start, end, quote in citations:
        first, answer = printed.splitlines()[:2]
        assert first in shown
        assert quote in answer
        assert quote in (corpus_home / "corpus" / source).read_text(encoding="utf-8")
        assert len(quote) == int(end) - int(start)


def test_the_langchain_example_prints_passages(
    corpus_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(corpus_home)
    run(blocks("python")[1])
    assert len(re.findall(r"^\S+\.txt \d+ ", capsys.readouterr().out, re.MULTILINE)) == 3


def test_the_commands_exist() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    made = {line.split()[1] for line in lines if line.startswith("make ")}
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert made
    assert made <= set(targets)
    commands = typer.main.get_command(app)
    for line in lines:
        if line.startswith("qa "):
            words = shlex.split(line, comments=True)[1:]
            context = commands.make_context("qa", words)
            name, command, rest = commands.resolve_command(context, words)  # type: ignore[attr-defined]
            assert command is not None, line
            command.make_context(name, rest, resilient_parsing=True)


def test_the_http_example_is_taken(tmp_path: Path) -> None:
    (block,) = [block for block in blocks("sh") if "curl" in block]
    words = shlex.split(block)
    path = next(word for word in words if word.startswith("http")).removeprefix(
        "http://127.0.0.1:8000"
    )
    settings = Settings(data_dir=tmp_path)
    with local_client(create_app(settings, FakeArchive(settings))) as client:  # type: ignore[arg-type]
        assert client.post(path, json=json.loads(words[-1])).status_code == 200


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    """Of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    kept = ("L", "N", "M")
    return {
        "".join(
            "-" if c == " " else c
            for c in heading.strip().lower()
            if c in " -_" or unicodedata.category(c)[0] in kept
        )
        for heading in headings
    }
