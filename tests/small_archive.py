"""A real archive of three documents, by an encoder that can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

from qa.answering.generation.chat import Generator
from qa.archive import Archive
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.settings import Settings
from tests.fakes import FakeTokenEncoder

TEXTS = {
    "kk.txt": "Қор құрылды. Ол 60 мың адамға көмектесті.",
    "ru.txt": "Фонд помог людям. Заседание прошло в апреле.",
    "en.txt": "The fund helped people. The meeting was held in April.",
}


def small_archive(folder: Path, generator: Generator | None = None, **settings: object) -> Archive:
    texts, data = folder / "texts", folder / "data"
    texts.mkdir()
    for name, text in TEXTS.items():
        (texts / name).write_text(text, encoding="utf-8")
    made, encoder = Settings(data_dir=data, **settings), FakeTokenEncoder()  # type: ignore[arg-type]
    index = LocalIndex.open(data, index_settings(made, encoder), create=True)
    Indexer(index, encoder, made).update([texts])
    return Archive(index, encoder, made, generator)
