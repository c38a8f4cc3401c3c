from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.embedding import load_encoder
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.questions.question import analyse
from qa.retrieval.search import Searcher, SearchResult
from qa.retrieval.versions import are_alike, centred, group, shared_details
from qa.settings import read_settings
from qa.types import WHOLE_ARCHIVE, Document, Hit, Language, Passage

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH
SAME = np.array([1.0, 0.0], np.float32)
OTHER = np.array([0.0, 1.0], np.float32)


def hit(document: str, language: Language, score: float, text: str = "") -> Hit:
    text = text or document
    passage = Passage(f"p-{document}", document, 0, len(text), text, "", language, ())
    return Hit(passage, Document(document, f"{document}.txt", "", language, text), score)


def grouped(hits: list[Hit], asked_in: Language, apart: tuple[str, ...] = ()) -> list[list[str]]:
    """Ids of each group's documents, the one shown first."""
    vectors = {h.passage.id: OTHER if h.document.id in apart else SAME for h in hits}
    found = group(hits, asked_in, vectors, lambda a, b: {a, b} == {"y2022", "y2023"})
    return [[h.document.id, *(version.document.id for version in h.versions)] for h in found]


def test_of_versions_nearly_as_good_the_questions_language_is_shown() -> None:
    hits = [hit("kk", KK, 9.0), hit("ru", RU, 8.9), hit("en", EN, 5.0), hit("x", EN, 0.0)]
    assert grouped(hits, KK, ("x",)) == [["kk", "ru", "en"], ["x"]]
    assert grouped(hits, RU, ("x",)) == [["ru", "kk", "en"], ["x"]]
    assert grouped(hits, EN, ("x",)) == [["kk", "ru", "en"], ["x"]]  # too far behind


def test_the_group_has_the_best_score() -> None:
    hits = [hit("kk", KK, 9.0), hit("ru", RU, 8.9), hit("x", EN, 0.0)]
    (shown, _) = group(
        hits, RU, {"p-kk": SAME, "p-ru": SAME, "p-x": OTHER}, lambda a, b: False
    )  # fmt: skip
    assert (shown.document.id, shown.score, shown.versions) == ("ru", 9.0, (hits[0],))


def test_different_events_are_never_versions() -> None:
    hits = [hit("y2022", KK, 2.0), hit("y2023", RU, 1.0)]
    assert grouped(hits, KK) == [["y2022"], ["y2023"]]


def test_within_a_language_only_a_repeated_text_is_a_version() -> None:
    hits = [hit("a", RU, 2.0, "Фонд помог людям."), hit("b", RU, 1.0, "Фонд  помог\nлюдям.")]
    assert grouped(hits, RU) == [["a", "b"]]
    assert grouped([hits[0], hit("c", RU, 1.0, "Фонд не помог людям.")], RU) == [["a"], ["c"]]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("26-я сессия, 60 тысяч", "26-шы сессия, 60 мың", True),
        ("26-я сессия 29 апреля 2022 года", "27-шы сессия 2023 жылғы 27 сәуірде", False),
        ("Двадцать шестая сессия", "XXVII сессия", False),
        ("Здесь нет чисел", "Мұнда 5 сан бар", True),
        (
            "Встретились Токаев, Кошанов и Абаев в Астане",
            "Мұнда Тоқаев пен Қошанов және Абаев Астанада кездесті",
            True,
        ),
        (
            "На встрече были Сериков, Иванов и Петрова из Актау",
            "Кездесуде Тоқаев, Қошанов және Әбілов болды, Қызылорда",
            False,
        ),
    ],
)
def test_numbers_and_names_tell_texts_apart(one: str, other: str, same: bool) -> None:
    assert (shared_details(one, other) >= 0) is same
    assert (shared_details(other, one) >= 0) is same


def test_shared_details_confirm_what_is_nearly_close_enough() -> None:
    told, repeated = "В 2021 году Оспанов открыл музей", "2021 жылы Оспанов музей ашты"
    assert shared_details(told, repeated) == 2
    assert [are_alike(c, told, repeated) for c in (0.45, 0.47)] == [False, True]
    assert [are_alike(c, "Музей открыли", "Музей ашылды") for c in (0.47, 0.57)] == [False, True]


