"""The companies that the pages are looked at with: what is usual, and what strains a page."""

from datetime import UTC, datetime

from tests.support import cast
from tests.support.cast import FOUNDED, NOW
from tokenstock.accounts.access import vendor
from tokenstock.accounts.models import Account, AccountType, Membership, OfferClass, User
from tokenstock.accounts.services import add_member
from tokenstock.desk.services import EndCustomer
from tokenstock.lifecycle import services as lifecycle
from tokenstock.orders import services as orders

PASSWORD = "correct horse battery staple"

VENDOR = "admin@vendor.example.com"
DISTRIBUTOR = "stock@dorval.example.com"
PARTNER = "desk@prisma.example.com"
OTHER_PARTNER = "desk@rival.example.com"
CUSTOMER = "fleet@cargo.example.com"
READER = "reader@cargo.example.com"
PEOPLE = (VENDOR, DISTRIBUTOR, PARTNER, OTHER_PARTNER, CUSTOMER, READER)

CARGO = "Cargo Lines"
SHORT = "Coast Guard"
LONG = (
    "The Consolidated Inter-Municipal Emergency Communications and Public Safety Answering Authority of the Greater "
    "Three Rivers Metropolitan Region"
)
ARABIC, HEBREW, JAPANESE = "شركة الواحة للنقل الذكي", "חברת הגליל הירוק לאנרגיה", "東海道物流株式会社"
LARGE = "Large Utility"
NEW = "Newcomer Ferries"
EDITED = "Redacted Waterworks"
EDITED_PO = "RW-3"
"""The PO number of an order that was edited in the running month."""
FOR_ORDERS, FOR_EDITS, FOR_NOTES = "Orchard Farms", "Edelweiss Cable Cars", "Notre Dame Port"
FOR_KEYS, FOR_RACE, FOR_PAPER = "Keystone Freight", "Racecourse Trams", "Paper Mill"
"""Customers that tests order for, each one's own."""

WAITING_PO = "PP-WAITS"
"""The PO number of two lines that wait for identification."""

STRAINING = (LONG, ARABIC, HEBREW, JAPANESE, LARGE)
FOR_TESTS = (FOR_ORDERS, FOR_EDITS, FOR_NOTES, FOR_KEYS, FOR_RACE, FOR_PAPER)

FEBRUARY = datetime(2026, 2, 10, 9, tzinfo=UTC)
MARCH = datetime(2026, 3, 3, 9, tzinfo=UTC)


def make() -> dict[str, str]:
    """Make them all, up to `NOW`; their uids by name."""
    add_member(account=vendor(), email=VENDOR)
    distributor = _company("Dorval Distribution", AccountType.DISTRIBUTOR, vendor(), DISTRIBUTOR)
    partner = _company("Prisma Partners", AccountType.PARTNER, distributor, PARTNER)
    _company("Rival Resale", AccountType.PARTNER, vendor(), OTHER_PARTNER)
    cargo = _company(CARGO, AccountType.CUSTOMER, partner, CUSTOMER)
    add_member(account=cargo, email=READER, role=Membership.Role.USER)
    short = _company(SHORT, AccountType.CUSTOMER, partner)
    others = [_company(name, AccountType.CUSTOMER, partner) for name in (*STRAINING, *FOR_TESTS, EDITED, NEW)]
    cast.found("Trial Taxi", AccountType.CUSTOMER, partner, FOUNDED, OfferClass.FREE_TIER)
    _trade(distributor, partner, cargo, short, others)
    _let_in()
    return {account.name: account.uid for account in Account.objects.all()}


def _trade(distributor: Account, partner: Account, cargo: Account, short: Account, others: list[Account]) -> None:
    cast.supply(distributor, 5_000, now=FOUNDED)
    cast.sell(distributor, partner, 2_000, now=FOUNDED)
    cast.sell(partner, cargo, 11, now=FEBRUARY, po_number="CL-2026-01")
    cast.sell(partner, short, 1, now=FEBRUARY, po_number="CG-1")
    cast.activate(cargo, 10, now=FEBRUARY)
    cast.activate(short, 17, now=FEBRUARY)
    for account in others:
        if account.name != NEW:
            cast.sell(partner, account, 3, now=FEBRUARY, po_number=f"PO {account.uid[:6]}")
            cast.activate(account, 2, now=FEBRUARY)
    cast.give(next(account for account in others if account.name == LARGE), 87_654_321, now=FEBRUARY)
    cast.pass_time(MARCH)
    cast.give(cargo, -2, now=MARCH, giver=partner)
    cast.activate(cargo, 2, now=MARCH)
    cast.deliver(partner, cargo, 1, now=MARCH)
    cast.give(cargo, -12, now=MARCH)
    unsure = EndCustomer(name="Kargo Lines", admin_email=CUSTOMER)
    cast.receive(partner, (4, unsure), (1, unsure), po_number=WAITING_PO, now=MARCH)
    _edit(partner, next(account for account in others if account.name == EDITED))
    cast.pass_time(NOW)


def _edit(partner: Account, account: Account) -> None:
    order = cast.sell(partner, account, 2, now=MARCH, po_number=EDITED_PO).order
    orders.amend_order(
        actor=cast.by(partner), ref=order.ref, changes=orders.Changes.checked(now=MARCH, packs=3), now=MARCH
    )


def _company(name: str, kind: AccountType, parent: Account, admin: str = "") -> Account:
    return lifecycle.create_account(
        actor=cast.by(vendor()),
        uid=cast.uid_of(name),
        name=name,
        type=kind,
        parent=parent,
        admin_email=admin or f"admin-{cast.uid_of(name)[:12]}@example.com",
        now=FOUNDED,
    )


def _let_in() -> None:
    for user in User.objects.filter(email__in=PEOPLE):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
