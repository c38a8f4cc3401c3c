from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.index import records, snapshot, statistics, store
from qa.index.local import LocalIndex
from qa.types import WHOLE_ARCHIVE, Language
from tests.index.samples import new_index, sample


def test_means_and_frequencies(tmp_path: Path) -> None:
    documents = [sample("a", 4), sample("b", 3, language=Language.RUSSIAN), sample("c", 2)]
    index = new_index(tmp_path, *documents)
    index.delete(WHOLE_ARCHIVE, ["c"])
    found = index.statistics(WHOLE_ARCHIVE)
    assert (found.documents, found.passages, found.changes) == (2, 7, 4)
    assert set(found.languages) == {Language.KAZAKH, Language.RUSSIAN}
    for document in documents[:2]:
        language = found.languages[document.document.language]
        vectors = np.stack([e.vector for e in document.passages])
        assert language.passages == len(document.passages)
        np.testing.assert_allclose(language.mean_vector, vectors.mean(0), atol=1e-6)
        # Every sample passage has six tokens, so the mean over tokens is that over passages.
        np.testing.assert_allclose(language.mean_token, 2 * vectors.mean(0), atol=1e-6)
    everything = np.stack([e.vector for d in documents[:2] for e in d.passages])
    np.testing.assert_allclose(found.mean_token, 2 * everything.mean(0), atol=1e-6)
    frequency = np.zeros(50, dtype=int)
    for document in documents[:2]:
        for entry in document.passages:
            assert entry.tokens is not None
            frequency[np.unique(entry.tokens.token_ids)] += 1
    expected = np.trim_zeros(frequency, "b")
    np.testing.assert_array_equal(found.token_frequency, expected)
    index.close()


def test_files_made_before_a_language_was_added_are_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = tuple(Language)[:-1]
    for module in (records, statistics, snapshot, store):
        monkeypatch.setattr(module, "LANGUAGES", fewer)
    new_index(tmp_path, sample("a", 4), sample("b", 3, language=Language.RUSSIAN)).close()
    monkeypatch.undo()
    index = LocalIndex.open(tmp_path)
    found = index.statistics(WHOLE_ARCHIVE)
    index.close()
    passages = {language: own.passages for language, own in found.languages.items()}
    assert passages == {Language.KAZAKH: 4, Language.RUSSIAN: 3}
