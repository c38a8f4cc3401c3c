"""What the chat and the pages say, as the modules that their scripts import.

The words stand in the languages' folders; a browser gets those of all languages at once, so that
one is chosen without asking the server again.  A page's markup comes with the words of one, for
whoever has no scripts, or waits for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from html import escape

from qa.language.interface_concepts import Chat, Pages
from qa.language.pack import Pack
from qa.language.packs import pack_of, pack_or_fallback
from qa.types import Language

_NAMED = re.compile(r'(data-text="([\w.]+)"[^>]*>)[^<]*')
_LANGUAGE = re.compile(r'(<html lang=")\w+')


def page(markup: str, language: Language) -> str:
    """A page with its words in the elements that name them (`data-text`)."""
    pack = pack_or_fallback(language)
    texts = _texts(pack.language)
    markup = _LANGUAGE.sub(rf"\g<1>{pack.language.value}", markup, count=1)
    return _NAMED.sub(lambda named: named[1] + texts[named[2]], markup)


@cache
def _texts(language: Language) -> dict[str, str]:
    """All that a page's elements may name, as markup."""
    pack = _packs()[language.value]
    spoken = ", ".join(one.chat.name for one in _packs().values())
    texts = _flat(pack.chat) | _flat(pack.pages)
    return {
        name: escape(str(text).replace("{languages}", spoken), quote=False)
        for name, text in texts.items()
    }


def script(name: str) -> bytes | None:
    """The module that the static files have under `name`; None where it is none of these."""
    return _script(name) if name in _MODULES else None


@cache
def _script(name: str) -> bytes:
    """Kept for the modules there are alone: anybody may ask for any name."""
    made = _MODULES[name]()
    lines = [f"export const {name} = {_written(value)};\n" for name, value in made.items()]
    return "".join(lines).encode()


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packs() -> dict[str, Pack]:
    """Languages by code, in the order in which the interface offers them."""
    found = ((language.value, pack_of(language)) for language in Language)
    return {code: pack for code, pack in found if pack is not None}


def _chat() -> dict[str, object]:
    said = {code: pack.chat for code, pack in _packs().items()}
    return {
        "LANGUAGES": {code: {"name": one.name, "short": one.short} for code, one in said.items()},
        "CALENDAR": {
            code: {"months": dict(one.months), "dates": dict(one.dates)}
            for code, one in said.items()
        },
        "STRINGS": {
            code: _flat(one) | {f"language.{other}": name for other, name in one.languages.items()}
            for code, one in said.items()
        },
    }


def _pages() -> dict[str, object]:
    return {
        "STRINGS": {
            code: _flat(pack.pages)
            | {f"reason.{slug}": text for slug, text in pack.problems.reasons.items()}
            for code, pack in _packs().items()
        }
    }


def _flat(said: Chat | Pages) -> dict[str, object]:
    """Texts, and forms of counted ones, by `section.name`."""
    found: dict[str, object] = {}
    for part, texts in said.words.items():
        found |= {f"{part}.{key}": text for key, text in texts.items()}
    for part, counted in said.counted.items():
        found |= {f"{part}.{key}": dict(forms) for key, forms in counted.items()}
    return found


_MODULES: dict[str, Callable[[], dict[str, object]]] = {
    "chat/strings.js": _chat,
    "pages/strings.js": _pages,
}
