"""What is compared with a claim are the states that the index has, not new ones."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.answering.generation.evidence import Shown
from qa.answering.generation.stored import KnowingEncoder, sentence_states
from qa.types import WHOLE_ARCHIVE, Scope
from tests.fakes import FakeTokenEncoder
from tests.small_archive import small_archive


def test_sentences_have_the_states_of_their_passage(tmp_path: Path) -> None:
    encoder = FakeTokenEncoder()
    with closing(small_archive(tmp_path)) as archive:
        shown = []
        for summary in archive.documents().documents:
            document = archive.document(summary.id)
            for passage in archive.passages(document.id):
                shown += [Shown(len(shown) + 1, document, passage, s) for s in passage.sentences]
        dimension = encoder.dimension
        known = sentence_states(archive._index, WHOLE_ARCHIVE, shown, dimension)
        hidden = sentence_states(archive._index, Scope.of("closed"), shown, dimension)
    assert known.keys() == {one.text for one in shown}
    assert "Ол 60 мың адамға көмектесті." in known
    for text, found in known.items():
        (expected,) = encoder.encode_passage_tokens([text])
        assert found.token_ids.tolist() == expected.token_ids.tolist()
        assert found.offsets.tolist() == expected.offsets.tolist()
        # Four bits keep what a state is most like, not each number.
        np.testing.assert_array_equal(found.states.argmax(1), expected.states.argmax(1))
        assert float(found.vector @ expected.vector) > 0.7
        assert float(np.linalg.norm(found.vector)) == pytest.approx(1.0, abs=1e-5)
    assert hidden == {}


def test_only_what_is_not_known_is_encoded() -> None:
    encoder = FakeTokenEncoder()
    (known,) = encoder.encode_passage_tokens(["known words"])
    encoder.encoded.clear()
    knowing = KnowingEncoder(encoder, {"known words": known})
    first, second = knowing.encode_passage_tokens(["new words", "known words"])
    assert second is known
    assert first.token_ids.tolist() == [encoder.axis("new"), encoder.axis("words")]
    assert encoder.encoded == ["new words"]
    knowing.encode_passage_tokens(["known words"], [[0]])
    assert encoder.encoded == ["new words", "known words"]
