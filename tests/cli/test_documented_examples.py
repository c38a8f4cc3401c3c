"""Every example of docs/cli.md, run in its order on the bundled corpus with the real model."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import qa.archive
import qa.pipeline
from qa.cli.app import app
from qa.embedding.encoder import TokenEncoder
from tests.documents.builders import make_docx, make_pdf

ROOT = Path(__file__).resolve().parents[2]
DOCS = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
LINES = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
# They go on until they are ended (tests of their own end them), need a database, or take
# minutes and data that are no part of the repository.
NOT_HERE = re.compile(r"qa (?:watch|serve|mcp|model fetch|eval|bench|copy)\b")
RUN = [line for line in LINES if not NOT_HERE.match(line)]


@pytest.fixture(scope="module")
def home(corpus_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the examples name."""
    made = tmp_path_factory.mktemp("documented")
    shutil.copytree(corpus_home / "corpus", made / "corpus")
    for name in ("reports", "newsroom"):
        (made / name).mkdir()
        (made / name / f"{name}.txt").write_text(f"A text of {name}.", encoding="utf-8")
    # A page of letters of no language, for what could not be read.
    (made / "reports" / "scan.pdf").write_bytes(make_pdf([["\ue123\ue456\ue789" * 9]]))
    (made / "minutes.docx").write_bytes(make_docx([("The library was opened in 1932.", None)]))
    for name in ("report", "minutes"):
        (made / f"{name}.txt").write_text("The library has 400 books.", encoding="utf-8")
    (made / "draft.txt").write_text("The library has 400 books.", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def done(home: Path, encoder: TokenEncoder) -> Iterator[dict[str, Result]]:
    """What each line of the page gave.  All use one model, which takes seconds to open."""
    found: dict[str, Result] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setenv("QA_DATA_DIR", str(home / "data"))
        patch.setenv("COLUMNS", "80")
        for module in (qa.archive, qa.pipeline):
            patch.setattr(module, "load_encoder", lambda _: encoder)
        for line in RUN:
            found[line] = _run(line, home, found)
        yield found


def _run(line: str, home: Path, before: dict[str, Result]) -> Result:
    said = None
    if piped := re.fullmatch(r'echo "(.*)" \| (qa .*)', line):
        said, line = piped.groups()
    if "DOCUMENT_ID" in line:
        line = line.replace("DOCUMENT_ID", before["qa documents"].stdout.split("\t")[0])
    if "KEY_ID" in line:
        line = line.replace("KEY_ID", before["qa key list"].stdout.split()[0])
    line = line.replace("/srv/other", str(home / "other"))
    return CliRunner().invoke(app, shlex.split(line)[1:], input=said, prog_name="qa")


@pytest.mark.parametrize("line", RUN)
def test_it_ends_as_the_page_says(done: dict[str, Result], line: str) -> None:
    result = done[line]
    expected = {0, 3} if line.startswith("qa check") else {0}
    assert result.exit_code in expected, result.output
    assert "Traceback" not in result.output


def test_answers_are_quoted_once_with_their_sources(done: dict[str, Result]) -> None:
    said = done['qa ask "What did the President instruct at the 26th session?"'].stdout
    assert "kk-26th-session.txt" in said
    assert "■ quoted" in said
    text = (ROOT / "corpus" / "kk-26th-session.txt").read_text(encoding="utf-8")
    spans = [tuple(map(int, one)) for one in re.findall(r"\.txt  (\d+)–(\d+)", said)]
    assert spans
    squeezed = " ".join(said.split())
    for start, end in spans:
        assert squeezed.count(" ".join(text[start:end].split())) == 1


def test_json_is_that_of_the_service(done: dict[str, Result]) -> None:
    answer = json.loads(done['echo "Қор кімге көмектесті?" | qa ask - --json'].stdout)
    assert answer["status"] == "answered"
    assert all(one["quote"] for one in answer["citations"])
    listed = json.loads(done["qa documents list session --json"].stdout)
    assert listed["total"] == len(listed["documents"]) > 0
    assert all("session" in one["source"] for one in listed["documents"])


def test_searches_show_their_signals(done: dict[str, Result]) -> None:
    said = done['qa search "Жаңғыру жолы қозғалысы" -k 3 --explain'].stdout
    assert "kk-26th-session.txt" in said
    assert "dense" in said


def test_what_could_not_be_read_is_told_in_kazakh(done: dict[str, Result]) -> None:
    said = done["qa documents --problems --language kk"].stdout
    (line,) = said.splitlines()
    assert "scan.pdf\t" in line


def test_what_was_changed_is_in_the_audit(done: dict[str, Result]) -> None:
    said = done["qa audit --limit 50"].stdout
    assert "press" in said
    assert "Newsroom" in said


def test_a_backup_restores(done: dict[str, Result], home: Path) -> None:
    result = done["qa restore archive.qa --data /srv/other"]
    assert result.exit_code == 0
    listed = CliRunner().invoke(app, ["--data", str(home / "other"), "documents"], prog_name="qa")
    # The first of the list was removed before.
    assert "kk-26th-session.txt" not in listed.stdout
    assert "kk-taraz-conference.txt" in listed.stdout
    assert {one.name for one in (home / "everything").iterdir()} == {
        "documents.jsonl",
        "passages.jsonl",
        "feedback.jsonl",
    }
