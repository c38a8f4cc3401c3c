"""From the settings to a ready encoder."""

from __future__ import annotations

from qa.embedding.encoder import Encoder, TokenEncoder
from qa.embedding.fast import FastEncoder
from qa.embedding.manifest import check_manifest
from qa.embedding.model import default_folder
from qa.errors import ModelError
from qa.settings import DEFAULT_MODEL, Settings


def load_encoder(settings: Settings) -> TokenEncoder | Encoder:
    """The encoder that `settings.model` names, its files checked.

    Raises ModelError when the model is missing, damaged or unknown.
    """
    if settings.model != DEFAULT_MODEL:
        raise ModelError(f"unknown model {settings.model!r}; expected {DEFAULT_MODEL!r}")
    folder = default_folder(settings)
    content = check_manifest(folder, DEFAULT_MODEL)
    return FastEncoder(
        folder,
        f"{DEFAULT_MODEL}@{content[:16]}",
        threads=settings.threads,
        batch_size=settings.batch_size,
    )
