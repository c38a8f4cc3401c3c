"""Settings come from the environment; a bad one is named, with what was expected."""

from __future__ import annotations

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
