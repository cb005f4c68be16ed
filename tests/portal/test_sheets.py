"""Spreadsheets as they are written: types, names, and texts that want to be more than texts."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory, override_settings
from python_calamine import CalamineWorkbook

from tokenstock.portal import sheets
from tokenstock.portal.sheets import Column, Kind, Sheet, answer

NOW = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
TEXT = [Column("Text")]

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1",
    " =1+1",
    "\u00a0=1",
    "\ufeff=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20a",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example","pay")',
    "=1+1\r\n=2+2",
    "-2+3+cmd|' /C calc'!A0",
    '@IMPORTXML("https://evil.example")',
    "+44 20 7946 0000",
    "=\ud800",
    "\t",
    "-",
    "=" * 40_000,
]

HARMLESS = [
    "Cargo Lines",
    "1-2",
    "a=b",
    "'quoted'",
    'He said "so", twice',
    "https://example.com/",
    "mailto:a@example.com",
    "0012",
    "1e5",
    "TRUE",
    "_x0041_",
    "<b>&amp;</b>",
    "one\ntwo",
    "شركة الشحن",
    "貨物運送株式会社",
    "🚚👩\u200d🔧",
    "שלום \u202eabc",
    " blanks around ",
]


def made(sheet: Sheet, kind: str) -> Any:
    request: Any = RequestFactory().get("/")
    request.now = NOW
    return answer(request, sheet, kind)


def written(columns: Sequence[Column], rows: Iterable[Sequence[object]], kind: str) -> bytes:
    with closing(made(Sheet("what", "What", columns, rows), kind)) as response:
        return b"".join(response)


def in_csv(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> list[list[str]]:
    text = written(columns, rows, "csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def in_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(written(columns, rows, "xlsx")))
    return book.get_sheet_by_index(0).to_python()


def part(name: str, columns: Sequence[Column] = TEXT, rows: Iterable[Sequence[object]] = (("a",),)) -> str:
    with zipfile.ZipFile(io.BytesIO(written(columns, rows, "xlsx"))) as archive:
        return archive.read(name).decode()


EVERYTHING = [Column(str(kind), kind) for kind in Kind]
VALUES = (
    "text",
    1_234_567,
    Decimal("12.5"),
    date(2026, 2, 28),
    datetime(2026, 3, 9, 23, 30, 1, 999_999, tzinfo=UTC),
)


@override_settings(TOKENSTOCK_TIME_ZONE="Asia/Tokyo")
def test_csv_has_plain_numbers_and_iso_dates() -> None:
    head, row = in_csv(EVERYTHING, [VALUES])

    assert head == ["text", "whole", "decimal", "day", "moment (Asia/Tokyo)"]
    assert row == ["text", "1234567", "12.5", "2026-02-28", "2026-03-10T08:30:01+09:00"]


def test_csv_is_as_the_rfc_and_excel_have_it() -> None:
    raw = written([Column("A"), Column("B")], [("one\ntwo", 'a "b", c'), (None, "é")], "csv")

    assert raw == '\ufeffA,B\r\n"one\ntwo","a ""b"", c"\r\n,é\r\n'.encode()


@override_settings(TOKENSTOCK_TIME_ZONE="Asia/Tokyo")
def test_xlsx_has_real_numbers_days_and_moments_of_the_programme() -> None:
    head, row = in_xlsx(EVERYTHING, [VALUES])

    assert head[-1] == "moment (Asia/Tokyo)"
    assert row == ["text", 1_234_567, 12.5, date(2026, 2, 28), datetime(2026, 3, 10, 8, 30, 1)]  # noqa: DTZ001


def test_what_a_spreadsheet_cannot_count_with_stands_as_text() -> None:
    columns = [Column("W", Kind.WHOLE), Column("D", Kind.DAY), Column("E", Kind.DAY), Column("N", Kind.DAY)]

    row = in_xlsx(columns, [(10**15 + 1, date(1066, 10, 14), "now", None), (1, None, None, None)])[1]

    assert row == [str(10**15 + 1), "1066-10-14", "now", ""]


def test_no_text_is_calculated_in_either_kind() -> None:
    rows = [(text,) for text in DANGEROUS]

    cells = [row[0] for row in in_csv(TEXT, rows)[1:]]
    of_book = [row[0] for row in in_xlsx(TEXT, rows)[1:]]

    assert [cell[0] for cell in cells] == ["'"] * len(DANGEROUS)
    assert [cell[0] for cell in of_book] == ["'"] * len(DANGEROUS)
    assert "<f>" not in part("xl/worksheets/sheet1.xml", TEXT, rows)


def test_the_heads_are_no_formulas_either() -> None:
    assert in_csv([Column("=1+1")], [])[0] == ["'=1+1"]


def test_other_texts_stay_as_they_are() -> None:
    rows = [(text,) for text in HARMLESS]

    assert [row[0] for row in in_csv(TEXT, rows)[1:]] == HARMLESS
    assert [row[0] for row in in_xlsx(TEXT, rows)[1:]] == HARMLESS


def test_characters_that_no_sheet_holds_are_replaced() -> None:
    rows = [("a\x00b\x1b[31m\x0bc\ud800d\udfffe\uffff\x85",)]
    expected = "a\ufffdb\ufffd[31m\ufffdc\ufffdd\ufffde\ufffd\ufffd"

    assert in_csv(TEXT, rows)[1] == [expected]
    assert in_xlsx(TEXT, rows)[1] == [expected]


@pytest.mark.parametrize("character", ["a", "é", "貨", "🚚"])
def test_a_cell_holds_as_much_as_excel_lets_it(character: str) -> None:
    units = len(character.encode("utf-16-le")) // 2
    fits, too_long = character * (32_767 // units), character * 40_000

    cells = [row[0] for row in in_xlsx(TEXT, [(fits,), (too_long,)])[1:]]

    assert cells[0] == fits
    assert cells[1] == character * (32_766 // units) + "…"
    assert in_csv(TEXT, [(too_long,)])[1] == [too_long]


def test_nothing_to_list_is_a_file_with_its_head() -> None:
    assert in_csv(EVERYTHING[:2], []) == [["text", "whole"]]
    assert in_xlsx(EVERYTHING[:2], []) == [["text", "whole"]]


def test_the_head_is_frozen_filtered_and_bold_and_the_book_tells_nothing_of_its_maker() -> None:
    page = part("xl/worksheets/sheet1.xml", TEXT, [("a",), ("b",)])

    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in page
    assert '<autoFilter ref="A1:A3"/>' in page
    assert "<b/>" in part("xl/styles.xml")
    core = part("docProps/core.xml")
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert '<dcterms:created xsi:type="dcterms:W3CDTF">2026-03-09T23:30:00Z</dcterms:created>' in core


def test_more_rows_than_a_worksheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_OF_A_WORKSHEET", 3)
    raw = written([Column("N", Kind.WHOLE)], [(number,) for number in range(7)], "xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))

    assert book.sheet_names == ["What", "What 2", "What 3"]
    read = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert read == [[["N"], [0], [1], [2]], [["N"], [3], [4], [5]], [["N"], [6]]]


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ("updates-Cargo Lines", "updates-Cargo-Lines", "updates-Cargo-Lines"),
        ("updates-Café & Söhne", "updates-Cafe-Sohne", "updates-Caf%C3%A9-S%C3%B6hne"),
        ("updates-貨物", "updates", "updates-%E8%B2%A8%E7%89%A9"),
        ('updates-../"a";\r\nX: y', "updates-a-X-y", "updates-a-X-y"),
        ("updates-\u202etxt.exe", "updates-txt-exe", "updates-txt-exe"),
        ("updates-\ud800", "updates", "updates"),
    ],
)
def test_the_files_name_says_what_it_is_and_can_do_no_harm(name: str, plain: str, full: str) -> None:
    response = made(Sheet(name, "What", TEXT, []), "csv")

    disposition = response["Content-Disposition"]
    response.close()
    for part_of in (
        f'filename="tokenstock-{plain}-2026-03-09.csv"',
        f"filename*=UTF-8''tokenstock-{full}-2026-03-09.csv",
    ):
        assert part_of in disposition
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_error_in_the_middle_is_an_error_and_leaves_no_file(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[tuple[str]]:
        yield ("one",)
        raise ConnectionError("the database is away")

    with pytest.raises(ConnectionError):
        made(Sheet("what", "What", TEXT, rows()), kind)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_download_that_is_broken_off_leaves_no_file_and_its_length_is_known(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    response = made(Sheet("what", "What", TEXT, [("a",)] * 5000), kind)
    file = response.file_to_stream

    next(iter(response))
    response.close()

    assert int(response["Content-Length"]) > 1000
    assert file.closed
    assert list(tmp_path.iterdir()) == []
