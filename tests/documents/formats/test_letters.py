"""Letters of no language put right where that is sure, and left alone where not."""

from __future__ import annotations

import pytest

from qa.documents.formats.layout import Block, assemble
from qa.documents.formats.letters import (
    find_way,
    is_foreign,
    is_kazakh,
    is_text,
    plausibility,
    reads_well,
)

RU = "Районная аптека переехала на улицу Садовую, № 5. Она открыта «каждый» день – с восьми утра."
PLAIN = RU.replace("№ ", "").replace("«", "").replace("»", "").replace("–", "-")
KK = "Қазына ауылында биыл жаңа мектеп ашылды. Директоры – Әмірбек Қожағұлов. Мұнда үш жүз оқушы."


def misread(text: str, codec: str, wrong: str) -> str:
    """Bytes that the wrong code page lacks come as control codes, as browsers give them."""
    return "".join(
        bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in text.encode(codec)
    )


@pytest.mark.parametrize(
    ("text", "codec", "wrong"),
    [
        (RU, "cp1251", "cp1252"),
        (RU, "cp1251", "mac-roman"),
        (RU, "utf-8", "cp1252"),
        (RU, "utf-8", "latin-1"),
        (RU, "utf-8", "cp1251"),
        (PLAIN, "cp866", "cp1251"),
        (RU, "mac-cyrillic", "mac-roman"),
        (PLAIN, "koi8-r", "cp1251"),
        (KK, "kz1048", "cp1251"),
        (KK, "kz1048", "cp1252"),
        (KK, "utf-8", "cp1251"),
        (KK, "utf-8", "cp1252"),
    ],
)
def test_spoilt_letters_are_put_right(text: str, codec: str, wrong: str) -> None:
    spoilt = misread(text, codec, wrong)
    way = find_way(spoilt)
    assert way is not None
    assert way.apply(spoilt) == text


def test_private_letters() -> None:
    spoilt = "".join(chr(0xF000 + b) if b > 32 else " " for b in KK.encode("kz1048"))
    way = find_way(spoilt)
    assert way is not None
    assert way.apply(spoilt) == KK


@pytest.mark.parametrize(
    "text",
    [
        RU,
        KK,
        "Résumé détaillé de l’année à Évry, où naît l’été, ÀÉÈ",
        "Київ є столицею України, її найбільшим містом. Їжак живе в лісі, ґава теж.",
        "Беларусь – краіна ў цэнтры Еўропы, яе сталіца горад Мінск.",
        "Ќе одиме во Скопје, ѓаволот не ја најде својата куќа.",
        "Größe über Ärger; ÄÖÜ ÄÖÜß ÀÉÈ",
        "½ ¾ ¼ ² ³ ° ± × ÷ § ¶ ¥ £ ¢ ¡ ¿ µ",
        "plain",
        "",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert find_way(text) is None


def test_right_words_beside_spoilt_ones_stay() -> None:
    spoilt = misread(RU, "cp1251", "cp1252")
    text = f"Café в Алматы: résumé\n{spoilt}"
    way = find_way(text)
    assert way is not None
    assert way.apply(text) == f"Café в Алматы: résumé\n{RU}"


def test_every_format_puts_letters_right_and_says_so() -> None:
    layout = assemble([Block("Мектеп"), Block(misread(KK, "kz1048", "cp1251"))])
    assert layout.text == f"Мектеп\n\n{KK}"
    assert layout.notes == ("letters put right: KZ-1048 read as Windows-1251",)


def test_judgements() -> None:
    assert reads_well(RU)
    assert reads_well(KK)
    assert is_kazakh(KK)
    assert not is_kazakh(RU)
    assert is_foreign("Київ є столицею України, її найбільшим містом")
    assert not any(judge("1995 ok") for judge in (reads_well, is_kazakh, is_foreign))
    assert plausibility("plain") == 0.0
    assert plausibility(RU) > plausibility(misread(RU, "cp1251", "koi8-r"))


def test_two_letters_that_code_pages_lack() -> None:
    """As PDF files give them: a dot for қ and Қ, which Windows-1252 has no places for."""
    spoilt = KK.encode("kz1048").replace(b"\x9d", b"\x95").replace(b"\x8d", b"\x95")
    way = find_way(spoilt.decode("cp1252"))
    assert way is not None
    assert way.apply(spoilt.decode("cp1252")) == KK.replace("Қ", "қ")
    assert way.apply("•ÀÇÀ•ÑÒÀÍ") == "ҚАЗАҚСТАН"
    assert way.apply("• Ìåêòåï •Ìåêòåï") == "• Мектеп •Мектеп"


def test_a_reading_that_is_not_sure_is_none() -> None:
    """Of UTF-8 read as Windows-1252 five bytes are lost, and with them letters."""
    spoilt = misread(RU, "utf-8", "cp1252")
    lost = "".join("•" if "\x80" <= letter < "\xa0" else letter for letter in spoilt)
    assert find_way(spoilt) is not None
    assert find_way(lost) is None
    assert not is_text(lost)


@pytest.mark.parametrize(
    "text",
    [
        "t“wMiwŒ“Ù ~w1[bç¶8pMî *ÝFš ŒwŒ“Ýëbî8“ “8p*8¯ .Ýîë[M ~…MpMiÝ8“ …ÝTwppw8 w“18b8pM8 w iÝî¯",
        "ÑòîŁìîæòü ïîäŒºþ÷åíŁÿ",
        "ë‚Æ®¨Æ·‚Ï ØÆ§™´ÓÁ•≠®Ô ™ £†ß„ ·Æ·‚†¢´Ô•‚",
        '!"#$%&\'()*+ ,-./:;<=> ?@[\\] ^_`{|}~ !"#$ %&\'() *+,-. /:;<= >?@[\\ ]^_`{ |}~!"',
        "\ue123\ue456\ue789 \ue321\ue654\ue987",
    ],
)
def test_what_is_no_text(text: str) -> None:
    assert not is_text(text)


@pytest.mark.parametrize(
    "text",
    [
        RU,
        KK,
        "",
        "Résumé détaillé de l’année à Évry, où naît l’été, ÀÉÈ",
        "Năm nay thành phố mở thêm một thư viện và một trường học mới ở phía đông.",
        "Глава 1 ............................. 5\nГлава 2 ............................. 17",
        "12 340,5 | 98 % | 1 200 000 | 0,75 | 4 000 | – | 17 | 2023 | 11,4 | 900 | 5 | 66 %",
        "def walk(self): return [x**2 for x in self._items if x.isValid()]  # https://a.example/b?c=d",
    ],
)
def test_what_is_text(text: str) -> None:
    assert is_text(text)
