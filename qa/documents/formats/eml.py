"""Mails as files (eml) and pages saved whole (mht): the head, the words, the attachments."""

from __future__ import annotations

import email
import email.policy
import posixpath
from collections.abc import Iterator
from email.header import Header
from email.message import EmailMessage, Message
from functools import partial
from itertools import islice

from qa.documents.formats.encodings import decode
from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Attachment, Block, Layout, Unread, assemble, joined
from qa.errors import DamagedDocument, DocumentError

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
# Parts of a page that say how it looks and acts.
_DRAWN = ("text/css", "text/javascript", "text/x-javascript", "text/ecmascript")
_MAIL = "message/rfc822"
_MAX_PARTS = 1000
_MAX_HEADER = 2000


def load_eml(data: bytes) -> Layout:
    """Raises DamagedDocument for what has neither a head nor words nor attachments."""
    message = email.message_from_bytes(_readable_head(data), policy=email.policy.default)
    if not any(message.keys()):
        raise DamagedDocument("the file does not begin like a mail; give it the right extension")
    bodies: list[Layout] = []
    attachments: list[Attachment] = []
    unread: list[Unread] = []
    saved_page = _is_saved_page(message)
    plain = _has_plain(message)
    for part in islice(_parts(message), _MAX_PARTS):
        kind = part.get_content_type()
        name = _name(part) or (f"{_subject(part)}.eml" if kind == _MAIL else "")
        if kind in _DRAWN:
            continue
        if kind.startswith("text/") and not _is_attached(part):
            if kind == "text/html" and plain and not saved_page:
                continue
            try:
                bodies.append(_body(part, kind))
            except DocumentError as error:
                unread.append(Unread(name or kind, str(error), error.slug))
        elif name and not saved_page:
            attachments.append(Attachment(name, partial(_payload, part)))
    head = assemble([] if saved_page else [Block("\n".join(_head(message)))])
    metadata = _metadata(message)
    if saved_page:
        metadata.pop("author", None)
    layout = joined([head, *bodies], metadata, unread)
    return Layout(
        layout.text,
        layout.headings,
        metadata=metadata,
        notes=layout.notes,
        unread=layout.unread,
        attachments=tuple(attachments),
    )


def _parts(message: Message) -> Iterator[Message]:
    """All that are no more than parts of it; a mail inside is a whole."""
    inside = message.get_payload()
    if message.get_content_type() == _MAIL or not isinstance(inside, list):
        yield message
    else:
        for part in inside:
            if isinstance(part, Message):
                yield from _parts(part)


def _subject(part: Message) -> str:
    """Of a mail inside another, as it may stand in a path."""
    inside = part.get_payload()
    mail = inside[0] if isinstance(inside, list) and inside else None
    subject = _header(mail, "Subject") if isinstance(mail, Message) else ""
    return subject.replace("/", " ")[:100].strip(". ") or "mail"


def _is_saved_page(message: Message) -> bool:
    """Browsers put their own name for a sender, or none."""
    if "Snapshot-Content-Location" in message:
        return True
    whole = message.get_content_type() == "multipart/related" and "To" not in message
    return whole and "@" not in _header(message, "From")


def _readable_head(data: bytes) -> bytes:
    """Heads of old programs hold letters of a code page, where only ASCII is allowed."""
    head, blank, body = data.partition(b"\n\n" if b"\r\n\r\n" not in data else b"\r\n\r\n")
    if head.isascii():
        return data
    lines = []
    for line in decode(head).text.splitlines():
        name, colon, value = line.partition(":")
        if not line.isascii() and colon:
            line = f"{name}: {Header(value.strip(), 'utf-8').encode(maxlinelen=0)}"
        lines.append(line.encode("ascii", "replace"))
    return b"\r\n".join(lines) + blank + body


def _has_plain(message: Message) -> bool:
    return any(
        part.get_content_type() == "text/plain"
        and not _is_attached(part)
        and _payload(part).strip()
        for part in _parts(message)
    )


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, TypeError, LookupError, AttributeError):
        name = ""
    return posixpath.basename(name.replace("\\", "/")).strip("\x00 ")[:200]


def _payload(part: Message) -> bytes:
    """An attached mail is its own bytes."""
    if part.get_content_type() == _MAIL:
        inner = part.get_payload()
        attached = inner[0] if isinstance(inner, list) and inner else None
        return attached.as_bytes() if isinstance(attached, Message) else b""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _body(part: Message, kind: str) -> Layout:
    data = _payload(part)
    if kind == "text/html":
        return load_html(data)
    declared = part.get_content_charset()
    decoded = decode(data, declared)
    return assemble(
        [Block(paragraph) for paragraph in decoded.text.replace("\r\n", "\n").split("\n\n")],
        {},
        (decoded.note,) if decoded.note else (),
    )


def _head(message: Message) -> list[str]:
    return [f"{name}: {value}" for name in _SHOWN if (value := _header(message, name))]


def _header(message: Message, name: str) -> str:
    try:
        return " ".join(str(message.get(name) or "").split())[:_MAX_HEADER]
    except (ValueError, TypeError, LookupError, AttributeError, IndexError):
        return ""


def _metadata(message: EmailMessage | Message) -> dict[str, str]:
    found = {"title": _header(message, "Subject"), "author": _header(message, "From")}
    try:
        date = getattr(message["Date"], "datetime", None)
        if date is not None:
            found["date"] = date.date().isoformat()
    except (ValueError, TypeError, IndexError, AttributeError):
        pass
    return {key: value for key, value in found.items() if value}
