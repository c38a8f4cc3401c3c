"""A pack's data files read into the classes of `qa.language.concepts`, strictly."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_origin, get_type_hints

from qa.errors import PackError

Concept = TypeVar("Concept")


def read_concept(path: Path, concept: type[Concept]) -> Concept:
    """One file as one concept.  Raises PackError for a key that is missing, unknown or of
    another kind."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackError(f"{path}: {error}; expected TOML with {_keys(concept)}") from error
    hints = get_type_hints(concept)
    if given.keys() != hints.keys():
        wrong = ", ".join(sorted(given.keys() ^ hints.keys()))
        raise PackError(f"{path}: missing or unknown: {wrong}; expected {_keys(concept)}")
    return concept(**{key: _value(path, key, hints[key], given[key]) for key in hints})


def _keys(concept: type[Any]) -> str:
    return ", ".join(field.name for field in fields(concept))


def _value(path: Path, key: str, kind: Any, given: Any) -> Any:
    if kind is str and isinstance(given, str):
        return given
    if kind in (bool, int) and type(given) is kind:
        return given
    origin = get_origin(kind)
    if origin is tuple and isinstance(given, str):
        return tuple(given.split())
    if origin is tuple and isinstance(given, list) and all(isinstance(i, str) for i in given):
        return tuple(given)
    if origin is Mapping and isinstance(given, dict):
        inner = kind.__args__[1]
        return MappingProxyType({k: _value(path, f"{key}.{k}", inner, given[k]) for k in given})
    raise PackError(f"{path}: {key} is {given!r:.80}; expected {kind}")
