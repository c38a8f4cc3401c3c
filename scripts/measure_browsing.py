"""How long the list of documents takes to answer a key press, as the archive grows.

    python scripts/measure_browsing.py [DOCUMENTS]

Documents are made of sentences of the bundled corpus, with dates, languages and folders of all
kinds; words are typed letter by letter, each of which asks for the list with its facets.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from qa.index.browse import Browse  # noqa: E402
from qa.index.local import LocalIndex  # noqa: E402
from qa.index.passage_index import IndexedDocument, IndexSettings  # noqa: E402
from qa.types import WHOLE_ARCHIVE, Document, Language  # noqa: E402

SETTINGS = IndexSettings("none", 4, "none")
TYPED = ("Ассамблея народа", "Президент", "қоғамдық келісім", "этнос", "library", "сессия 31")
SENTENCES = 40


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = LocalIndex.open(Path(folder), SETTINGS, create=True)
        began = time.perf_counter()
        with index.writing() as writer:
            writer.replace_all(SETTINGS, documents(count))
        print(f"{count} documents stored in {time.perf_counter() - began:.1f} s")
        times = sorted(measure(index))
        index.close()
    p95 = times[int(len(times) * 0.95)]
    print(f"a key press, ms: p50 {statistics.median(times):.0f}, p95 {p95:.0f}, n {len(times)}")


def documents(count: int) -> Iterator[IndexedDocument]:
    rng = random.Random(1)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))]
    sentences = [one for text in texts for one in re.split(r"(?<=[.!?])\s+", text) if one]
    spoken = (Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH)
    for number in range(count):
        text = " ".join(rng.choices(sentences, k=SENTENCES))
        source = f"{rng.randrange(40)}/{number}.{rng.choice(('txt', 'pdf', 'docx'))}"
        known = {"date": f"{rng.randrange(1990, 2026)}-05-01"}
        made = Document(str(number), source, text[:60], rng.choice(spoken), text, known)
        yield IndexedDocument(made, (), str(number))


def measure(index: LocalIndex) -> Iterator[float]:
    for words in TYPED:
        for end in range(1, len(words) + 1):
            began = time.perf_counter()
            index.browse(WHOLE_ARCHIVE, Browse(words[:end], sort="relevance", limit=25))
            yield (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
