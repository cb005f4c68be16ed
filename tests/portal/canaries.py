"""Companies each of whose texts can be told from everybody else's, and who may come across which."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from tests.profile.pictures import png_of
from tests.support.browser import Browser, admin_of, user_of
from tests.support.cast import NOW, Cast, by, enter, give, new_ref, receive, sell, terms
from tokenstock.accounts.access import vendor
from tokenstock.accounts.models import Account, User
from tokenstock.desk.services import EndCustomer, Line, receive_purchase_order
from tokenstock.devices.services import register_system, retire_system
from tokenstock.lifecycle.services import hold_account
from tokenstock.orders import services as orders
from tokenstock.orders.models import Order
from tokenstock.profile.contacts import Contact
from tokenstock.profile.services import set_brand_image, set_support_contact

ACTORS = ("vendor", "distributor", "partner", "user", "customer", "rival", "stranger", "alone", "anonymous")
"""`user` is one of the partner's who is no Admin, `alone` belongs to no company."""

CANARY = "CANARY"


@dataclass
class Aviary:
    """The cast with canaries. `owners`: by canary, the companies (by id) whose pages it may stand on."""

    cast: Cast
    owners: dict[str, set[int]] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)

    def canary(self, *owners: Account) -> str:
        """A text that stands nowhere else."""
        text = f"{CANARY}-{len(self.owners)}-{secrets.token_hex(6)}"
        self.owners[text] = {owner.id for owner in owners}
        return text

    def browser(self, actor: str) -> Browser:
        """One of ACTORS, signed in if that is possible."""
        if actor == "anonymous":
            return Browser()
        if actor == "alone":
            return Browser(User.objects.create_user("alone@example.com"))
        return Browser(user_of(self.cast.partner) if actor == "user" else admin_of(getattr(self.cast, actor)))

    def belonging_to(self, actor: str) -> set[str]:
        """The canaries of the actor's own company."""
        own = getattr(self.cast, actor).id if actor in self.cast.__dataclass_fields__ else None
        return {text for text, owners in self.owners.items() if own in owners}

    def may_see(self, actor: str) -> set[str]:
        """The canaries that `actor` may come across: of its own company, and of those that it manages."""
        if actor == "vendor":
            return set(self.owners)
        if actor in ("alone", "anonymous"):
            return set()
        if actor == "user":
            # The name of one's own company, on the page that says whom to ask.
            return {self.cast.partner.name}
        own = getattr(self.cast, actor).id
        circle = {own, *Account.objects.filter(parent_id=own).values_list("id", flat=True)}
        return {text for text, owners in self.owners.items() if owners & circle}


def aviary() -> Aviary:
    """Everybody, with canaries for names, and orders of every kind, adjustments and holds full of them."""
    made = Aviary(enter())
    cast = made.cast
    _rename(made)
    _systems(made)
    for buyer in (cast.distributor, cast.partner, cast.rival):
        _purchase(made, buyer, None, 30)
    made.orders["bought"] = _sale(made, cast.distributor, cast.partner)
    made.orders["sold"] = _sale(made, cast.partner, cast.customer)
    made.orders["sold_to_sister"] = _sale(made, cast.partner, cast.sister)
    made.orders["foreign"] = _sale(made, cast.rival, cast.stranger)
    made.orders["delegated"] = _purchase(made, cast.partner, cast.customer, 2)
    made.orders["delegated_to_stranger"] = _purchase(made, cast.rival, cast.stranger, 2)
    for seller, buyer in ((cast.partner, cast.customer), (cast.rival, cast.stranger)):
        _adjust(made, seller, buyer)
        _edit_and_delete(made, seller, buyer)
    for account in (cast.customer, cast.stranger, cast.partner):
        _adjust(made, cast.vendor, account)
    for account in (cast.sister, cast.stranger):
        hold_account(actor=by(cast.vendor), account=account, reason=made.canary(account), now=NOW)
    for account in (cast.distributor, cast.partner, cast.rival):
        _present(made, account)
    # Whom the next month end would leave below zero, the vendor's own customer.
    give(cast.direct, -1)
    named = EndCustomer(name=made.canary(cast.partner), admin_email=None)
    receive(cast.partner, (1, named), po_number=made.canary(cast.partner))
    return made


def _present(made: Aviary, account: Account) -> None:
    """A support contact, which those below are told, and an image."""
    below = Account.objects.filter(parent=account)
    contact = Contact.checked(email=f"{made.canary(account, *below)}@example.com", phone="+1 555 0100")
    set_support_contact(actor=by(account), account=account, contact=contact, expected=0, now=NOW)
    set_brand_image(actor=by(account), account=account, data=png_of(100 + account.id % 300, 40), now=NOW)


def _systems(made: Aviary) -> None:
    """In everybody's account one that is registered, and one that is retired."""
    cast = made.cast
    for account in (cast.distributor, cast.partner, cast.rival, cast.customer, cast.stranger):
        serials = [f"SN-{account.id}-{place}" for place in ("A", "B")]
        for serial in serials:
            register_system(account=account, serial=serial, model=made.canary(account), actor="test", now=NOW)
        retire_system(serial=serials[1], actor="test", now=NOW)


def _rename(made: Aviary) -> None:
    accounts = [getattr(made.cast, name) for name in made.cast.__dataclass_fields__ if name != "vendor"]
    for account in accounts:
        above = [account.parent] if account.parent_id != made.cast.vendor.id else []
        account.name = made.canary(account, *above, *(other for other in accounts if other.parent_id == account.id))
        account.name_key = account.name.casefold()
        account.save(update_fields=["name", "name_key"])


def _sale(made: Aviary, seller: Account, buyer: Account) -> Order:
    wanted = terms(2, po_number=made.canary(seller, buyer), note=made.canary(seller, buyer))
    placed = orders.place_order(actor=by(seller), seller=seller, buyer=buyer, terms=wanted, ref=new_ref(), now=NOW)
    return placed.order


def _purchase(made: Aviary, buyer: Account, customer: Account | None, packs: int) -> Order:
    owners = [buyer, *([customer] if customer else [])]
    wanted = terms(packs, po_number=made.canary(*owners), note=made.canary(*owners))
    line = Line("1", wanted, EndCustomer(uid=customer.uid) if customer else None)
    (result,) = receive_purchase_order(
        actor=by(vendor()), buyer=buyer, po_number=wanted.po_number, lines=[line], now=NOW
    )
    assert result.placed is not None
    return result.placed.order


def _adjust(made: Aviary, giver: Account, account: Account) -> None:
    owners = [account] if giver.id == made.cast.vendor.id else [giver, account]
    note = orders.Note(tokens=1, reason=made.canary(*owners))
    orders.adjust_stock(actor=by(giver), account=account, note=note, now=NOW)


def _edit_and_delete(made: Aviary, seller: Account, buyer: Account) -> None:
    """An order with three wordings, the last of which says that it is gone."""
    order = sell(seller, buyer, 1, po_number=made.canary(seller, buyer)).order
    later = NOW + timedelta(minutes=1)
    changes = orders.Changes.checked(now=later, packs=2, note=made.canary(seller, buyer))
    orders.amend_order(actor=by(seller), ref=order.ref, changes=changes, now=later)
    why = orders.Insistence(reason=made.canary(seller, buyer))
    orders.delete_order(actor=by(seller), ref=order.ref, now=later, insistence=why)
    made.orders[f"deleted_{buyer.id}"] = order
