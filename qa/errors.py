"""Every error a caller may meet.

A message says what was given, what was expected and what to do.  The command
line and the HTTP service each translate the tree in one place: `exit_code` is
the process's, `status` and `slug` go into problem+json.
"""

from __future__ import annotations


class QaError(Exception):
    """Root of the tree; catching it catches everything this package raises on purpose."""

    exit_code = 1
    status = 500
    slug = "internal"


class BadInput(QaError):
    """The caller gave something unusable."""

    exit_code = 2
    status = 422
    slug = "bad-input"


class SettingsError(BadInput):
    """A setting is unknown or out of its bounds."""

    slug = "bad-setting"


class PackError(QaError):
    """A file of a language's folder lacks a key, or holds one that nobody reads."""


class QuestionError(BadInput):
    """The question is empty, too long or holds no words."""

    slug = "bad-question"


class DocumentError(BadInput):
    """One document cannot be read; others go on."""

    slug = "unreadable-document"


class UnsupportedFormat(DocumentError):
    status = 415
    slug = "unsupported-format"


class TooLarge(DocumentError):
    status = 413
    slug = "too-large"


class EmptyDocument(DocumentError):
    """The file holds no bytes, or nothing but blanks."""

    slug = "empty-document"


class DamagedDocument(DocumentError):
    """The file is not what its name says, or its format is broken."""

    slug = "damaged-document"


class EncryptedDocument(DocumentError):
    slug = "encrypted-document"


class NoTextLayer(DocumentError):
    """The file holds pictures of pages, not text."""

    slug = "no-text-layer"


class ReadingStopped(DocumentError):
    """Reading the file took more time or memory than it may, or ended the process doing it."""

    slug = "reading-stopped"


class UnsafePath(DocumentError):
    """A path or a name leads outside the folder it was given for."""

    slug = "unsafe-path"


class NotFound(QaError):
    exit_code = 4
    status = 404
    slug = "not-found"


class MissingExtra(QaError):
    """An optional library is absent; the message names the install command."""

    exit_code = 5
    status = 501
    slug = "missing-extra"


class MissingReader(MissingExtra, DocumentError):
    """What a format needs is not installed; the message names the install command."""


class TranslationFailed(QaError):
    """Whoever translates gave nothing that could be shown."""

    status = 502
    slug = "translation"


class ModelError(QaError):
    """An embedding model is missing, damaged or not what was asked for."""

    exit_code = 5
    status = 503
    slug = "model"


class ReaderError(QaError):
    """The reader's weights are missing, damaged or for another embedding model."""

    exit_code = 5
    status = 503
    slug = "reader"


class ArchiveError(QaError):
    """The index cannot be used as it is."""

    exit_code = 6
    status = 503
    slug = "index"


class IndexMismatch(ArchiveError):
    """The index was made with another model or other passage settings."""

    slug = "index-mismatch"


class IndexBusy(ArchiveError):
    """Another process is writing."""

    exit_code = 7
    status = 409
    slug = "index-busy"


class StorageError(ArchiveError):
    """The disk refused: full, read-only, or damaged."""

    status = 507
    slug = "storage"


class Unreachable(ArchiveError):
    """The database does not answer, or broke off in the middle; what is asked again may be
    answered, by another of its servers too."""

    status = 503
    slug = "unreachable"


class Forbidden(QaError):
    status = 403
    slug = "forbidden"


class Unauthorized(QaError):
    status = 401
    slug = "unauthorized"


class UnknownHost(QaError):
    """The request is for a name that the server does not answer to."""

    status = 421
    slug = "unknown-host"


class Busy(QaError):
    """More requests are waiting than the server is set to hold."""

    status = 429
    slug = "busy"


class TooOften(QaError):
    """One client sent more requests of this kind than it may in a minute.

    `seconds` says after how long the next one is let by.
    """

    status = 429
    slug = "too-often"

    def __init__(self, message: str, seconds: int = 1) -> None:
        super().__init__(message)
        self.seconds = seconds


class Stopped(QaError):
    """The work took longer than it may, or nobody waited for it any more."""

    status = 503
    slug = "stopped"


class NotReady(QaError):
    """The server is still loading its model and index; ask again in a moment."""

    status = 503
    slug = "not-ready"
