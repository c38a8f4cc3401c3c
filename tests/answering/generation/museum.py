"""An archive about a museum, and replies that cite its sentences by a word that they hold."""

from __future__ import annotations

import re
from pathlib import Path

from qa.answering.generation.prompt import Prompt
from qa.embedding import TokenEncoder
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.settings import Settings

TEXTS = {
    "museum.txt": "The museum in Koktal\n\nThe museum in Koktal was restored in 2019. The "
    "restoration cost 340 million tenge. The architect Daniyar Omarov led the work. "
    "The museum holds 1,200 exhibits. The mayor did not attend the opening.",
    "theatre.txt": "Театр в Коктале\n\nТеатр в Коктале открыли в 1974 году. В нём 500 мест. "
    "Директор театра Айгуль Сеитова.",
    "library.txt": "Көктал кітапханасы\n\nКөктал кітапханасы 1961 жылы салынған. Онда 60 мың кітап "
    "бар. Кітапхананы Гүлнар Омарова басқарады.",
}
QUESTION = "How much did the restoration of the museum in Koktal cost?"

_SHOWN = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)


def index_of(folder: Path, texts: dict[str, str], encoder: TokenEncoder) -> LocalIndex:
    sources, settings = folder / "texts", Settings(data_dir=folder / "data")
    sources.mkdir(parents=True)
    for name, text in texts.items():
        (sources / name).write_text(text, encoding="utf-8")
    index = LocalIndex.open(settings.data_dir, index_settings(settings, encoder), create=True)
    Indexer(index, encoder, settings).update([sources])
    return index


def shown(prompt: Prompt) -> dict[int, str]:
    """The sentences that a prompt shows, by number."""
    return {int(number): text for number, text in _SHOWN.findall(prompt.user)}


def filled(reply: str, prompt: Prompt) -> str:
    """`reply` with `@word` replaced by the number of the sentence that holds the word."""
    sentences = shown(prompt)

    def number(match: re.Match[str]) -> str:
        return str(next(n for n, text in sentences.items() if match[1] in text))

    return re.sub(r"(?<![A-Za-z])@(\w+)", number, reply)
