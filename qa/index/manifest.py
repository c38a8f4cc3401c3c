"""What the derived files reflect, and how to know that they are whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa.index.files import replace_file
from qa.index.passage_index import IndexSettings

NAME = "manifest.json"
FORMAT = 5
"""Grows when the derived files' layout changes, so that older ones are rebuilt."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`archive` names the database the files were made from, whose row ids they hold;
    `files` maps each derived file's name to its SHA-256."""

    archive: str
    generation: int
    settings: IndexSettings
    files: dict[str, str]
    format: int = FORMAT


def write_manifest(folder: Path, manifest: Manifest) -> None:
    content = asdict(manifest)
    text = json.dumps(content | {"sha256": _digest(content)}, ensure_ascii=False, indent=1)

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    replace_file(folder / NAME, write)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest, or None when it is missing, damaged or of another format."""
    try:
        raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if raw.pop("sha256") != _digest(raw):
            return None
        manifest = Manifest(
            archive=str(raw["archive"]),
            generation=int(raw["generation"]),
            settings=IndexSettings(**raw["settings"]),
            files={str(name): str(digest) for name, digest in raw["files"].items()},
            format=int(raw["format"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    unsafe = any(Path(name).name != name for name in manifest.files)
    return None if unsafe or manifest.format != FORMAT else manifest


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
