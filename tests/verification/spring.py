"""A short history in which everything happens once that an invariant is about."""

from dataclasses import replace
from datetime import timedelta

from tests.support import cast
from tests.support.cast import Cast
from tokenstock.accounts.models import AccountType, OfferClass
from tokenstock.lifecycle import services as lifecycle
from tokenstock.orders import services as orders
from tokenstock.registration import services as registration

LATER = cast.NOW + timedelta(days=1)
APRIL = cast.boundary(cast.MARCH) + timedelta(days=5)


def happen() -> Cast:
    """From March 9th to April 6th: orders of all kinds, changed and deleted, notes, bonuses, a month end, a closing."""
    who = cast.enter()
    cast.supply(who.distributor, 100)
    cast.sell(who.distributor, who.partner, 40)
    cast.sell(who.partner, who.customer, 5, ref="AMENDED")
    cast.sell(who.partner, who.sister, 2, ref="DELETED")
    cast.deliver(who.partner, who.sister, 3)
    cast.supply(who.direct, 1)
    vendor, partner = cast.by(who.vendor), cast.by(who.partner)
    packs = orders.Changes.checked(now=LATER, packs=6)
    orders.amend_order(actor=partner, ref="AMENDED", changes=packs, now=LATER, request_key="twice")
    orders.delete_order(actor=partner, ref="DELETED", now=LATER)

    cast.give(who.customer, 7, giver=who.partner, now=LATER)
    cast.give(who.customer, -2, giver=who.partner, now=LATER)
    cast.give(who.direct, 5, now=LATER)
    registration.claim_device(account=who.customer, serial="BONUS", model="RV50", actor="test", now=LATER)
    registration.claim_device(account=who.trial, serial="WAITS", model="RV50", actor="test", now=LATER)

    overdrawn = cast.supply(who.rival, 2, now=LATER)
    cast.sell(who.rival, who.stranger, 2, now=LATER)
    insistence = orders.Insistence(force=True, reason="never paid")
    orders.delete_order(actor=vendor, ref=overdrawn.ref, now=LATER, insistence=insistence)
    cast.give(who.rival, 3, now=LATER)

    cast.activate(who.customer, 3, now=LATER)
    cast.activate(who.direct, 20, now=LATER)
    cast.deactivate(cast.activate(who.stranger, 1, now=LATER), now=LATER + timedelta(hours=1))
    cast.pass_time(APRIL)
    cast.sell(who.partner, who.customer, 1, now=APRIL)
    lifecycle.hold_account(actor=vendor, account=who.stranger, reason="asked for", now=APRIL)
    lifecycle.move_account(actor=vendor, account=who.sister, parent=who.rival, now=APRIL)
    gone = cast.found("Gone Gas", AccountType.CUSTOMER, who.rival, APRIL)
    cast.give(gone, 30, now=APRIL)
    cast.deactivate(cast.activate(gone, 2, now=APRIL), now=APRIL + timedelta(hours=1))
    lifecycle.close_account(actor=vendor, account=gone, reason="gave up", freeze=True, now=APRIL + timedelta(hours=2))
    lifecycle.convert_account(actor=vendor, account=who.trial, offer_class=OfferClass.COMMERCIAL, now=APRIL)
    return replace(who, sister=cast.again(who.sister), trial=cast.again(who.trial))
