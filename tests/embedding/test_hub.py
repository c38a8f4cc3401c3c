from __future__ import annotations

from pathlib import Path
from typing import Any

import huggingface_hub
import pytest

from qa.embedding.model import fetch_model, verify_model
from qa.errors import ModelError
from qa.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(model="some/model", model_cache=tmp_path)


def test_a_name_is_fetched_into_the_cache(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def download(name: str, *, local_dir: Path, **options: Any) -> None:
        asked.update(options, name=name)
        (local_dir / "model.safetensors").write_bytes(b"weights")
        (local_dir / ".cache").mkdir()
        (local_dir / ".cache" / "lock").write_text("")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    folder = fetch_model(settings)
    assert folder == settings.model_cache / "some--model"
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "model.safetensors"]
    assert asked["name"] == "some/model"
    assert not any(pattern.endswith((".py", ".bin", ".pt")) for pattern in asked["allow_patterns"])
    assert len(verify_model(settings)) == 64


def test_an_unreachable_hub(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(*_: Any, **__: Any) -> None:
        raise ConnectionError("no route to host")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    with pytest.raises(ModelError, match=r"'some/model' .*no route to host.*set QA_MODEL"):
        fetch_model(settings)
    assert list(settings.model_cache.iterdir()) == []


def test_a_model_without_safetensors(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub, "snapshot_download", lambda *_, **__: None)
    with pytest.raises(ModelError, match=r"no model\.safetensors"):
        fetch_model(settings)
