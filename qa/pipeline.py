"""The line: document → passages → vectors → index → hits → answer with checked citations.

`build` is its first half, `ask` its second.  A program that asks more than one
question opens an `Archive` once.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from qa.archive import Archive, Summary
from qa.embedding import load_encoder
from qa.errors import IndexMismatch
from qa.index.local import LocalIndex
from qa.index.passage_index import IndexSettings
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
    index, is_current = _open(settings, index_settings(settings, encoder))
    with closing(index):
        indexer = Indexer(index, encoder, settings)
        if not is_current:
            indexer.embed_anew(on_progress)
        return indexer.update(paths, on_progress)


def _open(settings: Settings, wanted: IndexSettings) -> tuple[LocalIndex, bool]:
    """The index, begun when there is none, and whether it was made with what is wanted."""
    try:
        return LocalIndex.open(settings.data_dir, wanted, create=True), True
    except IndexMismatch:
        return LocalIndex.open(settings.data_dir), False


def ask(question: str, settings: Settings) -> Answer:
    """One question to the archive in `settings.data_dir`."""
    with closing(Archive.open(settings)) as archive:
        return archive.ask(question)
