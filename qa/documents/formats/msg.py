"""Mails as Outlook stores them, of their properties ([MS-OXMSG]) those that a reader sees.

extract-msg, which reads them too, is GPL.
"""

from __future__ import annotations

import io
from functools import partial

import olefile

from qa.documents.formats.encodings import decode
from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Attachment, Block, Layout, Unread, assemble, joined
from qa.documents.formats.packed_rtf import unpacked_rtf
from qa.documents.formats.rtf import load_rtf
from qa.errors import DamagedDocument, DocumentError

_SUBJECT, _BODY, _RTF, _HTML = "0037", "1000", "1009", "1013"
_SENDER, _ADDRESS, _SMTP, _TO, _CC = "0C1A", "0C1F", "5D01", "0E04", "0E03"
_HEADERS, _DATA, _LONG_NAME, _NAME = "007D", "3701", "3707", "3704"
_BOUND = 100_000_000


def load_msg(data: bytes) -> Layout:
    """Raises DamagedDocument."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _load(ole)
    except (OSError, ValueError, IndexError) as error:
        raise DamagedDocument(f"the mail is damaged ({error}); save it as .eml") from error


def _load(ole: olefile.OleFileIO) -> Layout:
    bodies: list[Layout] = []
    unread: list[Unread] = []
    subject = _text(ole, "", _SUBJECT)
    sender = _text(ole, "", _SENDER)
    address = _text(ole, "", _SMTP) or _text(ole, "", _ADDRESS)
    shown = {
        "From": f"{sender} <{address}>" if "@" in address and address != sender else sender,
        "To": _text(ole, "", _TO),
        "Cc": _text(ole, "", _CC),
        "Subject": subject,
    }
    try:
        if body := _text(ole, "", _BODY):
            paragraphs = body.replace("\r\n", "\n").split("\n\n")
            bodies.append(assemble(map(Block, paragraphs)))
        elif html := _bytes(ole, "", _HTML):
            bodies.append(load_html(html))
        elif packed := _bytes(ole, "", _RTF):
            bodies.append(load_rtf(unpacked_rtf(packed)))
    except DocumentError as error:
        unread.append(Unread("the words of the mail", str(error), error.slug))
    folders = sorted({path[0] for path in ole.listdir() if path[0].startswith("__attach")})
    attachments = []
    for number, folder in enumerate(folders, 1):
        name = _text(ole, folder, _LONG_NAME) or _text(ole, folder, _NAME) or f"attachment {number}"
        content = _bytes(ole, folder, _DATA)
        if content:
            attachments.append(
                Attachment(name.replace("\\", "/").split("/")[-1], partial(bytes, content))
            )
        else:
            unread.append(Unread(name, "an attached Outlook item; save it as a file of its own"))
    head = assemble([Block("\n".join(f"{key}: {value}" for key, value in shown.items() if value))])
    metadata = {"title": subject, "author": sender}
    layout = joined([head, *bodies], {k: v for k, v in metadata.items() if v}, unread)
    return Layout(
        layout.text,
        layout.headings,
        metadata=layout.metadata,
        notes=layout.notes,
        unread=layout.unread,
        attachments=tuple(attachments),
    )


def _bytes(ole: olefile.OleFileIO, folder: str, tag: str) -> bytes:
    path = [*([folder] if folder else []), f"__substg1.0_{tag}0102"]
    if not ole.exists(path):
        return b""
    found: bytes = ole.openstream(path).read(_BOUND)
    return found


def _text(ole: olefile.OleFileIO, folder: str, tag: str) -> str:
    for kind in ("001F", "001E"):
        path = [*([folder] if folder else []), f"__substg1.0_{tag}{kind}"]
        if ole.exists(path):
            data: bytes = ole.openstream(path).read(_BOUND)
            if kind == "001F":
                return data.decode("utf-16-le", "replace").strip("\x00")
            return decode(data.rstrip(b"\x00")).text if data.strip(b"\x00") else ""
    return ""
