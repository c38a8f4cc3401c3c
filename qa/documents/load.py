"""From a file to the text in it: every check that a hostile or broken file calls for, then
the module of its format.

A file is judged before it is read: where it lies, what it is called, how large
it is.  Every failure is one of the `DocumentError`s, names the file, and leaves
the other files untouched.
"""

from __future__ import annotations

import importlib
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from qa.documents.discover import is_inside, source_of
from qa.documents.formats.layout import Layout
from qa.errors import (
    DamagedDocument,
    DocumentError,
    EmptyDocument,
    ReadingStopped,
    TooLarge,
    UnsafePath,
    UnsupportedFormat,
)


class ByteLimit(Protocol):
    """What of the settings loading has to know."""

    @property
    def max_document_bytes(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Format:
    """`load_NAME` of the module `qa.documents.formats.NAME`, and the library behind it.

    The module is imported when the first file of its kind is read: whoever only
    asks questions needs none of them.
    """

    name: str
    reader: str

    def load(self, data: bytes) -> Layout:
        module = importlib.import_module(f"qa.documents.formats.{self.name}")
        layout: Layout = getattr(module, f"load_{self.name}")(data)
        return layout


FORMATS: dict[str, Format] = {
    ".txt": Format("txt", "qa"),
    ".md": Format("markdown", "markdown-it-py"),
    ".markdown": Format("markdown", "markdown-it-py"),
    ".html": Format("html", "selectolax"),
    ".htm": Format("html", "selectolax"),
    ".xhtml": Format("html", "selectolax"),
    ".docx": Format("docx", "lxml"),
    ".docm": Format("docx", "lxml"),
    ".doc": Format("doc", "olefile"),
    ".rtf": Format("rtf", "qa"),
    ".odt": Format("odt", "lxml"),
    ".odp": Format("odt", "lxml"),
    ".pdf": Format("pdf", "pypdfium2"),
    ".xlsx": Format("xlsx", "calamine"),
    ".xlsm": Format("xlsx", "calamine"),
    ".xlsb": Format("xlsx", "calamine"),
    ".xls": Format("xlsx", "calamine"),
    ".ods": Format("ods", "lxml"),
    ".csv": Format("csv", "qa"),
    ".tsv": Format("csv", "qa"),
    ".pptx": Format("pptx", "lxml"),
    ".pptm": Format("pptx", "lxml"),
    ".ppsx": Format("pptx", "lxml"),
    ".epub": Format("epub", "selectolax"),
    ".fb2": Format("fb2", "lxml"),
    ".eml": Format("eml", "qa"),
    ".ics": Format("ics", "qa"),
    ".mht": Format("eml", "selectolax"),
    ".mhtml": Format("eml", "selectolax"),
    ".msg": Format("msg", "olefile"),
    ".zip": Format("zip", "qa"),
    ".jpg": Format("image", "tesseract"),
    ".jpeg": Format("image", "tesseract"),
    ".png": Format("image", "tesseract"),
    ".tif": Format("image", "tesseract"),
    ".tiff": Format("image", "tesseract"),
    ".json": Format("json", "qa"),
    ".jsonl": Format("json", "qa"),
    ".srt": Format("srt", "qa"),
    ".vtt": Format("srt", "qa"),
}
# Files that hold files; what is in them has their path in front of its own.
CONTAINERS = (".zip", ".eml", ".msg", ".mht", ".mhtml")


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file's text as its format gives it, before cleaning."""

    source: str
    layout: Layout
    size: int
    reader: str = ""


def load_file(path: Path, root: Path, limits: ByteLimit) -> LoadedFile:
    """Read one file below `root`.

    Raises UnsafePath, UnsupportedFormat, EmptyDocument, TooLarge, DamagedDocument,
    EncryptedDocument, NoTextLayer, or DocumentError for what the system refuses.
    """
    source = source_of(path.absolute(), root.absolute())
    if "\x00" in str(path):
        raise UnsafePath(f"{source!a}: a path with a NUL character is refused; rename it")
    format_of(source)
    return load_data(_read(path, root, source, limits.max_document_bytes), source)


def load_data(data: bytes, source: str) -> LoadedFile:
    """Read the bytes of a file called `source`; raises as `load_file` does."""
    known = _really(format_of(source), data)
    return LoadedFile(source, load_bytes(data, source, known), len(data), known.reader)


def format_of(source: str) -> Format:
    """By the name's ending; raises UnsupportedFormat."""
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in FORMATS:
        raise UnsupportedFormat(
            f"{source}: the format {suffix or '(no extension)'} is not known; "
            f"expected one of {', '.join(FORMATS)}; convert the file"
        )
    return FORMATS[suffix]


def _really(known: Format, data: bytes) -> Format:
    """An old Word file is often called .docx, and a new one .doc."""
    if known.name == "docx" and data.startswith(b"\xd0\xcf\x11\xe0"):
        return FORMATS[".doc"]
    if known.name in ("doc", "rtf") and data.startswith(b"PK\x03\x04"):
        return FORMATS[".docx"]
    return known


def load_bytes(data: bytes, source: str, known: Format) -> Layout:
    """Run a format's loader; whatever a library throws at a broken file is DamagedDocument."""
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyDocument(f"{source}: the file is empty (0 bytes of text); give it content")
    try:
        layout = known.load(data)
    except DocumentError as error:
        raise type(error)(f"{source}: {error}") from error
    except RecursionError as error:
        raise DamagedDocument(f"{source}: too deeply nested inside") from error
    except MemoryError as error:
        raise ReadingStopped(
            f"{source}: too large inside for the memory that reading may take; split the file "
            "or raise QA_PARSER_MEMORY_MB"
        ) from error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # some libraries' panics are not even Exceptions
        raise DamagedDocument(
            f"{source}: {known.reader} cannot read it ({type(error).__name__}); "
            "open it and save it again"
        ) from error
    if not layout.text.strip() and not layout.attachments:
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
        check_size(source, status.st_size, limit)
        with path.open("rb") as file:
            # The file may grow between the check and here.
            data = file.read(limit + 1)
    except OSError as error:
        raise DocumentError(
            f"{source}: the file cannot be read: {error.strerror}; check its permissions"
        ) from error
    check_size(source, len(data), limit)
    return data


def check_size(source: str, size: int, limit: int) -> None:
    """Raises TooLarge."""
    if size > limit:
        raise TooLarge(
            f"{source}: {size} bytes, more than the limit of {limit}; "
            "split the file or raise QA_MAX_DOCUMENT_BYTES"
        )
