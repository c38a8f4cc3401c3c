"""The line: document → passages → vectors → index → hits → answer with checked citations.

`build` is its first half, `ask` its second.  A program that asks more than one
question opens an `Archive` once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa.archive import Archive, Summary
from qa.embedding import load_encoder
from qa.errors import IndexMismatch
from qa.index.local import LocalIndex
from qa.indexing import Indexer, IndexReport, OnProgress, Progress, index_settings
from qa.settings import Settings
from qa.types import Answer

__all__ = ["Archive", "IndexReport", "Progress", "Summary", "ask", "build"]


def build(
    paths: Sequence[Path], settings: Settings, on_progress: OnProgress | None = None
) -> IndexReport:
    """Make the index agree with the files below `paths`; only what changed is embedded.

    An index made with another model or other passage settings is embedded anew
    first.  Raises BadInput, IndexBusy, ModelError or StorageError.
    """
    encoder = load_encoder(settings)
    wanted = index_settings(settings, encoder)
    try:
        index = LocalIndex.open(settings.data_dir, wanted, create=True)
    except IndexMismatch:
        index = LocalIndex.open(settings.data_dir)
        Indexer(index, encoder, settings).embed_anew(on_progress)
    try:
        return Indexer(index, encoder, settings).update(paths, on_progress)
    finally:
        index.close()


def ask(question: str, settings: Settings) -> Answer:
    """One question to the archive in `settings.data_dir`."""
    archive = Archive.open(settings)
    try:
        return archive.ask(question)
    finally:
        archive.close()
