"""Thousands of subaccounts, entered in sets and left as the services would have left them one by one."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tokenstock.accounts.access import actor_for, vendor
from tokenstock.accounts.models import Account, AccountType
from tokenstock.catalogue.selectors import SERVICE_PACK
from tokenstock.desk.services import Line, receive_purchase_order
from tokenstock.kernel.ids import new_uid
from tokenstock.kernel.months import Month, local_date
from tokenstock.kernel.quantities import PACKS_MAX
from tokenstock.lifecycle.services import create_account
from tokenstock.orders.services import Terms
from tokenstock.stock import services as stock

__all__ = ["enter_subaccounts", "found_partner", "sell_to_all", "settle", "supply_enough"]

ACTOR = "benchmark"
_SALE = Path(__file__).with_name("subaccounts.sql").read_text()

_ACCOUNTS = """
    INSERT INTO accounts_account (uid, name, name_key, type, offer_class, parent_id, created_at)
    SELECT md5(%(partner)s || ' ' || g), name, lower(name), 'customer', 'commercial', %(partner)s, %(at)s
    FROM generate_series(1, %(number)s) g, LATERAL (
      SELECT concat_ws(' ', ('{Harbour,Summit,Prairie,Coastal,Northern,Metro,Granite}'::text[])[1 + g %% 7],
        ('{Water,Rail,Transit,Ambulance,Energy}'::text[])[1 + g %% 5], g) AS name
    ) named ORDER BY g
    RETURNING id"""

_STOCKS = """
    SELECT ledger_open(id, NULL, %(month)s) FROM unnest(%(ids)s) id"""

_STANDINGS = """
    INSERT INTO stock_standing (account_id, partner_id, consumes, stock, month, registered, activated, peak, peak_as_of,
      held, hold_reason, lapsed)
    SELECT id, %(partner)s, true, 0, %(month)s, id %% (%(systems)s + 1), 0, 0, %(at)s, false, '', false
    FROM unnest(%(ids)s) id"""

_STATEMENTS = """
    INSERT INTO stock_statement (account_id, month, opening, received, sent, passed_through, adjusted, bonus, consumed)
    SELECT id, %(month)s, 0, 0, 0, 0, 0, 0, 0 FROM unnest(%(ids)s) id"""

_SYSTEMS = """
    WITH registered AS (
      INSERT INTO devices_system (account_id, serial, model, state, registered_at)
      SELECT a, a || '-' || s, 'RV55', 'ACTIVE', %(at)s
      FROM unnest(%(ids)s) a, generate_series(1, a %% (%(systems)s + 1)) s
      RETURNING id, account_id
    )
    INSERT INTO metering_activation (account_id, system_id, from_at) SELECT account_id, id, %(at)s FROM registered"""


def found_partner(*, email: str, now: datetime) -> Account:
    """A partner without subaccounts, whose Admin has this address."""
    return create_account(
        actor=actor_for(vendor(), label=ACTOR),
        uid=new_uid(),
        name="Benchmark Partner",
        type=AccountType.PARTNER,
        parent=vendor(),
        admin_email=email,
        now=now,
    )


def settle() -> None:
    """Have the statistics that a database of some age has."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE")
    connection.close()


@transaction.atomic
def enter_subaccounts(*, partner: Account, number: int, systems: int, now: datetime) -> None:
    """Give a partner so many commercial customers, each with an empty stock and up to `systems` activated systems."""
    month = Month.at(now, settings.TOKENSTOCK_TIME_ZONE).first_day
    given: dict[str, Any] = {"partner": partner.id, "number": number, "systems": systems, "month": month, "at": now}
    given["ids"] = ids = [row[0] for row in _run(_ACCOUNTS, given)]
    for statement in (_STOCKS, _STANDINGS, _STATEMENTS, _SYSTEMS):
        _run(statement, given)
    # From here on they are charged, and their peaks run.
    stock.judge(account_ids=ids, now=now, actor=ACTOR)


@transaction.atomic
def sell_to_all(*, partner: Account, po_number: str, now: datetime) -> None:
    """Sell 1 to 9 packs to each of a partner's subaccounts."""
    _run(
        _SALE,
        {
            "partner": partner.id,
            "po_number": po_number,
            "on": local_date(now, settings.TOKENSTOCK_TIME_ZONE),
            "period": Month.at(now, settings.TOKENSTOCK_TIME_ZONE).first_day,
            "at": now,
            "by": ACTOR,
            "sku": SERVICE_PACK,
        },
    )
    _run("SELECT stock_state_batch(max(batch_id)) FROM ledger_transaction", {})
    _run(
        "UPDATE stock_standing SET last_order_at = %(at)s WHERE partner_id = %(partner)s",
        {"at": now, "partner": partner.id},
    )
    stock.judge(account_ids=[partner.id, *_subaccounts(partner)], now=now, actor=ACTOR)


def supply_enough(*, partner: Account, po_number: str, now: datetime) -> None:
    """Sell a partner, wholesale, what a sale to all of its subaccounts takes at most."""
    packs = 9 * len(_subaccounts(partner))
    lots = [min(PACKS_MAX, packs - sold) for sold in range(0, packs, PACKS_MAX)]
    today = local_date(now, settings.TOKENSTOCK_TIME_ZONE)
    receive_purchase_order(
        actor=actor_for(vendor(), label=ACTOR),
        buyer=partner,
        po_number=po_number,
        lines=[
            Line(str(place), Terms.checked(po_number=po_number, ordered_on=today, packs=lot, now=now))
            for place, lot in enumerate(lots, start=1)
        ],
        now=now,
    )


def _subaccounts(partner: Account) -> list[int]:
    return list(Account.objects.filter(parent=partner).order_by("id").values_list("id", flat=True))


def _run(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall() if cursor.description else []
