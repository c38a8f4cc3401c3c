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
        Language.KAZAKH: "Жауабы: {what}.",
        Language.RUSSIAN: "Ответ: {what}.",
        Language.ENGLISH: "Answer: {what}.",
    },
    "table": {
        Language.KAZAKH: "Мұрағаттағы кестеде (бағандары: {what}) былай делінген:",
        Language.RUSSIAN: "В таблице архива (столбцы: {what}) сказано:",
        Language.ENGLISH: "A table in the archive (columns: {what}) says:",
    },
    "several": {
        Language.KAZAKH: "Мұрағатта бұл туралы мыналар айтылған:",
        Language.RUSSIAN: "Вот что об этом сказано в архиве:",
        Language.ENGLISH: "This is what the archive says about it:",
    },
    "dated": {
        Language.KAZAKH: "Бұл туралы әр жылғы құжаттарда мыналар айтылған:",
        Language.RUSSIAN: "Вот что об этом сказано в документах разных лет:",
        Language.ENGLISH: "Documents of different dates say:",
    },
    "list": {
        Language.KAZAKH: "Құжатта {count} тармақ аталған:",
        Language.RUSSIAN: "В документе названо пунктов: {count}.",
        Language.ENGLISH: "The document lists {count} items:",
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
    "courtesy": {
        Language.KAZAKH: "Құжаттар туралы сұрақ қойыңыз: жауап ретінде дәл үзінділер келтіріледі.",
        Language.RUSSIAN: "Задайте вопрос о документах: ответом будут точные цитаты из них.",
        Language.ENGLISH: "Ask a question about the documents; the answer quotes them exactly.",
    },
    "unmet": {
        Language.KAZAKH: "Ешбір құжаттан табылмады: {what}.",
        Language.RUSSIAN: "Ни в одном документе не найдено: {what}.",
        Language.ENGLISH: "Not found in any document: {what}.",
    },
    "no time": {
        Language.KAZAKH: "Мағынасы ең жақын мәтінде уақыты айтылмаған.",
        Language.RUSSIAN: "Ближайший по смыслу текст не говорит, когда это было.",
        Language.ENGLISH: "The nearest text does not say when.",
    },
    "no number": {
        Language.KAZAKH: "Мағынасы ең жақын мәтінде мұндай сан жоқ.",
        Language.RUSSIAN: "В ближайшем по смыслу тексте такого числа нет.",
        Language.ENGLISH: "The nearest text gives no such number.",
    },
    "no place": {
        Language.KAZAKH: "Мағынасы ең жақын мәтінде орны айтылмаған.",
        Language.RUSSIAN: "Ближайший по смыслу текст не говорит, где это было.",
        Language.ENGLISH: "The nearest text does not say where.",
    },
}


def say(text: str, language: Language, **values: object) -> str:
    """A text in the given language; English where there is no other."""
    wordings = _TEXTS[text]
    return wordings.get(language, wordings[Language.ENGLISH]).format(**values)


def refusal(
    language: Language, unmet: Sequence[str], *, empty: bool, lacking: str | None = None
) -> str:
    """What was looked for in vain, in the question's own words; `empty` says there was
    nothing to look in, `lacking` what the nearest text does not say: a time, number or place.

    The nearest documents are no part of the text: they are the answer's `suggestions`,
    which whoever shows it lists below.
    """
    parts = [say("refusal", language)]
    if unmet:
        parts.append(not_found(language, unmet))
    elif empty:
        parts.append(say("empty", language))
    elif lacking:
        parts.append(say(f"no {lacking}", language))
    return " ".join(parts)


def not_found(language: Language, unmet: Sequence[str]) -> str:
    """Which words of the question no document meets."""
    return say("unmet", language, what=", ".join(f"«{words}»" for words in unmet))
