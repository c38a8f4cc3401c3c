"""The application over a fake archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from qa.service.app import create_app
from qa.settings import Settings
from tests.fake_archive import KEY, FakeArchive
from tests.local_client import local_client


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, admin_key=KEY, max_question_chars=2000)


@pytest.fixture
def archive(settings: Settings) -> FakeArchive:
    return FakeArchive(settings)


@pytest.fixture
def client(settings: Settings, archive: FakeArchive) -> Iterator[TestClient]:
    with local_client(create_app(settings, archive)) as opened:  # type: ignore[arg-type]
        yield opened
