"""Each fault that somebody with full rights could plant is found by the view of its own invariant, and named."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from tests.support.books import as_owner
from tests.verification import spring
from tokenstock.operations import verifying
from tokenstock.verification.selectors import INVARIANTS, examine, faults

pytestmark = pytest.mark.django_db

PLANTS = re.findall(
    r"^-- (I\d+) \| (.+) \| (.+)\n((?:.*\S.*\n)+)", Path(__file__).with_name("plants.sql").read_text(), re.MULTILINE
)

NAMES = """
CREATE FUNCTION pg_temp.company(text) RETURNS bigint LANGUAGE sql STABLE AS
  'SELECT id FROM public.accounts_account WHERE name = $1';
CREATE FUNCTION pg_temp.sale() RETURNS bigint LANGUAGE sql STABLE AS
  'SELECT max(t.id) FROM public.ledger_transaction t JOIN public.orders_order o ON t.kind = 1 AND o.id = t.document_id
   WHERE o.ref = ''AMENDED''';
"""


def test_a_history_without_faults_shows_none() -> None:
    spring.happen()

    assert [str(fault) for fault in faults()] == []


def test_a_fault_is_planted_against_every_invariant() -> None:
    assert {code for code, *_ in PLANTS} == {invariant.code for invariant in INVARIANTS}


@pytest.mark.leaves_faults
@pytest.mark.parametrize(("code", "title", "words", "how"), PLANTS, ids=[f"{plant[0]} {plant[1]}" for plant in PLANTS])
def test_a_planted_fault_is_found_and_named(
    code: str, title: str, words: str, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spring.happen()

    with as_owner(), connection.cursor() as cursor:
        cursor.execute(NAMES)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with nullcontext() if code == "I6" else unguarded(cursor):
            cursor.execute(how)

    found = {finding.invariant.code: finding for finding in examine()}
    assert [fault for fault in found[code].first if words in fault.fault], [str(fault) for fault in faults()]
    assert not verifying.invariants_hold()
    assert found[code].first[0].fault in capsys.readouterr().out


@contextmanager
def unguarded(cursor: CursorWrapper) -> Iterator[None]:
    """The owner switches off all guards for a moment, and leaves them as they were."""
    cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A'")
    guards = cursor.fetchall()
    for table, name in guards:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    for table, name in guards:
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
