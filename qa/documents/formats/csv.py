"""Tables as text: the separator is the one that cuts the lines into equally many cells."""

from __future__ import annotations

import csv
from itertools import islice

from qa.documents.formats.encodings import decode
from qa.documents.formats.layout import Layout
from qa.documents.formats.tables import Sheet, lay_out

_SEPARATORS = ",;\t|"
_SAMPLE_ROWS = 50
_MAX_FIELD = 1_000_000


def load_csv(data: bytes) -> Layout:
    """Each row with its headers; raises DamagedDocument for binary data."""
    decoded = decode(data)
    csv.field_size_limit(_MAX_FIELD)
    lines = decoded.text.replace("\x00", "").splitlines(keepends=True)
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        separator, lines = lines[0][4], lines[1:]
    else:
        separator = max(_SEPARATORS, key=lambda one: _regularity(lines, one))
    try:
        rows = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        # A quotation mark that never ends is no reason to lose the rest.
        rows = list(csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE))
    notes = (decoded.note,) if decoded.note else ()
    return lay_out([Sheet("", rows)], {"encoding": decoded.encoding}, notes, ())


def _regularity(lines: list[str], separator: str) -> tuple[float, int]:
    """Share of rows with the commonest number of cells, of those with more than one."""
    try:
        sample = list(islice(csv.reader(lines, delimiter=separator), _SAMPLE_ROWS))
    except csv.Error:
        return (0.0, 0)
    widths = [len(row) for row in sample if len(row) > 1]
    if not widths:
        return (0.0, 0)
    commonest = max(set(widths), key=widths.count)
    return (widths.count(commonest) / len(sample), commonest)