def test_a_language_of_one_passage_is_centred_by_what_is_usual() -> None:
    passage = hit("a", RU, 1.0).passage
    mean = np.array([0.6, 0.8], np.float32)
    usual = np.array([1.0, 0.0], np.float32)
    found = centred([passage], mean[None], {RU: (mean, 1)}, lambda language: usual)
    expected = mean - (mean + 8 * usual) / 9
    assert found[passage.id] == pytest.approx(expected / np.linalg.norm(expected), abs=1e-6)


# Written for this test: one report in three languages, its beginning alone in Russian a second
# time, and the next year's report in the same words.
REPORT = {
    "kk-library.txt": "Көктал кітапханасында {n} оқырмандар кеші өтті. {d} залда екі жүзге жуық "
    "адам жиналды. Кітапхана директоры Марат Оспанов жаңа балалар бөлімін ашты. Қала әкімі Дана "
    "Сейітова он мың кітап сыйлады.",
    "ru-library.txt": "В библиотеке Коктала прошёл {n} вечер читателей. {d} в зале собралось около "
    "двухсот человек. Директор библиотеки Марат Оспанов открыл новое детское отделение. Аким "
    "города Дана Сейтова подарила десять тысяч книг.",
    "en-library.txt": "The library of Koktal held the {n} evening of readers. On {d} about two "
    "hundred people gathered in the hall. The library's director Marat Ospanov opened a new "
    "children's department. The mayor Dana Seitova donated ten thousand books.",
}
FIRST = {"kk": ("5-ші", "2021 жылғы 12 мамырда"), "ru": ("5-й", "12 мая 2021 года"),
         "en": ("5th", "12 May 2021")}  # fmt: skip
NEXT = {"kk": ("6-шы", "2022 жылғы 20 мамырда"), "ru": ("6-й", "20 мая 2022 года"),
        "en": ("6th", "20 May 2022")}  # fmt: skip
UNRELATED = {
    "ru-river.txt": "Весной река вышла из берегов и затопила два моста. Спасатели вывезли жителей.",
    "kk-school.txt": "Жаңа мектеп қыркүйекте ашылды. Онда жеті жүз бала оқиды.",
    "en-bus.txt": "A new bus line connects the airport with the university since Monday.",
}


def reports(which: dict[str, tuple[str, str]], suffix: str = "") -> dict[str, str]:
    made = {}
    for name, text in REPORT.items():
        number, day = which[name[:2]]
        made[name.replace(".txt", f"{suffix}.txt")] = text.format(n=number, d=day)
    return made


def found_in(texts: dict[str, str], model: Path, folder: Path, question: str) -> SearchResult:
    settings = read_settings(data_dir=folder / "data", model=str(model))
    encoder = load_encoder(settings)
    (folder / "texts").mkdir()
    for name, text in texts.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    index = LocalIndex.open(settings.data_dir, index_settings(settings, encoder), create=True)
    try:
        Indexer(index, encoder, settings).update([folder / "texts"])
        return Searcher(index, encoder, settings).list_hits(
            WHOLE_ARCHIVE, analyse(question), top_k=10
        )
    finally:
        index.close()


def test_three_languages_are_one_hit_and_the_next_years_report_another(
    model_folder: Path, tmp_path: Path
) -> None:
    subset = REPORT["ru-library.txt"].format(n=FIRST["ru"][0], d=FIRST["ru"][1])
    texts = {
        **reports(FIRST),
        **reports(NEXT, "-next"),
        "ru-short.txt": subset[: subset.index("Директор")],
        **UNRELATED,
    }
    result = found_in(texts, model_folder, tmp_path, "Кто открыл детское отделение библиотеки?")
    groups = [
        {hit.document.source, *(version.document.source for version in hit.versions)}
        for hit in result.hits
    ]
    first = {"kk-library.txt", "ru-library.txt", "en-library.txt", "ru-short.txt"}
    following = {"kk-library-next.txt", "ru-library-next.txt", "en-library-next.txt"}
    assert first in groups
    assert following in groups
    assert all({name} in groups for name in UNRELATED)
    assert result.hits[0].passage.language is RU
