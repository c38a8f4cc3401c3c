"""Plain text: all structure there is are its lines."""

from __future__ import annotations

from qa.documents.formats.encodings import decode
from qa.documents.formats.layout import Layout


def load_txt(data: bytes) -> Layout:
    """Raises DamagedDocument when the bytes are no text."""
    decoded = decode(data)
    notes = (decoded.note,) if decoded.note else ()
    return Layout(decoded.text, metadata={"encoding": decoded.encoding}, notes=notes)
