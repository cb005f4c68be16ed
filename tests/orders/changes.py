"""Edits and deletes in one line, for the tests of this package."""

from typing import Any

import pytest

from tests.support.cast import (
    NOW,
    Cast,
    by,
    new_ref,
    sell,
    supply,
)
from tokenstock.accounts.models import Account
from tokenstock.orders import services as orders

pytestmark = pytest.mark.usefixtures("db")


def token_order(cast: Cast, packs: int = 2, stock: int = 5) -> str:
    """A token order of the partner to its customer, out of a stock of so many packs."""
    supply(cast.partner, stock)
    return sell(cast.partner, cast.customer, packs, ref=new_ref()).order.ref


def amend(who: Account, ref: str, **given: Any) -> orders.Amended:
    """Edit an order: `changes`, or packs alone."""
    packs = given.pop("packs", None)
    changes = given.pop("changes", None) or orders.Changes.checked(now=NOW, packs=packs)
    usual: dict[str, Any] = {"actor": by(who), "ref": ref, "changes": changes, "now": NOW}
    return orders.amend_order(**(usual | given))


def delete(who: Account, ref: str, **given: Any) -> orders.Amended:
    """Delete an order."""
    usual: dict[str, Any] = {"actor": by(who), "ref": ref, "now": NOW}
    return orders.delete_order(**(usual | given))


CONFIRMED = orders.Insistence(confirm_negative=True)
FORCED = orders.Insistence(force=True, reason="typed twice")
