"""The command as a process: quick help, pipes, exit codes that are documented."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from qa.cli.app import EPILOG
from qa.cli.run import INTERRUPTED, REFUSED
from qa.errors import QaError
from tests.cli.conftest import Qa

DOCS = Path(__file__).parent.parent.parent / "docs/cli.md"
EXAMPLES = re.findall(r"^(?:echo .*\| )?(qa .*)$", DOCS.read_text("utf-8"), re.MULTILINE)
HEAVY = ("faiss", "openvino", "numpy", "torch", "fastapi", "pydantic", "langchain_core")


def kinds(kind: type[QaError]) -> list[type[QaError]]:
    return [kind, *(k for child in kind.__subclasses__() for k in kinds(child))]


def run(*arguments: str, **how: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "qa.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, **how)  # type: ignore[call-overload,no-any-return]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from qa.cli.app import app; app(['--help'], standalone_mode=False);"
        f"print([m for m in {HEAVY} if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.endswith("[]\n"), result.stderr


def test_every_exit_code_is_documented() -> None:
    used = {kind.exit_code for kind in kinds(QaError)} | {0, REFUSED, INTERRUPTED}
    table = re.findall(r"^\| (\d+) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert {int(code) for code in table} == used
    assert {int(code) for code in re.findall(r"(\d+) [a-z]", EPILOG)} == used


def test_every_command_is_documented(qa: Qa) -> None:
    help_text = qa("--help").stdout
    documented = set(re.findall(r"^(?:echo .*\| )?qa ([a-z]+)", DOCS.read_text(), re.MULTILINE))
    listed = set(re.findall(r"^│ ([a-z]+) {2,}\S", help_text, re.MULTILINE))
    assert documented == listed


@pytest.mark.parametrize("line", EXAMPLES)
def test_documented_options_exist(qa: Qa, line: str) -> None:
    result = qa(*shlex.split(line)[1:], "--help")
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("command", ["ask", "search", "check", "index", "serve", "doctor"])
def test_every_command_explains_itself(qa: Qa, command: str) -> None:
    result = qa(command, "-h")
    assert result.exit_code == 0
    assert "Usage: qa" in result.stdout


def test_no_arguments_shows_the_help(qa: Qa) -> None:
    assert "Commands" in qa().stdout


def test_version(qa: Qa) -> None:
    assert re.fullmatch(r"qa \d+\.\d+\.\d+\n", qa("--version").stdout)


def test_an_unknown_setting_is_said() -> None:
    result = run("doctor", env={"QA_COLOUR": "1", "PATH": ""})
    assert result.returncode == 2
    assert "unknown setting QA_COLOUR" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_setting_out_of_bounds_is_said() -> None:
    result = run("doctor", env={"QA_TOP_K": "1000", "PATH": ""})
    assert result.returncode == 2
    assert "top_k" in result.stderr


def test_a_reader_that_leaves_early_is_no_error() -> None:
    script = f"{sys.executable} -m qa.cli --help | head -1"
    result = subprocess.run(["sh", "-c", script], capture_output=True, text=True)
    assert result.stderr == ""
