"""Example questions made from an archive's own titles, for a page that greets a newcomer."""

from __future__ import annotations

from collections.abc import Sequence

from qa.index.passage_index import DocumentSummary
from qa.types import Language

MAX_TITLE = 90

TEMPLATES = {
    Language.KAZAKH: "«{}» мәтінінде не айтылған?",
    Language.RUSSIAN: "О чём говорится в тексте «{}»?",
    Language.ENGLISH: "What does “{}” say?",
}

_QUOTES = dict.fromkeys(map(ord, '«»“”„"'))


def suggest(documents: Sequence[DocumentSummary]) -> tuple[str, ...]:
    """At most one question a language, about a document in it where there is one."""
    titled = [d for d in documents if d.title.strip()]
    if not titled:
        return ()
    out = []
    for number, (language, template) in enumerate(TEMPLATES.items()):
        own = [d for d in titled if d.language == language]
        chosen = own[0] if own else titled[number % len(titled)]
        out.append(template.format(_short(chosen.title)))
    return tuple(out)


def _short(title: str) -> str:
    """The title without quotation marks of its own, or its whole words up to `MAX_TITLE`
    characters."""
    title = " ".join(title.translate(_QUOTES).split())
    if len(title) <= MAX_TITLE:
        return title
    head = title[:MAX_TITLE]
    return (head.rsplit(None, 1)[0] if " " in head else head).rstrip(" ,;:—–-") + "…"
