"""Mails as programs send them: two forms of one text, invitations, packed attachments."""

from __future__ import annotations

import struct
from email.message import EmailMessage

import pytest

from qa.documents.formats.eml import load_eml
from qa.documents.formats.ics import load_ics
from qa.documents.formats.tnef import read_tnef
from qa.documents.load import load_data
from qa.documents.read import read_data
from qa.errors import DamagedDocument
from qa.settings import Settings

PAGE = "<p>Құрметті <b>Асан</b>!</p><table><tr><td>2023<td>500</table><p>Кездесу сәрсенбіде.</p>"
INVITATION = """BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Asia/Almaty
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Asia/Almaty:{start}
DTEND;TZID=Asia/Almaty:{end}
SUMMARY:Ғылыми кеңес
LOCATION:Бас ғимарат\\, 305-бөлме
DESCRIPTION:Күн тәртібі:\\n1. Есеп\\n2. Бюджет туралы ұзын
  сөйлем\\n\\nЕкінші абзац
ORGANIZER;CN="Сауле Ахметова":mailto:s@x.kz
ATTENDEE;ROLE=CHAIR;CN=Асан:mailto:a@x.kz
ATTENDEE:MAILTO:b@x.kz
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def mail(plain: str, page: str = "", subtype: str = "alternative") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.kz", "Хат"
    message.set_content(plain)
    if page:
        message.add_alternative(page, subtype="html")
    if subtype != "alternative":
        message.replace_header("Content-Type", f"multipart/{subtype}")
    return message


def body(message: EmailMessage) -> str:
    return load_eml(message.as_bytes()).text.split("\n\n", 1)[1]


def test_of_two_forms_of_a_text_one_is_read() -> None:
    plain = "Құрметті Асан! 2023 500 Кездесу сәрсенбіде."
    assert body(mail(plain, PAGE)) == plain
    assert body(mail("Ваша программа не показывает HTML.", PAGE)) == (
        "Құрметті Асан!\n\n2023 | 500\n\nКездесу сәрсенбіде."
    )


def test_two_texts_that_are_no_alternatives_are_both_read() -> None:
    found = body(mail("Бірінші бөлік.", PAGE, "mixed"))
    assert found.startswith("Бірінші бөлік.\n\nҚұрметті Асан!")


@pytest.mark.parametrize(
    ("start", "end", "drawn"),
    [
        ("20240318T100000", "20240318T113000", "2024-03-18 10:00 – 11:30"),
        ("20240318T230000", "20240319T010000", "2024-03-18 23:00 – 2024-03-19 01:00"),
        ("20240318T040000Z", "20240318T040000Z", "2024-03-18 04:00 UTC – 04:00 UTC"),
        ("20240318", "20240319", "2024-03-18"),
        ("20240318", "20240321", "2024-03-18 – 2024-03-20"),
        ("20240318", "00000000", "2024-03-18 – 0000-00-00"),
    ],
)
def test_an_invitation_is_read_as_it_is_shown(start: str, end: str, drawn: str) -> None:
    layout = load_ics(INVITATION.format(start=start, end=end).encode())
    assert layout.text.split("\n\n") == [
        f"Ғылыми кеңес\n{drawn}\nБас ғимарат, 305-бөлме",
        "Күн тәртібі:\n1. Есеп\n2. Бюджет туралы ұзын сөйлем",
        "Екінші абзац",
        "Сауле Ахметова <s@x.kz>, Асан <a@x.kz>, b@x.kz",
    ]


def test_an_invitation_beside_a_text_is_part_of_the_mail() -> None:
    message = mail("Шақырамын.", "<p>Шақырамын.</p>")
    times = {"start": "20240318T100000", "end": "20240318T113000"}
    message.add_alternative(INVITATION.format(**times), subtype="calendar")
    assert body(message).startswith("Шақырамын.\n\nҒылыми кеңес\n2024-03-18 10:00 – 11:30")


def test_a_calendar_is_a_file_of_its_own() -> None:
    times = {"start": "20240318", "end": "20240319"}
    loaded = load_data(INVITATION.format(**times).encode(), "a.ics")
    assert loaded.layout.text.startswith("Ғылыми кеңес\n2024-03-18")
    with pytest.raises(DamagedDocument, match="begin like a calendar"):
        load_ics(b"SUMMARY:x")


def test_heads_in_letters_of_a_code_page() -> None:
    head = 'From: Иван Петров <i@x.kz>\r\nTo: "Отдел кадров" <k@x.kz>, Анна <a@x.kz>\r\n'
    data = f"{head}Subject: О приёме, срочно\r\n\r\nТекст письма о школе.".encode("cp1251")
    assert load_eml(data).text.split("\n\n")[0].split("\n") == [
        "From: Иван Петров <i@x.kz>",
        "To: Отдел кадров <k@x.kz>, Анна <a@x.kz>",
        "Subject: О приёме, срочно",
    ]


def attribute(level: int, kind: int, data: bytes) -> bytes:
    return (
        struct.pack("<BHHI", level, kind, 1, len(data))
        + data
        + struct.pack("<H", sum(data) % 65536)
    )


def property_of(number: int, kind: int, value: bytes) -> bytes:
    padded = value + b"\0" * (-len(value) % 4)
    return struct.pack("<HHII", kind, number, 1, len(value)) + padded


def packed(html: bytes = b"") -> bytes:
    """With a message's own properties, one of which has a name, and two attachments."""
    named = struct.pack("<HH16sII", 0x1F, 0x8001, b"", 1, 6) + "абв".encode("utf-16-le") + b"\0\0"
    named += struct.pack("<II", 1, 4) + "аб".encode("utf-16-le")
    own = [struct.pack("<HHI", 3, 0x0E07, 1), named]
    own += [property_of(0x1013, 0x102, html)] if html else []
    wide = "есеп (соңғы).txt\0".encode("utf-16-le")
    properties = struct.pack("<I", 1) + property_of(0x3707, 0x1F, wide)
    return b"".join(
        [
            struct.pack("<IH", 0x223E9F78, 1),
            attribute(1, 0x9003, struct.pack("<I", len(own)) + b"".join(own)),
            attribute(2, 0x9002, b"\0" * 14),
            attribute(2, 0x8010, "отчет.txt\0".encode("cp1251")),
            attribute(2, 0x800F, "План работ на год.".encode("cp1251")),
            attribute(2, 0x9002, b"\0" * 14),
            attribute(2, 0x8010, b"ESEP~1.TXT\0"),
            attribute(2, 0x800F, "Жұмыс есебі.".encode()),
            attribute(2, 0x9005, properties),
        ]
    )


