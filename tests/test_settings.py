"""Settings come from the environment; a bad one is named, with what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import read_settings


def test_a_list_is_written_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_ALLOWED_HOSTS", '["one.example", "*.two.example"]')
    monkeypatch.setenv("QA_CORS_ORIGINS", "[]")
    settings = read_settings()
    assert settings.allowed_hosts == ("one.example", "*.two.example")
    assert settings.cors_origins == ()
    assert read_settings(allowed_hosts=("given.example",)).allowed_hosts == ("given.example",)


@pytest.mark.parametrize("given", ["one.example", "one.example,two.example", "", '"a"', "['a']"])
@pytest.mark.parametrize("name", ["allowed_hosts", "cors_origins"])
def test_a_list_that_is_none_is_a_bad_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str
) -> None:
    monkeypatch.setenv(f"QA_{name.upper()}", given)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value) == (
        f"bad settings: {name}: "
        f'expected a JSON list like ["one.example", "two.example"] (given: {given!r})'
    )


@pytest.mark.parametrize("given", ["[1]", "{}", "5"])
def test_a_list_of_anything_but_names_is_a_bad_setting(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("QA_ALLOWED_HOSTS", given)
    with pytest.raises(SettingsError, match="bad settings: allowed_hosts"):
        read_settings()


@pytest.mark.parametrize(
    ("variable", "given", "said"),
    [
        ("QA_REFUSE_BELOW", "2", "refuse_below: Input should be less than or equal to 1"),
        ("QA_NONSENSE", "1", "unknown setting QA_NONSENSE"),
    ],
)
def test_a_bad_value_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, given: str, said: str
) -> None:
    monkeypatch.setenv(variable, given)
    with pytest.raises(SettingsError, match=said):
        read_settings()


def test_a_file_goes_after_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = 9000\nthreads = 3\nallowed_hosts = ["one.example"]\ntop_k = 4\n')
    monkeypatch.setenv("QA_CONFIG", str(file))
    monkeypatch.setenv("QA_THREADS", "2")
    settings = read_settings(top_k=5, port=None)
    assert (settings.port, settings.threads, settings.top_k) == (9000, 2, 5)
    assert settings.allowed_hosts == ("one.example",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("QA_PORT = 1", "unknown setting QA_PORT"),
        ("port = 99999", "bad settings: port"),
        ("port =", "cannot read the settings in"),
        (None, "cannot read the settings in"),
    ],
)
def test_a_file_that_cannot_be_used_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None, said: str
) -> None:
    if text is not None:
        (tmp_path / "settings.toml").write_text(text)
    monkeypatch.setenv("QA_CONFIG", str(tmp_path / "settings.toml"))
    with pytest.raises(SettingsError, match=said):
        read_settings()
