"""The same companies in every test, made and moved by the services themselves.

The vendor stands above the distributor Dorval, which sells through the partner Prisma to the customers Cargo and Coast.
Rival is the vendor's own partner, and Stranger its customer: nobody of the others may see or change what is theirs.
Direct is a customer without a partner. Trial is a customer of Prisma's in Free Tier, which consumes nothing.
"""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings

from tokenstock.accounts.access import Actor, actor_for, vendor
from tokenstock.accounts.models import Account, AccountType, OfferClass
from tokenstock.consumption import services as consumption
from tokenstock.desk import services as desk
from tokenstock.devices import services as devices
from tokenstock.kernel.months import Month, local_date
from tokenstock.lifecycle import services as lifecycle
from tokenstock.orders import services as orders
from tokenstock.orders.models import Order
from tokenstock.stock.models import Standing, Statement

FOUNDED = datetime(2026, 2, 2, 8, tzinfo=UTC)
NOW = datetime(2026, 3, 9, 10, tzinfo=UTC)
"""A Monday in the middle of March."""
MARCH = Month(2026, 3)
APRIL = Month(2026, 4)
SKU = "9010177"

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    vendor: Account
    distributor: Account
    partner: Account
    rival: Account
    customer: Account
    sister: Account
    stranger: Account
    direct: Account
    trial: Account


def enter(at: datetime = NOW) -> Cast:
    """The cast, founded at `at`, all with an empty stock."""
    root = vendor()
    distributor = found("Dorval Distribution", AccountType.DISTRIBUTOR, root, at)
    partner = found("Prisma Partners", AccountType.PARTNER, distributor, at)
    rival = found("Rival Resale", AccountType.PARTNER, root, at)
    return Cast(
        vendor=root,
        distributor=distributor,
        partner=partner,
        rival=rival,
        customer=found("Cargo Lines", AccountType.CUSTOMER, partner, at),
        sister=found("Coast Guard", AccountType.CUSTOMER, partner, at),
        stranger=found("Stranger Rail", AccountType.CUSTOMER, rival, at),
        direct=found("Direct Water", AccountType.CUSTOMER, root, at),
        trial=found("Trial Taxi", AccountType.CUSTOMER, partner, at, OfferClass.FREE_TIER),
    )


def found(
    name: str, kind: AccountType, parent: Account, at: datetime = NOW, offer_class: OfferClass | None = None
) -> Account:
    """A company; its uid and the address of its Admin follow from its name."""
    return lifecycle.create_account(
        actor=by(vendor()),
        uid=uid_of(name),
        name=name,
        type=kind,
        parent=parent,
        admin_email=f"{name.split(maxsplit=1)[0].lower()}@example.com",
        offer_class=offer_class,
        now=at,
    )


def uid_of(name: str) -> str:
    """A uid that is the same in every run."""
    return name.encode().hex().ljust(32, "0")[:32]


def by(account: Account) -> Actor:
    """An Admin of this company."""
    return actor_for(account, label=account.name)


def terms(
    packs: object = 1,
    now: datetime = NOW,
    *,
    po_number: str = "PO 1",
    ordered_on: date | None = None,
    sku: str = SKU,
    note: str = "",
) -> orders.Terms:
    """What an order says; the order date is today where none is given."""
    today = local_date(now, settings.TOKENSTOCK_TIME_ZONE)
    return orders.Terms.checked(
        po_number=po_number, ordered_on=ordered_on or today, packs=packs, sku=sku, note=note, now=now
    )


def sell(
    seller: Account,
    buyer: Account,
    packs: object,
    *,
    now: datetime = NOW,
    ref: str | None = None,
    po_number: str = "PO 1",
    sku: str = SKU,
) -> orders.Placed:
    """A token order, out of the seller's stock."""
    wanted = terms(packs, now, po_number=po_number, sku=sku)
    return orders.place_order(actor=by(seller), seller=seller, buyer=buyer, terms=wanted, ref=ref or new_ref(), now=now)


def receive(
    buyer: Account,
    *lines: tuple[int, desk.EndCustomer | None],
    po_number: str | None = None,
    sku: str = SKU,
    now: datetime = NOW,
) -> list[desk.LineResult]:
    """A purchase order that the vendor receives: packs and the end customer of each line."""
    number = po_number or f"PO {next(_numbers)}"
    return desk.receive_purchase_order(
        actor=by(vendor()),
        buyer=buyer,
        po_number=number,
        lines=[
            desk.Line(str(place), terms(packs, now, po_number=number, sku=sku), end_customer)
            for place, (packs, end_customer) in enumerate(lines, start=1)
        ],
        now=now,
    )


def supply(buyer: Account, packs: int, *, now: datetime = NOW) -> Order:
    """An order from the vendor for the buyer's own stock: wholesale, or direct for a customer."""
    (result,) = receive(buyer, (packs, None), now=now)
    assert result.placed is not None
    return result.placed.order


def deliver(buyer: Account, customer: Account, packs: int, *, now: datetime = NOW) -> Order:
    """A delegated order: bought by a reseller, delivered to its customer."""
    (result,) = receive(buyer, (packs, desk.EndCustomer(uid=customer.uid)), now=now)
    assert result.placed is not None
    assert result.kind == Order.Kind.DELEGATED
    return result.placed.order


def give(account: Account, tokens: int, *, now: datetime = NOW, giver: Account | None = None) -> orders.Adjusted:
    """A credit (or, where negative, a confirmed debit) by the vendor, or by `giver` from its own stock."""
    note = orders.Note(tokens=tokens, reason="so that the test can begin", confirm_negative=True)
    return orders.adjust_stock(actor=by(giver or vendor()), account=account, note=note, now=now)


def register(account: Account, systems: int, *, now: datetime = NOW) -> list[str]:
    """So many systems more; their serial numbers."""
    serials = [f"SN{next(_numbers):08}" for _ in range(systems)]
    for serial in serials:
        devices.register_system(account=account, serial=serial, model="RV55", actor="test", now=now)
    return serials


def activate(account: Account, systems: int, *, now: datetime = NOW) -> list[str]:
    """So many systems more, activated; their serial numbers."""
    serials = register(account, systems, now=now)
    for serial in serials:
        devices.activate_system(serial=serial, actor="test", now=now)
    return serials


def deactivate(serials: list[str], *, now: datetime = NOW) -> None:
    """Put out these systems."""
    for serial in serials:
        devices.deactivate_system(serial=serial, actor="test", now=now)


def pass_time(now: datetime) -> None:
    """Everything that falls due up to `now` happens, each at its own instant."""
    consumption.advance(now=now)


def boundary(month: Month) -> datetime:
    """The first instant after the month, in the programme's zone."""
    return month.end(settings.TOKENSTOCK_TIME_ZONE)


def just_before(month: Month) -> datetime:
    """The last instant of the month that a clock can show."""
    return boundary(month) - timedelta(microseconds=1)


def stock_of(account: Account) -> int:
    """The account's tokens."""
    return standing_of(account).stock


def standing_of(account: Account) -> Standing:
    """How the account stands, read afresh."""
    return Standing.objects.get(account=account)


def statement_of(account: Account, month: Month = MARCH) -> Statement:
    """The account's month."""
    return Statement.objects.get(account=account, month=month.first_day)


def again(account: Account) -> Account:
    """The account as it is in the database now."""
    return Account.objects.get(id=account.id)


def new_ref() -> str:
    """A reference that nobody used before."""
    return f"T-{next(_numbers)}"


def day(text: str) -> date:
    """A date, written 2026-03-09."""
    return date.fromisoformat(text)
