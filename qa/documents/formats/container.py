"""The ZIP container of office files, looked at before anything is unpacked in earnest.

Libraries trust a container, so declared and actual sizes are checked first: a
few kilobytes can unpack to gigabytes.
"""

from __future__ import annotations

import io
import zipfile

from qa.errors import DamagedDocument, DocumentError, EncryptedDocument, TooLarge

_MAX_UNPACKED = 300_000_000
_MAX_MEMBER = 100_000_000
_MAX_RATIO = 200
_MAX_MEMBERS = 5_000


def check_container(data: bytes, what: str) -> None:
    """`what` names the kind of file in messages (`the Word file`).

    Raises DamagedDocument, EncryptedDocument, or TooLarge for a bomb.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS:
                raise TooLarge(f"{len(members)} parts inside, more than {_MAX_MEMBERS}")
            _check_sizes(members, len(data), what)
            total = 0
            for member in members:
                total = _count_unpacked(archive, member, total, what)
    except DocumentError:
        raise
    except NotImplementedError as error:
        raise DamagedDocument(f"{what}'s container is unreadable: {error}") from error
    except RuntimeError as error:
        raise EncryptedDocument(f"{what} is encrypted: {error}") from error
    except Exception as error:  # zlib, zipfile and struct each raise their own
        raise DamagedDocument(f"{what}'s container is damaged: {error}") from error


def _check_sizes(members: list[zipfile.ZipInfo], packed: int, what: str) -> None:
    total = sum(member.file_size for member in members)
    largest = max((member.file_size for member in members), default=0)
    if total > _MAX_UNPACKED or largest > _MAX_MEMBER:
        raise _bomb(total, what)
    if total > 1_000_000 and total > _MAX_RATIO * packed:
        raise _bomb(total, what)


def _count_unpacked(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int, what: str
) -> int:
    """Unpack a member without keeping it; what it declares may be a lie."""
    with archive.open(member) as stream:
        while piece := stream.read(1 << 20):
            total += len(piece)
            if total > _MAX_UNPACKED:
                raise _bomb(total, what)
    return total


def _bomb(total: int, what: str) -> TooLarge:
    return TooLarge(
        f"{what} would unpack to {total} bytes or more, beyond any real document's; "
        "it is refused as a ZIP bomb"
    )
