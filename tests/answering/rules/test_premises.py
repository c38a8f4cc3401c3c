"""A person who was not there: the answer says who was, in that office."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answering.prepared import Shelf, shelf

TEXTS = {
    "bees26.txt": "26-я сессия пчеловодов\n\n26-я сессия пчеловодов прошла 5 мая 2019 года. "
    "Выступили Анна Сотова, Пётр Лапин и Олег Краснов. "
    "Доклад прочитал председатель Иван Медов.\n",
    "bees27.txt": "27-я сессия пчеловодов\n\n27-я сессия пчеловодов прошла 7 мая 2020 года. "
    "Доклад прочитал председатель Захар Липов.\n",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf(tmp_path_factory.mktemp("premises"), TEXTS) as made:
        yield made


def test_the_holder_of_the_office_is_quoted(archive: Shelf) -> None:
    quoted = archive.quote("Захар Липов читал доклад на 26-й сессии?", "Выступили")
    assert quoted[0].text == "Доклад прочитал председатель Иван Медов."


def test_who_was_there_is_not_corrected(archive: Shelf) -> None:
    quoted = archive.quote("Анна Сотова читала доклад на 26-й сессии?", "Выступили")
    assert quoted[0].text == "Выступили Анна Сотова, Пётр Лапин и Олег Краснов."
