"""Labels of a few documents in memory, looked up as an index would."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from qa.documents.facts import DocumentFacts, to_json
from qa.index.labels import Filed, Label, LabelKind, labels_of


class KnownLabels:
    def __init__(self, facts: Mapping[str, DocumentFacts]) -> None:
        self.documents = len(facts)
        self._labels: list[tuple[str, Label]] = [
            (document, label)
            for document, known in facts.items()
            for label in labels_of(document, to_json(known))
        ]

    def turn(self) -> None:
        """Let labels come in the reverse of their order."""
        self._labels.reverse()

    def labelled(
        self, kind: LabelKind, keys: Collection[str], among: Collection[str] | None = None
    ) -> list[Filed]:
        return [
            Filed(document, label.key, label.value)
            for document, label in self._labels
            if label.kind is kind and label.key in keys
            if among is None or document in among
        ]

    def label_counts(self, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        found = self.labelled(kind, keys)
        holding = {key: {one.document_id for one in found if one.key == key} for key in keys}
        return {key: len(documents) for key, documents in holding.items() if documents}
