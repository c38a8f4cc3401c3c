"""Every generated file, by format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.documents.fidelity.made import Made
from tests.documents.fidelity.pages import pdf_files
from tests.documents.fidelity.plain import markdown_files, text_files
from tests.documents.fidelity.web import html_files
from tests.documents.fidelity.word import word_files

GENERATORS: dict[str, Callable[[], Iterator[Made]]] = {
    "docx": word_files,
    "pdf": pdf_files,
    "html": html_files,
    "txt": text_files,
    "md": markdown_files,
}
