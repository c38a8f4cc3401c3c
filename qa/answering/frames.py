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
        Language.KAZAKH: "Мына шартқа сай құжат табылмады: {what}.",
        Language.RUSSIAN: "Нет документа, где было бы: {what}.",
        Language.ENGLISH: "No document has: {what}.",
    },
    "near": {
        Language.KAZAKH: "Тақырыбы жақын құжаттар: {what}.",
        Language.RUSSIAN: "Ближе всего по теме: {what}.",
        Language.ENGLISH: "Nearest in subject: {what}.",
    },
}


def say(text: str, language: Language, **values: object) -> str:
    """A text in the given language; English where there is no other."""
    wordings = _TEXTS[text]
    return wordings.get(language, wordings[Language.ENGLISH]).format(**values)


def refusal(language: Language, unmet: Sequence[str], near: Sequence[str]) -> str:
    """What was looked for in vain, and what the archive has near it."""
    if not near and not unmet:
        return f"{say('refusal', language)} {say('empty', language)}"
    parts = [say("refusal", language)]
    if unmet:
        parts.append(say("unmet", language, what=", ".join(unmet)))
    if near:
        parts.append(say("near", language, what="; ".join(f"«{title}»" for title in near)))
    return " ".join(parts)
