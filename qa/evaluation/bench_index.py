"""How fast documents get into the index, beside the embedding alone.

The same passages are embedded twice: by the whole indexing (reading, cleaning,
splitting, facts, terms, token states, SQLite, FAISS) and by nothing but
`encode_passages`.  Then the longest document is indexed by itself, and once more with a
sentence added: what reads as before is not embedded again.  Turns alternate and the fastest
of each counts, because other work on the machine only ever slows a turn down.
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

_ADDED = "This sentence was added."


@dataclass(frozen=True, slots=True)
class IndexSpeed:
    """Rates are per second; `ratio` is indexing's passages/s over plain embedding's, `changed`
    how many times as quick a document with a sentence added is as a new one."""

    documents: int
    passages: int
    documents_per_second: float
    passages_per_second: float
    plain_passages_per_second: float
    ratio: float
    changed: float


def measure_indexing(
    paths: Sequence[Path], encoder: Encoder, settings: Settings, turns: int = 3
) -> IndexSpeed:
    """Index `paths` into an archive thrown away afterwards, `turns` times."""
    texts: list[str] = []
    whole, plain, new, changed = [], [], [], []
    documents, longest = 0, ""
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder)
            index = LocalIndex.open(data, index_settings(settings, encoder), create=True)
            started = time.perf_counter()
            report = Indexer(index, encoder, settings).update(paths)
            whole.append(time.perf_counter() - started)
            documents = report.added
            texts = _embedded_texts(index)
            longest = _longest_text(index)
            index.close()
        started = time.perf_counter()
        encoder.encode_passages(texts)
        plain.append(time.perf_counter() - started)
        fresh, again = _new_and_changed(longest, encoder, settings)
        new.append(fresh)
        changed.append(again)
    return IndexSpeed(
        documents=documents,
        passages=len(texts),
        documents_per_second=documents / min(whole),
        passages_per_second=len(texts) / min(whole),
        plain_passages_per_second=len(texts) / min(plain),
        ratio=min(plain) / min(whole),
        changed=min(new) / min(changed),
    )


def _new_and_changed(text: str, encoder: Encoder, settings: Settings) -> tuple[float, float]:
    """Seconds in which a text gets into an archive, and in which its next state does."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.txt"
        index = LocalIndex.open(
            Path(folder) / "data", index_settings(settings, encoder), create=True
        )
        indexer = Indexer(index, encoder, settings)
        for state in (text, f"{text}\n\n{_ADDED}\n"):
            path.write_text(state, encoding="utf-8")
            started = time.perf_counter()
            indexer.update([path])
            taken.append(time.perf_counter() - started)
        index.close()
    return taken[0], taken[1]


def _longest_text(index: LocalIndex) -> str:
    summaries = index.documents(WHOLE_ARCHIVE, limit=-1).documents
    texts = [index.document(WHOLE_ARCHIVE, summary.id).document.text for summary in summaries]
    return max(texts, key=len, default="")


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
            f"a sentence added, times     {speed.changed:8.2f}",
            f"({speed.documents} documents, {speed.passages} passages)",
        ]
    )
