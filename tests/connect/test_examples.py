"""Every example of docs/connect.md runs, over a real archive and a server of it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.archive import Archive
from qa.service.app import create_app
from qa.settings import read_settings
from tests.browser.serving import serving

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "connect.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"

# What each prints, by the module that it is about.
PRINTS = {
    "openai": r"\(http://\S+/documents/\S+#char=\d+,\d+\)",
    "mcp": r"^http://\S+/documents/\S+#char=\d+,\d+$",
    "answer_chain": r"^.+ \S+\.txt$",
    "QaEmbeddings": r"^(\S+\.txt \d+\n){3}(True|False)\n384$",
    "llama_index": r"^(-?\d+\.\d+ \S+\.txt\n){3}$",
    "haystack": r"^(-?\d+\.\d+ \S+\.txt\n){3}$",
    "archive.index": r"(True|False)$",
}


@pytest.fixture(scope="module")
def address(corpus_home: Path) -> Iterator[str]:
    settings = read_settings(data_dir=corpus_home / "my-index", workers=0)
    archive = Archive.open(settings)
    with serving(create_app(settings, archive)) as url:
        yield url
    archive.close()


def test_all_of_them_are_run() -> None:
    assert len(EXAMPLES) == len(PRINTS)
    assert PAGE.count("```python") + PAGE.count("```sh") == PAGE.count("```") // 2


@pytest.mark.parametrize("about", PRINTS)
def test_an_example_prints_what_it_should(
    about: str,
    address: str,
    corpus_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(corpus_home)
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "False")
    (example,) = (one for one in EXAMPLES if re.search(rf"\b{re.escape(about)}\b", one))
    code = example.replace(ADDRESS, address).replace('index("documents")', 'index("corpus")')
    exec(compile(code, "docs/connect.md", "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    assert re.search(PRINTS[about], printed, re.MULTILINE), printed


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, time; before = time.process_time(); import qa; "
        "print(time.process_time() - before, *sys.modules)"
    )
    run = [sys.executable, "-c", code]
    seconds, *modules = subprocess.check_output(run, text=True, cwd=ROOT).split()
    assert float(seconds) < 0.3
    assert not {"numpy", "torch", "langchain", "pydantic", "openvino"} & set(modules)
