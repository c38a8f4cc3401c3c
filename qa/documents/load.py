"""From a file to the text in it: every check that a hostile or broken file calls for, then
the module of its format.

A file is judged before it is read: where it lies, what it is called, how large
it is.  Every failure is one of the `DocumentError`s, names the file, and leaves
the other files untouched.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa.documents.discover import is_inside, source_of
from qa.documents.formats.docx import load_docx
from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Layout
from qa.documents.formats.markdown import load_markdown
from qa.documents.formats.pdf import load_pdf
from qa.documents.formats.txt import load_txt
from qa.errors import (
    DamagedDocument,
    DocumentError,
    EmptyDocument,
    TooLarge,
    UnsafePath,
    UnsupportedFormat,
)
from qa.settings import Settings

FORMATS: dict[str, Callable[[bytes], Layout]] = {
    ".txt": load_txt,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".html": load_html,
    ".htm": load_html,
    ".docx": load_docx,
    ".pdf": load_pdf,
}


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file's text as its format gives it, before cleaning."""

    source: str
    layout: Layout
    size: int


def load_file(path: Path, root: Path, settings: Settings) -> LoadedFile:
    """Read one file below `root`.

    Raises UnsafePath, UnsupportedFormat, EmptyDocument, TooLarge, DamagedDocument,
    EncryptedDocument, NoTextLayer, or DocumentError for what the system refuses.
    """
    source = source_of(path.absolute(), root.absolute())
    if "\x00" in str(path):
        raise UnsafePath(f"{source!a}: a path with a NUL character is refused; rename it")
    load = FORMATS.get(path.suffix.lower())
    if load is None:
        raise UnsupportedFormat(
            f"{source}: the format {path.suffix.lower() or '(no extension)'} is not known; "
            f"expected one of {', '.join(FORMATS)}; convert the file"
        )
    data = _read(path, root, source, settings.max_document_bytes)
    return LoadedFile(source, load_bytes(data, source, load), len(data))


def load_bytes(data: bytes, source: str, load: Callable[[bytes], Layout]) -> Layout:
    """Run a format's loader; whatever a library throws at a broken file is DamagedDocument."""
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyDocument(f"{source}: the file is empty (0 bytes of text); give it content")
    try:
        layout = load(data)
    except DocumentError as error:
        raise type(error)(f"{source}: {error}") from error
    except (MemoryError, RecursionError) as error:
        raise DamagedDocument(f"{source}: too deeply nested or too large inside") from error
    if not layout.text.strip():
        raise EmptyDocument(f"{source}: no text was found in the file")
    return layout


def _read(path: Path, root: Path, source: str, limit: int) -> bytes:
    try:
        if not is_inside(path, root):
            if not path.exists():
                raise DocumentError(f"{source}: no such file, or a broken link")
            raise UnsafePath(
                f"{source}: it leads outside {root.name}/ through a symbolic link or `..`; "
                "copy the file into the folder"
            )
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(f"{source}: not a regular file")
        if status.st_size > limit:
            raise _too_large(source, status.st_size, limit)
        with path.open("rb") as file:
            # The file may grow between the check and here.
            data = file.read(limit + 1)
    except OSError as error:
        raise DocumentError(
            f"{source}: the file cannot be read: {error.strerror}; check its permissions"
        ) from error
    if len(data) > limit:
        raise _too_large(source, len(data), limit)
    return data


def _too_large(source: str, size: int, limit: int) -> TooLarge:
    return TooLarge(
        f"{source}: {size} bytes, more than the limit of {limit}; "
        "split the file or raise QA_MAX_DOCUMENT_BYTES"
    )
