"""A partner with as many subaccounts as a test wants, in a second or so."""

from datetime import datetime

from django.db import connection

from tests.support.books import as_owner
from tests.support.cast import NOW
from tokenstock.accounts.models import Account
from tokenstock.operations.benchmarks.subaccounts import enter_subaccounts, sell_to_all, supply_enough


def crowd(partner: Account, number: int, *, now: datetime = NOW) -> None:
    """Give the partner so many customers, each with one to nine packs and up to five activated systems."""
    enter_subaccounts(partner=partner, number=number, systems=5, now=now)
    supply_enough(partner=partner, po_number="W-1", now=now)
    sell_to_all(partner=partner, po_number="S-1", now=now)
    with as_owner(), connection.cursor() as cursor:
        # As a database of some age would have it: plans for what was there before take minutes.
        cursor.execute("ANALYZE")
