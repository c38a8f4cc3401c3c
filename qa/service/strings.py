"""What the chat and the pages say, as the modules that their scripts import.

The words stand in the languages' folders; a browser gets those of all languages at once, so that
one is chosen without asking the server again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

from qa.language.interface_concepts import Chat, Pages
from qa.language.pack import Pack
from qa.language.packs import pack_of
from qa.types import Language


@cache
def script(name: str) -> bytes | None:
    """The module that the static files have under `name`; None where it is none of these."""
    made = _MODULES.get(name)
    if made is None:
        return None
    lines = [f"export const {name} = {_written(value)};\n" for name, value in made().items()]
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
    words = {f"{part}.{key}": text for part, of in said.words.items() for key, text in of.items()}
    forms = {
        f"{part}.{key}": dict(text) for part, of in said.counted.items() for key, text in of.items()
    }
    return words | forms


_MODULES: dict[str, Callable[[], dict[str, object]]] = {
    "chat/strings.js": _chat,
    "pages/strings.js": _pages,
}
