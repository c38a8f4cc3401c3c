"""`manifest.json`: what a person knows about the files of a folder.

A list of objects, each with `file` (path relative to the manifest's folder) and
any of `title`, `date`, `author`, `language`, `about`; other keys are kept as
metadata.  A damaged manifest is a problem to report, never a reason to stop.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa.types import Language

MANIFEST_NAME = "manifest.json"
_MAX_BYTES = 20_000_000
_TEXT_KEYS = ("title", "date", "author", "about")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of one file; empty strings and None where it is silent."""

    title: str = ""
    date: str = ""
    author: str = ""
    about: str = ""
    language: Language | None = None
    other: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or a `part` of one, that could not be used, and why; `kind` is an error's slug."""

    source: str
    reason: str
    part: str = ""
    kind: str = ""


def told(metadata: Mapping[str, Any]) -> dict[str, str]:
    """What `about` says of a document, and `about_kk`, `about_ru`, … in these languages; `""`
    is the key of the first."""
    return {
        key.partition("_")[2]: text
        for key, text in metadata.items()
        if key.partition("_")[0] == "about" and isinstance(text, str) and text
    }


def read_manifest(folder: Path) -> tuple[dict[str, Entry], tuple[Problem, ...]]:
    """Entries by file name of `folder/manifest.json`; nothing when there is none."""
    path = folder / MANIFEST_NAME
    if not path.is_file():
        return {}, ()
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError(f"larger than {_MAX_BYTES} bytes")
        data = json.loads(path.read_bytes())
        if not isinstance(data, list):
            raise ValueError(f"expected a list of objects, got {type(data).__name__}")
    except (OSError, ValueError, RecursionError) as error:
        return {}, (Problem(MANIFEST_NAME, f"the manifest is ignored: {error}"),)
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for number, item in enumerate(data, 1):
        if not isinstance(item, dict) or not isinstance(item.get("file"), str):
            problems.append(
                Problem(MANIFEST_NAME, f'entry {number} is ignored: it names no "file"')
            )
            continue
        entries[item["file"]] = _entry(item)
    return entries, tuple(problems)


def _entry(item: dict[str, Any]) -> Entry:
    known = {key: item[key].strip() for key in _TEXT_KEYS if isinstance(item.get(key), str)}
    language = item.get("language")
    try:
        code = Language(language) if isinstance(language, str) else None
    except ValueError:
        code = None
    return Entry(
        **known,
        language=code,
        other={k: v for k, v in item.items() if k not in (*_TEXT_KEYS, "file", "language")},
    )
