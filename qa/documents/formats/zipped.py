"""ZIP containers, of which most office formats are made: opened with care.

A few kilobytes can unpack to gigabytes, and what a container declares may be a
lie, so sizes are judged before anything is unpacked and counted while it is.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from qa.documents.formats.encodings import decode
from qa.errors import DamagedDocument, EncryptedDocument, TooLarge

_MAX_UNPACKED = 300_000_000
_MAX_MEMBER = 100_000_000
_MAX_RATIO = 200
_MAX_MEMBERS = 20_000
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1


class Container:
    """The members of an archive, by their names."""

    def __init__(self, archive: zipfile.ZipFile, packed: int) -> None:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > _MAX_MEMBERS:
            raise TooLarge(f"{len(members)} files inside, more than {_MAX_MEMBERS}; unpack it")
        total = sum(member.file_size for member in members)
        if total > _MAX_UNPACKED or (total > 1_000_000 and total > _MAX_RATIO * packed):
            raise _bomb(total)
        self._archive = archive
        self._left = _MAX_UNPACKED
        self._members = {_name(member): member for member in members}

    @property
    def names(self) -> list[str]:
        """In the archive's order."""
        return list(self._members)

    def size(self, name: str) -> int:
        return self._members[name].file_size

    def read(self, name: str) -> bytes:
        """Raises DamagedDocument where it is missing or damaged, EncryptedDocument, TooLarge."""
        if name not in self._members:
            raise DamagedDocument(f"{name} is missing inside; open it and save it again")
        member = self._members[name]
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise EncryptedDocument(f"{name} is encrypted; remove the password and try again")
        most = min(_MAX_MEMBER, self._left)
        try:
            with self._archive.open(member) as stream:
                data = stream.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            raise DamagedDocument(f"{name} is damaged inside ({error})") from error
        except (NotImplementedError, RuntimeError) as error:
            raise DamagedDocument(f"{name} cannot be unpacked ({error}); pack it anew") from error
        if len(data) > most:
            raise _bomb(len(data))
        self._left -= len(data)
        return data

    def xml(self, name: str) -> etree._Element:
        """The root of a member; raises as `read`, and DamagedDocument for what is no XML."""
        return parse_xml(self.read(name), name)

    def __contains__(self, name: str) -> bool:
        return name in self._members


@contextmanager
def container(data: bytes) -> Iterator[Container]:
    """Raises DamagedDocument for what is no ZIP archive, TooLarge for a bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedDocument(
            f"the file is no ZIP container, or a damaged one ({error})"
        ) from error
    with archive:
        yield Container(archive, len(data))


def parse_xml(data: bytes | str, name: str) -> etree._Element:
    """Without entities, files from elsewhere, or trees of unreasonable depth."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedDocument(f"{name} is no readable XML ({error})") from error
    if root is None:
        raise DamagedDocument(f"{name} is no readable XML")
    return root


def related(parts: Container, name: str) -> dict[str, str]:
    """Names of the parts that a part of an office file refers to, by the ids that it uses for
    them."""
    folder, _, base = name.rpartition("/")
    relations = f"{folder}/_rels/{base}.rels".lstrip("/")
    if relations not in parts:
        return {}
    return {
        attribute(one, "Id"): posixpath.normpath(
            posixpath.join("/", folder, attribute(one, "Target"))
        ).lstrip("/")
        for one in parts.xml(relations)
        if attribute(one, "TargetMode") != "External"
    }


def local(element: etree._Element) -> str:
    """The tag's name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """By its local name, in whatever namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _name(member: zipfile.ZipInfo) -> str:
    """Old archives hold names in the code page of the machine that packed them."""
    if member.flag_bits & _UTF8_FLAG or member.filename.isascii():
        return member.filename.replace("\\", "/")
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    return decode(raw).text.replace("\\", "/")


def _bomb(total: int) -> TooLarge:
    return TooLarge(
        f"it would unpack to {total} bytes or more, beyond any real document's; "
        "it is refused as a ZIP bomb"
    )
