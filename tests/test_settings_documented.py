"""`docs/settings.md` documents every setting, with its default, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa.settings import Settings

DOCS = (Path(__file__).parent.parent / "docs/settings.md").read_text(encoding="utf-8")
ROWS = {row[1]: row[0] for row in re.finditer(r"^\| `(QA_[A-Z_]+)` .*$", DOCS, re.MULTILINE)}
COMPUTED = {
    "data_dir",
    "model_cache",
    "cors_origins",
    "allowed_hosts",
    "trusted_proxies",
    "admin_key",
    "login_proxies",
}


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert sorted(ROWS) == sorted(f"QA_{name}".upper() for name in Settings.model_fields)


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - COMPUTED))
def test_the_default_is_the_documented_one(name: str) -> None:
    cell = ROWS[f"QA_{name}".upper()].split("|")[2]
    default = Settings.model_fields[name].default
    documented = cell.strip().strip("`")
    if isinstance(default, bool):
        assert documented.lower() == str(default).lower()
    elif isinstance(default, int | float):
        assert float(documented.replace(" ", "")) == default
    else:
        assert documented == ("unset" if default is None else str(default))
