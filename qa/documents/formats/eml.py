"""Mails as files (eml) and pages saved whole (mht): the head, the words, the attachments."""

from __future__ import annotations

import email
import email.policy
import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.header import Header
from email.message import EmailMessage, Message
from functools import partial
from itertools import islice

from qa.documents.formats.encodings import decode
from qa.documents.formats.html import load_html
from qa.documents.formats.ics import load_ics
from qa.documents.formats.layout import Attachment, Block, Layout, Unread, assemble, joined
from qa.documents.formats.packed_rtf import unpacked_rtf
from qa.documents.formats.rtf import load_rtf
from qa.documents.formats.tnef import Packed, read_tnef
from qa.errors import DamagedDocument, DocumentError

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
# Parts of a page that say how it looks and acts.
_DRAWN = ("text/css", "text/javascript", "text/x-javascript", "text/ecmascript")
_MAIL = "message/rfc822"
_PACKED = ("application/ms-tnef", "application/vnd.ms-tnef")
_READ_BY = {"text/html": load_html, "text/calendar": load_ics, "text/rtf": load_rtf}
# Of a page's words that a plain text must have to be taken for the same.
_LEAST_SHARE = 0.6
_WORD = re.compile(r"\w+")
# Words with letters beyond ASCII, and the blanks between them.
_LETTERS = re.compile(r"[^\x00-\x7f](?:[^<>@,;\"]*[^\x00-\x7f])?")
_MAX_PARTS = 1000
_MAX_HEADER = 2000


def load_eml(data: bytes) -> Layout:
    """Raises DamagedDocument for what has neither a head nor words nor attachments."""
    message = email.message_from_bytes(_readable_head(data), policy=email.policy.default)
    if not any(message.keys()):
        raise DamagedDocument("the file does not begin like a mail; give it the right extension")
    mail = _Mail(is_page=_is_saved_page(message))
    for part in islice(_parts(message), _MAX_PARTS):
        mail.take(part)
    head = assemble([] if mail.is_page else [Block("\n".join(_head(message)))])
    metadata = _metadata(message)
    if mail.is_page:
        metadata.pop("author", None)
    layout = joined([head, *mail.bodies], metadata, mail.unread)
    return Layout(
        layout.text,
        layout.headings,
        metadata=metadata,
        notes=layout.notes,
        unread=layout.unread,
        attachments=tuple(mail.attachments),
    )


class _Mail:
    """What the parts of a mail, or of a page that was saved whole, give."""

    def __init__(self, *, is_page: bool) -> None:
        self.is_page = is_page
        self.bodies: list[Layout] = []
        self.attachments: list[Attachment] = []
        self.unread: list[Unread] = []

    def take(self, part: Message) -> None:
        kind = part.get_content_type()
        name = _name(part) or (f"{_subject(part)}.eml" if kind == _MAIL else "")
        if kind in _DRAWN:
            return
        try:
            if kind in _PACKED or name.lower() == "winmail.dat":
                self._unpack(read_tnef(_payload(part)))
            elif kind.startswith("text/") and not _is_attached(part):
                self.bodies.append(_body(part, kind))
            elif name and not self.is_page:
                self.attachments.append(Attachment(name, partial(_payload, part)))
        except DocumentError as error:
            self.unread.append(Unread(name or kind, str(error), error.slug))

    def _unpack(self, packed: Packed) -> None:
        """Its words are those of the mail, which it may hold a second time."""
        self.attachments += [
            Attachment(_base(name) or f"attachment {number}", partial(bytes, content))
            for number, (name, content) in enumerate(packed.attachments, 1)
        ]
        if any(body.text.strip() for body in self.bodies):
            return
        if packed.html:
            self.bodies.append(load_html(packed.html))
        elif packed.plain:
            self.bodies.append(_paragraphs(packed.plain))
        elif packed.rtf:
            self.bodies.append(load_rtf(unpacked_rtf(packed.rtf)))


def _parts(message: Message) -> Iterator[Message]:
    """All that are no more than parts of it, one of those that say the same; a mail inside is a
    whole."""
    inside = message.get_payload()
    if message.get_content_type() == _MAIL or not isinstance(inside, list):
        yield message
        return
    parts = [part for one in inside if isinstance(one, Message) for part in _parts(one)]
    left_out = ""
    if message.get_content_type() == "multipart/alternative":
        plain, page = (_words(parts, kind) for kind in ("text/plain", "text/html"))
        if plain and page:
            # Some programs only say in plain text that there is a page.
            is_same = len(plain & page) >= _LEAST_SHARE * len(page)
            left_out = "text/html" if is_same else "text/plain"
    for part in parts:
        if part.get_content_type() != left_out or _is_attached(part):
            yield part


def _words(parts: Sequence[Message], kind: str) -> set[str]:
    """Those that the parts of a kind show."""
    words: set[str] = set()
    for part in parts:
        if part.get_content_type() == kind and not _is_attached(part):
            with suppress(DocumentError):
                words.update(_WORD.findall(_body(part, kind).text.casefold()))
    return words


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
            line = f"{name}: {_LETTERS.sub(_encoded, value.strip())}"
        lines.append(line.encode("ascii", "replace"))
    return b"\r\n".join(lines) + blank + body


def _encoded(words: re.Match[str]) -> str:
    return Header(words[0], "utf-8").encode(maxlinelen=0)


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, TypeError, LookupError, AttributeError):
        name = ""
    return _base(name)


def _base(name: str) -> str:
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
    if kind in _READ_BY:
        return _READ_BY[kind](data)
    decoded = decode(data, part.get_content_charset())
    return _paragraphs(decoded.text, decoded.note)


def _paragraphs(text: str, note: str | None = None) -> Layout:
    paragraphs = text.replace("\r\n", "\n").split("\n\n")
    return assemble(map(Block, paragraphs), {}, (note,) if note else ())


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
