"""An archive of files: nothing of its own, each file in it is a document."""

from __future__ import annotations

import io
import posixpath
import zipfile
from functools import partial

from qa.documents.formats.layout import Attachment, Layout
from qa.documents.formats.zipped import Container
from qa.errors import DamagedDocument

_LEFT_OUT = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def load_zip(data: bytes) -> Layout:
    """Raises DamagedDocument, TooLarge for a bomb; files are unpacked one by one."""
    try:
        archive = Container(zipfile.ZipFile(io.BytesIO(data)), len(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedDocument(f"the archive is damaged ({error}); pack it anew") from error
    files = [
        Attachment(_inside(name), partial(archive.read, name))
        for name in archive.names
        if not any(left in name for left in _LEFT_OUT)
        and not posixpath.basename(name).startswith(".")
    ]
    return Layout("", attachments=tuple(files))


def _inside(name: str) -> str:
    """A path that stays in the archive, whatever it says."""
    parts = [part for part in name.replace("\x00", "").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)
