"""A spreadsheet as LibreOffice opens it: numbers and days are what they are, and nothing is calculated."""

import csv
import io
import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.portal.test_sheets import DANGEROUS, written
from tokenstock.portal.sheets import Column, Kind

SOFFICE = shutil.which("soffice")
MOMENT = datetime(2026, 3, 9, 23, 30, 1, tzinfo=UTC)
COLUMNS = [
    Column("Text"),
    Column("Whole", Kind.WHOLE),
    Column("Months", Kind.DECIMAL),
    Column("Day", Kind.DAY),
    Column("At", Kind.MOMENT),
]

AS_TEXT_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,true"
"""With formulas in place of what they come to: a live one would show."""


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.timeout(180)
def test_libreoffice_reads_types_and_finds_no_formula(tmp_path: Path) -> None:
    assert SOFFICE is not None
    texts = [text for text in DANGEROUS if "\r" not in text and "\n" not in text]
    rows = [(text, -1_234_567, Decimal("1234.5"), date(2026, 2, 28), MOMENT) for text in texts]
    book = tmp_path / "book.xlsx"
    book.write_bytes(written(COLUMNS, rows, "xlsx"))

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", AS_TEXT_CSV, "--outdir", str(tmp_path), str(book)],
        check=True,
        capture_output=True,
        timeout=150,
    )

    head, *read = csv.reader(io.StringIO((tmp_path / "book.csv").read_text()))
    assert head == ["Text", "Whole", "Months", "Day", "At (UTC)"]
    assert len(read) == len(texts)
    assert {tuple(row[1:]) for row in read} == {("-1234567", "1234.5", "2026-02-28", "2026-03-09 23:30:01")}
    assert {row[0][0] for row in read} == {"'"}
