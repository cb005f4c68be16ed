"""Spreadsheets to download, as CSV or XLSX: written row by row into a file of their own, and sent once that is whole.

A failure in the middle is therefore an error page and never half a file that looks whole, and no connection to the
database waits for a slow reader.
"""

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import FileResponse
from django.utils.cache import add_never_cache_headers
from xlsxwriter import Workbook

from tokenstock.kernel.months import local_date
from tokenstock.portal.request import PortalRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    type Text = str | _StrPromise

__all__ = ["TYPES", "Column", "Kind", "Sheet", "answer"]

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

ROWS_OF_A_WORKSHEET = 1_048_575
"""Below the head; what is more goes on in a further worksheet."""

LONGEST_TEXT = 32_767
"""UTF-16 units that a cell of a worksheet holds."""

EXACT = 10**15
"""From here on a spreadsheet's numbers lose their last digits."""


class Kind(StrEnum):
    """What a column holds. A text in a column of another kind stands as the text that it is; None is empty.

    WHOLE: tokens, packs, systems. MOMENT: shown in the programme's zone, which stands in the head.
    """

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    MOMENT = "moment"


WIDTHS = {Kind.TEXT: 26, Kind.MOMENT: 21}
NARROW = 12
FORMATS = {
    Kind.TEXT: "@",
    Kind.WHOLE: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
}


@dataclass(frozen=True)
class Column:
    """One column: the words in its head, and what it holds."""

    head: "Text"
    kind: Kind = Kind.TEXT

    @property
    def title(self) -> str:
        """The head as it is written."""
        return f"{self.head} ({settings.TOKENSTOCK_TIME_ZONE})" if self.kind is Kind.MOMENT else str(self.head)


@dataclass(frozen=True)
class Sheet:
    """A table. `name` says in the file's name what it is and whose; `title` stands on the worksheet's tab."""

    name: str
    title: "Text"
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]


def answer(request: PortalRequest, sheet: Sheet, kind: str) -> FileResponse:
    """The sheet as a file to keep. Its rows are read to the end before this returns.

    The file has no name on the disk, so it is gone when the answer is closed, sent or not.
    """
    spool = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    try:
        (_write_xlsx if kind == "xlsx" else _write_csv)(spool, sheet, request.now)
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    response = FileResponse(spool, content_type=TYPES[kind])
    day = local_date(request.now, settings.TOKENSTOCK_TIME_ZONE)
    response["Content-Disposition"] = _disposition(f"tokenstock-{sheet.name}-{day:%Y-%m-%d}", kind)
    add_never_cache_headers(response)
    return response


def _disposition(name: str, kind: str) -> str:
    """By RFC 6266: a name of plain letters for whoever knows no other, and the name as it is."""
    full = _file_name(name)
    plain = _file_name(unicodedata.normalize("NFKD", full).encode("ascii", "ignore").decode())
    return f"attachment; filename=\"{plain}.{kind}\"; filename*=UTF-8''{quote(full, safe='')}.{kind}"


def _file_name(text: str) -> str:
    """Letters, digits and hyphens: nothing that a file system, a shell or a reader takes for something else."""
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", text))[:100].strip("-")


# --- CSV -------------------------------------------------------------------------------------------------------------


def _write_csv(spool: IO[bytes], sheet: Sheet, now: datetime) -> None:
    """By RFC 4180, with the mark by which Excel knows UTF-8."""
    text = io.TextIOWrapper(spool, encoding="utf-8-sig", newline="")
    lines = csv.writer(text)
    lines.writerow([_harmless(column.title) for column in sheet.columns])
    for row in sheet.rows:
        lines.writerow([_plain(value, column.kind) for value, column in zip(row, sheet.columns, strict=True)])
    text.flush()
    text.detach()


def _plain(value: object, kind: Kind) -> object:
    """A value as CSV has it: dates and moments by ISO 8601, numbers without grouping."""
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(ZoneInfo(settings.TOKENSTOCK_TIME_ZONE)).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case int() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else value
    return _harmless(str(value))