def test_what_outlook_packs_is_unpacked() -> None:
    message = mail("Екі құжат.")
    message.add_attachment(
        packed(), maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    found = read_data(message.as_bytes(), "m.eml", Settings())
    assert {
        one.document.source: one.document.text.split("\n\n")[-1] for one in found.documents
    } == {
        "m.eml": "Екі құжат.",
        "m.eml/отчет.txt": "План работ на год.",
        "m.eml/есеп (соңғы).txt": "Жұмыс есебі.",
    }
    assert found.unread == ()


def test_words_that_are_only_packed_are_those_of_the_mail() -> None:
    message = mail(" ")
    data = packed("<p>Хаттың мәтіні.</p>".encode())
    message.add_attachment(
        data, maintype="application", subtype="octet-stream", filename="winmail.dat"
    )
    assert body(message) == "Хаттың мәтіні."


@pytest.mark.parametrize("length", range(0, 420, 7))
def test_a_packed_mail_that_is_cut_off_gives_what_there_is(length: int) -> None:
    data = packed(b"<p>a</p>")[:length]
    if length < 4:
        with pytest.raises(DamagedDocument):
            read_tnef(data)
    else:
        assert len(read_tnef(data).attachments) <= 2


def test_a_damaged_package_is_reported() -> None:
    message = mail("Хат.")
    message.add_attachment(
        b"x" * 9, maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    assert [one.part for one in load_eml(message.as_bytes()).unread] == ["winmail.dat"]
