"""The words around quotations, in the person's language; quotations stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from qa.types import Language

_TEXTS = {
    "one": {
        Language.KAZAKH: "Мұрағатта былай делінген:",
        Language.RUSSIAN: "В архиве сказано:",
        Language.ENGLISH: "The archive says:",
    },
    "first": {
        Language.KAZAKH: "Жауабы: {what}. Мұрағатта былай делінген:",
        Language.RUSSIAN: "Ответ: {what}. В архиве сказано:",
        Language.ENGLISH: "Answer: {what}. The archive says:",
    },
    "several": {
        Language.KAZAKH: "Мұрағатта бұл туралы мыналар айтылған:",
        Language.RUSSIAN: "Вот что об этом сказано в архиве:",
        Language.ENGLISH: "This is what the archive says about it:",
    },
    "list": {
        Language.KAZAKH: "Құжаттағы тізім, {count} тармақ:",
        Language.RUSSIAN: "Перечень из документа, пунктов: {count}.",
        Language.ENGLISH: "The document's list, {count} items:",
    },
    "refusal": {
        Language.KAZAKH: "Бұл мұрағатта сұраққа жауап жоқ.",
        Language.RUSSIAN: "В этом архиве ответа на вопрос нет.",
        Language.ENGLISH: "This archive does not answer the question.",
    },
    "empty": {
        Language.KAZAKH: "Мұрағат бос немесе сүзгіге сай құжат жоқ.",
        Language.RUSSIAN: "Архив пуст, или ни один документ не подходит под фильтр.",
        Language.ENGLISH: "The archive is empty, or no document passes the filter.",
    },
    "unmet": {
        Language.KAZAKH: "Ешбір құжаттан табылмады: {what}.",
        Language.RUSSIAN: "Ни в одном документе не найдено: {what}.",
        Language.ENGLISH: "Not found in any document: {what}.",
    },
}


def say(text: str, language: Language, **values: object) -> str:
    """A text in the given language; English where there is no other."""
    wordings = _TEXTS[text]
    return wordings.get(language, wordings[Language.ENGLISH]).format(**values)


def refusal(language: Language, unmet: Sequence[str], *, empty: bool) -> str:
    """What was looked for in vain, in the question's own words; `empty` says there was
    nothing to look in.

    The nearest documents are no part of the text: they are the answer's `suggestions`,
    which whoever shows it lists below.
    """
    parts = [say("refusal", language)]
    if unmet:
        parts.append(say("unmet", language, what=", ".join(f"«{words}»" for words in unmet)))
    elif empty:
        parts.append(say("empty", language))
    return " ".join(parts)
