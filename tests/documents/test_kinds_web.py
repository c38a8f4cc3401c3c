"""Further cases of the kinds that users complained of: declared encodings, and what holds text."""

from __future__ import annotations

import pytest

from qa.documents.formats.html import load_html
from qa.documents.read import make_document

KAZAKH = "Жаңа мектептің директоры – Әмірбек Қожағұлов. Мұнда үш жүз елу оқушы білім алады."
RUSSIAN = "Районная аптека переехала на улицу Садовую. Заведует аптекой провизор Лидия Шим."
TEXT = "Документы принимает Ботагоз Алиева до пятого мая."


def text_of(data: bytes) -> str:
    return make_document("a.html", load_html(data)).document.text


@pytest.mark.parametrize(
    "head", ["<meta charset={}>", "<meta http-equiv=Content-Type content='text/html; charset={}'>"]
)
@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        *(
            (KAZAKH, "kz1048", name)
            for name in ("windows-1251", "utf-8", "iso-8859-5", "koi8-r", "windows-1252", "utf-16")
        ),
        *(
            (RUSSIAN, "cp1251", name)
            for name in (
                "koi8-r",
                "cp866",
                "us-ascii",
                "gb2312",
                "windows-1254",
                "utf-16",
                "x-user-defined",
                "none",
            )
        ),
        *(
            (RUSSIAN, codec, "windows-1251")
            for codec in ("koi8-r", "cp866", "mac-cyrillic", "iso8859-5")
        ),
        *(
            (KAZAKH, codec, "windows-1251")
            for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")
        ),
        (RUSSIAN, "utf-32", "utf-8"),
    ],
)
def test_a_declaration_that_lies(head: str, text: str, codec: str, declared: str) -> None:
    page = f"<html><head>{head.format(declared)}</head><body><p>{text}</p></body></html>"
    assert text_of(page.encode(codec)) == text


@pytest.mark.parametrize("text", ["Қала әкімі", "Мұғалім Әлия", "Көше аты: Абай, үй 5", "жаңа үй"])
def test_a_few_kazakh_words(text: str) -> None:
    page = f"<meta charset=windows-1251><p>{text}</p>"
    assert text_of(page.encode("kz1048")) == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (f"<meta charset=utf-8><meta charset=windows-1251><p>{KAZAKH}".encode("kz1048"), KAZAKH),
        (f"<?xml version='1.0' encoding='iso-8859-1'?><p>{RUSSIAN}".encode("cp1251"), RUSSIAN),
        # Spoilt before the page was written, and then written rightly.
        (f"<p>{RUSSIAN.encode('cp1251').decode('latin-1')}</p>".encode(), RUSSIAN),
        (f"<p>{KAZAKH.encode().decode('latin-1')}</p>".encode(), KAZAKH),
        ("".join(f"&#{ord(c)};" for c in KAZAKH).encode(), KAZAKH),
        (
            "".join(f"&#{b};" if b > 127 else chr(b) for b in RUSSIAN.encode("cp1251")).encode(),
            RUSSIAN,
        ),
        (
            "<p>Київ є столицею України, її найбільшим містом.".encode("cp1251"),
            "Київ є столицею України, її найбільшим містом.",
        ),
    ],
)
def test_other_ways_to_spoil_letters(page: bytes, text: str) -> None:
    assert text_of(page) == text


@pytest.mark.parametrize(
    "page",
    [
        "<form><table><tr><td>{}</td></tr></table></form>",
        "<form><fieldset><legend>Конкурс</legend><p>{}</p></fieldset></form>",
        "<main><form><p>{}</p></form></main>",
        "<section><div><form><div><article><p>{}</p></article></div></form></div></section>",
        "<form><body><p>{}</p></body></form>",
        "<p>Начало.<form><p>{}</p></form>",
        "<article><p>Дом открыт для всех жителей.</p></article><form><p>{}</p></form>",
        "<header><p>{}</p></header>",
        "<aside>{}</aside>",
        "<details><summary>Ещё</summary>{}</details>",
        "<dialog open>{}</dialog>",
        "<button>{}</button>",
        "<object data=a.swf><p>{}</p></object>",
        "<dl><dt>Срок</dt><dd>{}</dd></dl>",
        "<figure><figcaption>{}</figcaption></figure>",
        "<iframe srcdoc='<p>{}</p>'></iframe>",
        "<textarea>{}</textarea>",
        "<input type=text value='{}'>",
        "<select><option selected>{}</option></select>",
        "<custom-el><p>{}</p></custom-el>",
        "<nav><ul><li>{}</li></ul></nav>",
        "<footer><p>{}</p></footer>",
        "<div class=menu><p>{}</p></div>",
    ],
)
def test_whatever_holds_a_text(page: str) -> None:
    assert TEXT in text_of(page.format(TEXT).encode())
