"""Documents as answers quote from them, and their sentences as the index has read them."""

from __future__ import annotations

from pathlib import Path

from qa.answering.quote import DocumentTexts
from qa.checking.check import Source, check
from qa.types import WHOLE_ARCHIVE, Span, Verdict
from tests.answering.generation.museum import TEXTS, index_of
from tests.fakes import FakeTokenEncoder


def test_a_claim_is_compared_with_what_the_index_has_read(tmp_path: Path) -> None:
    encoder = FakeTokenEncoder()
    index = index_of(tmp_path, TEXTS, encoder)
    (museum,) = index.documents(WHOLE_ARCHIVE, "museum.txt").documents
    document = index.document(WHOLE_ARCHIVE, museum.id).document
    start = document.text.index("The restoration")
    span = Span(start, document.text.index("The mayor"))
    texts = DocumentTexts(index, WHOLE_ARCHIVE)
    quoted = document.text[span.start : span.end]
    known = texts.known(document.id, span)
    assert [quoted[place.start : place.end] for place, _ in known] == [
        "The restoration cost 340 million tenge.",
        "The architect Daniyar Omarov led the work.",
        "The museum holds 1,200 exhibits.",
    ]
    encoder.encoded.clear()
    said = "In all the restoration cost 340 million tenge."
    (claim,) = check(said, [Source("q", quoted, known)], encoder).claims
    assert encoder.encoded == [said]
    assert claim.verdict is Verdict.SUPPORTED
    assert claim.evidence[0].quote == "The restoration cost 340 million tenge."
    # Only what the span has of a sentence.
    cut = texts.known(document.id, Span(start + 4, start + 20))
    assert [place for place, _ in cut] == [Span(0, 16)]
    index.close()
