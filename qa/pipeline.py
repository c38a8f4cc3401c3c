"""The line: document → passages → vectors → index → hits → answer with checked citations.

`build` is its first half, `ask` its second.  A program that asks more than one
question opens an `Archive` once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from qa.archive import Archive, Summary
from qa.changes import collection_of
from qa.embedding import load_encoder
from qa.errors import IndexMismatch
from qa.index.access import collection_name
from qa.index.opening import open_index
from qa.index.passage_index import ArchiveIndex, IndexSettings
from qa.indexing import Indexer, IndexReport, OnProgress, Progress, index_settings
from qa.settings import Settings
from qa.types import Answer

__all__ = ["Archive", "IndexReport", "Progress", "Summary", "ask", "build"]


def build(
    paths: Sequence[Path],
    settings: Settings,
    on_progress: OnProgress | None = None,
    collection: str | None = None,
) -> IndexReport:
    """Make a collection agree with the files below `paths`; only what changed is embedded.

    Without one named it is the one that the paths were indexed to before, else the default.

    An index made with another model or other passage settings is embedded anew
    first.  Raises BadInput, IndexBusy, ModelError or StorageError.
    """
    with opened_indexer(paths, settings, on_progress, collection) as indexer:
        return indexer.update(paths, on_progress)


@contextmanager
def opened_indexer(
    paths: Sequence[Path],
    settings: Settings,
    on_progress: OnProgress | None = None,
    collection: str | None = None,
) -> Iterator[Indexer]:
    """As `build`, for more than one update."""
    encoder = load_encoder(settings)
    index, is_current = _open(settings, index_settings(settings, encoder))
    with closing(index):
        name = collection_of(index, paths) if collection is None else collection_name(collection)
        indexer = Indexer(index, encoder, settings, collection=name)
        if not is_current:
            indexer.embed_anew(on_progress)
        yield indexer


def _open(settings: Settings, wanted: IndexSettings) -> tuple[ArchiveIndex, bool]:
    """The index, begun when there is none, and whether it was made with what is wanted."""
    try:
        return open_index(settings, wanted, create=True), True
    except IndexMismatch:
        return open_index(settings), False


def ask(question: str, settings: Settings) -> Answer:
    """One question to the archive in `settings.data_dir`."""
    with closing(Archive.open(settings)) as archive:
        return archive.ask(question)
