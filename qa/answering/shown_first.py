"""The number, date or name asked for, taken to the letter from the quotation that holds it."""

from __future__ import annotations

from qa.answering.quoting import Quotation
from qa.answering.wanted import Kind, Wanted
from qa.language.names import find_names
from qa.language.values import ValueKind, find_values
from qa.retrieval.question import Question

_OF_KIND = {
    Kind.NUMBER: (ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.RANGE),
    Kind.TIME: (ValueKind.DATE, ValueKind.YEAR, ValueKind.RANGE),
}


def shown_first(question: Question, wanted: Wanted, quotation: Quotation) -> str:
    """The only thing of the kind asked for that the quotation holds and the question lacks;
    empty when there is none or more than one, since choosing would be guessing."""
    for kind, values in _OF_KIND.items():
        if kind in wanted.kinds:
            known = {value.value for value in question.values}
            found = [
                value.text
                for value in find_values(quotation.text)
                if value.kind in values and value.value not in known and not value.weak
            ]
            return found[0] if len(found) == 1 else ""
    if Kind.PERSON in wanted.kinds:
        keys = set(question.name_keys)
        names = [
            name.text
            for name in find_names(quotation.text)
            if not (name.weak or name.quoted or name.acronym) and not keys.intersection(name.keys)
        ]
        return names[0] if len(set(names)) == 1 else ""
    return ""
