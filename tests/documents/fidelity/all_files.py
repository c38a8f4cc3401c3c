"""Every generated file, by format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.documents.fidelity.made import Made
from tests.documents.fidelity.office import (
    book_files,
    mail_files,
    office_files,
    record_files,
    table_files,
)
from tests.documents.fidelity.old_office import (
    old_word_files,
    old_workbooks,
    outlook_files,
    saved_pages,
)
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
    "odt, odp, rtf, pptx": office_files,
    "xlsx, csv, tsv": table_files,
    "json, jsonl, srt": record_files,
    "epub, fb2": book_files,
    "eml, zip": mail_files,
    "doc": old_word_files,
    "xls": old_workbooks,
    "msg": outlook_files,
    "mht": saved_pages,
}