# --- XLSX ------------------------------------------------------------------------------------------------------------


def _write_xlsx(spool: IO[bytes], sheet: Sheet, now: datetime) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with (
        tempfile.TemporaryDirectory(prefix="tokenstock-sheet-") as workshop,
        Workbook(spool, options | {"tmpdir": workshop}) as book,
    ):
        # The time of the request and not the machine's; no name of anybody.
        book.set_properties({"title": str(sheet.title), "created": now.astimezone(UTC).replace(tzinfo=None)})
        formats = {kind: book.add_format({"num_format": FORMATS[kind]}) for kind in Kind}
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        pages = 0
        page, below = None, ROWS_OF_A_WORKSHEET
        for row in sheet.rows:
            if page is None or below == ROWS_OF_A_WORKSHEET:
                _end(page, sheet, below)
                pages += 1
                page, below = _begin(book, sheet, pages, head, formats), 0
            below += 1
            for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
                _put(page, below, place, value, column.kind, formats)
        if page is None:
            page, below = _begin(book, sheet, 1, head, formats), 0
        _end(page, sheet, below)


def _begin(book: Workbook, sheet: Sheet, number: int, head: "Format", formats: "dict[Kind, Format]") -> "Worksheet":
    """A further worksheet, with its head, which stays in sight."""
    title = re.sub(r"[\[\]:*?/\\']", " ", _storable(str(sheet.title)))[:25].strip()
    page = book.add_worksheet(title if number == 1 else f"{title} {number}")
    for place, column in enumerate(sheet.columns):
        width = max(WIDTHS.get(column.kind, NARROW), min(len(column.title) + 4, 18))
        page.set_column(place, place, width, formats[column.kind])
        page.write_string(0, place, _harmless(column.title), head)
    page.freeze_panes(1, 0)
    return page


def _end(page: "Worksheet | None", sheet: Sheet, below: int) -> None:
    if page is not None:
        page.autofilter(0, 0, below, len(sheet.columns) - 1)


def _put(page: "Worksheet", row: int, place: int, value: object, kind: Kind, formats: "dict[Kind, Format]") -> None:
    """A value as a cell of its own type; what a spreadsheet cannot hold so, as text."""
    number = _number(value)
    if isinstance(number, datetime):
        page.write_datetime(row, place, number, formats[kind])
    elif number is not None:
        page.write_number(row, place, number, formats[kind])
    elif value is not None and value != "":
        page.write_string(row, place, _cell_text(str(_plain(value, kind))), formats[Kind.TEXT])


def _number(value: object) -> Any:
    """What a cell counts with: a number, or a day or moment without its zone; None where it can only be text."""
    match value:
        case datetime() if value.year > 1900:
            return value.astimezone(ZoneInfo(settings.TOKENSTOCK_TIME_ZONE)).replace(tzinfo=None, microsecond=0)
        case date() if value.year > 1900 and not isinstance(value, datetime):
            return datetime.combine(value, time())
        case int() | float() | Decimal():
            return value if -EXACT < value < EXACT else None
    return None


# --- Texts -----------------------------------------------------------------------------------------------------------


_UNHEARD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML cannot hold, what moves a terminal's cursor, and halves of characters."""

_FORMULA = re.compile(r"[\s\x00\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20]|[\t\r\n\x00]")
"""How a text begins that a spreadsheet may calculate: by OWASP ASVS 1.2.10, also behind blanks and written wide."""


def _harmless(text: str) -> str:
    """The text as no spreadsheet calculates it: with an apostrophe in front where it begins like a formula."""
    return _storable(f"'{text}" if _FORMULA.match(text) else text)


def _storable(text: str) -> str:
    return _UNHEARD.sub("\ufffd", text)


def _cell_text(text: str) -> str:
    """As much as a cell holds, ending in an ellipsis where that is not all."""
    if len(text) * 2 <= LONGEST_TEXT or len(text.encode("utf-16-le")) <= 2 * LONGEST_TEXT:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"
