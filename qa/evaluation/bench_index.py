"""How fast documents get into the index, beside the embedding alone.

The same passages are embedded twice: by the whole indexing (reading, cleaning,
splitting, facts, terms, token states, SQLite, FAISS) and by nothing but
`encode_passages`.  Turns alternate and the fastest of each counts, because other
work on the machine only ever slows a turn down.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.embedding import Encoder
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE


@dataclass(frozen=True, slots=True)
class IndexSpeed:
    """Rates are per second; `ratio` is indexing's passages/s over plain embedding's."""

    documents: int
    passages: int
    documents_per_second: float
    passages_per_second: float
    plain_passages_per_second: float
    ratio: float


def measure_indexing(
    paths: Sequence[Path], encoder: Encoder, settings: Settings, turns: int = 3
) -> IndexSpeed:
    """Index `paths` into an archive thrown away afterwards, `turns` times."""
    texts: list[str] = []
    whole, plain = [], []
    documents = 0
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder)
            index = LocalIndex.open(data, index_settings(settings, encoder), create=True)
            started = time.perf_counter()
            report = Indexer(index, encoder, settings).update(paths)
            whole.append(time.perf_counter() - started)
            documents = report.added
            texts = _embedded_texts(index)
            index.close()
        started = time.perf_counter()
        encoder.encode_passages(texts)
        plain.append(time.perf_counter() - started)
    return IndexSpeed(
        documents=documents,
        passages=len(texts),
        documents_per_second=documents / min(whole),
        passages_per_second=len(texts) / min(whole),
        plain_passages_per_second=len(texts) / min(plain),
        ratio=min(plain) / min(whole),
    )


def _embedded_texts(index: LocalIndex) -> list[str]:
    """What was embedded: each passage behind its context."""
    summaries = index.documents(WHOLE_ARCHIVE, limit=-1).documents
    passages = [p for s in summaries for p in index.document_passages(WHOLE_ARCHIVE, s.id).values()]
    return [f"{p.context}\n{p.text}" if p.context else p.text for p in passages]


def table(speed: IndexSpeed) -> str:
    return "\n".join(
        [
            f"documents/s                 {speed.documents_per_second:8.2f}",
            f"passages/s                  {speed.passages_per_second:8.2f}",
            f"passages/s, embedding alone {speed.plain_passages_per_second:8.2f}",
            f"ratio                       {speed.ratio:8.2f}",
            f"({speed.documents} documents, {speed.passages} passages)",
        ]
    )
