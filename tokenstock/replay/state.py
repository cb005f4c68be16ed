"""Writing what a history led to: every account with its statements, and the totals of the ledger."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

from tokenstock.accounts.models import AccountType
from tokenstock.kernel.months import Month
from tokenstock.ledger import selectors as ledger
from tokenstock.stock.models import Standing, Statement
from tokenstock.stock.services import Source

__all__ = ["state"]


def state(*, as_of: datetime) -> dict[str, Any]:
    """The STATE object at the instant that the history was moved on to. Reads the database in four queries."""
    standings = Standing.objects.select_related("account", "account__parent").order_by("account__uid")
    statements = _statements()
    accounts = {standing.account.uid: _account(standing, statements[standing.account_id]) for standing in standings}
    issued = -ledger.total(account_id=Source.ORDERS)
    complimentary = -ledger.total(account_id=Source.COMPLIMENTARY)
    bonus = -ledger.total(account_id=Source.BONUS)
    consumed = ledger.total(account_id=Source.CONSUMED)
    stocks = sum(account["stock"] for account in accounts.values())
    return {
        "as_of": _written(as_of),
        "ledger": {
            "sum": stocks + consumed - issued - complimentary - bonus,
            "issued_by_order": issued,
            "complimentary": complimentary,
            "bonus": bonus,
            "consumed": consumed,
        },
        "accounts": accounts,
    }


def _account(standing: Standing, statements: list[dict[str, Any]]) -> dict[str, Any]:
    account = standing.account
    parent = account.parent
    return {
        "name": account.name,
        "type": account.type,
        "offer_class": account.offer_class,
        "parent": None if parent is None or parent.type == AccountType.VENDOR else parent.uid,
        "status": standing.status,
        "stock": standing.stock,
        "registered": standing.registered,
        "activated": standing.activated,
        "peak": standing.peak,
        "previous_peak": standing.previous_peak,
        "provisional": standing.provisional,
        "expected_end_of_month": standing.expected,
        "run_out": _written_date(standing.run_out),
        "suspension_expected": _written_date(standing.suspension_expected),
        "statements": statements,
    }


def _statements() -> dict[int, list[dict[str, Any]]]:
    by_account: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for statement in Statement.objects.filter(closed_at__isnull=False).order_by("account_id", "month"):
        by_account[statement.account_id].append(
            {
                "month": str(Month.holding(statement.month)),
                "opening": statement.opening,
                "received": statement.received,
                "sent": statement.sent,
                "passed_through": statement.passed_through,
                "adjusted": statement.adjusted,
                "bonus": statement.bonus,
                "consumed": statement.consumed,
                "closing": statement.closing,
                "peak": statement.peak,
            }
        )
    return by_account


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _written_date(day: date | str | None) -> str | None:
    return day.isoformat() if isinstance(day, date) else day
