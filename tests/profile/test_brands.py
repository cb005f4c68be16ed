"""The image of a company: whose it is to show one, what is kept of it, and who sees it."""

import pytest

from tests.profile.pictures import png_of
from tests.profile.test_contacts import closed_rival
from tests.support.cast import NOW, Cast, again, by, enter
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import Actor, NotAllowed, UnknownAccount, branded_account
from tokenstock.accounts.models import Account
from tokenstock.audit.models import Record
from tokenstock.profile.models import BrandImage
from tokenstock.profile.selectors import brand_content
from tokenstock.profile.services import AccountClosed, remove_brand_image, set_brand_image

pytestmark = pytest.mark.usefixtures("db")


def show(account: Account, *, actor: Actor | None = None, width: int = 120) -> None:
    set_brand_image(actor=actor or by(account), account=account, data=png_of(width, 40), now=NOW)


def remove(account: Account, *, actor: Actor | None = None) -> None:
    remove_brand_image(actor=actor or by(account), account=account, now=NOW)


@pytest.mark.parametrize("who", ["vendor", "distributor", "customer", "rival"])
def test_nobody_else_shows_or_removes_it(who: str) -> None:
    cast = enter()
    show(cast.partner)
    other = by(getattr(cast, who))

    with refused(NotAllowed):
        show(cast.partner, actor=other, width=90)
    with refused(NotAllowed):
        remove(cast.partner, actor=other)


def test_a_customer_shows_none_and_neither_does_a_company_that_is_closed() -> None:
    cast = closed_rival()

    with refused(NotAllowed):
        show(cast.customer)
    with refused(AccountClosed):
        show(cast.rival)


def test_it_is_kept_under_its_digest_until_it_is_replaced_or_removed() -> None:
    cast = enter()
    show(cast.partner)
    first = again(cast.partner).brand_digest
    with unchanged():
        show(cast.partner)

    show(cast.partner, width=90)
    second = again(cast.partner).brand_digest

    assert first != second
    assert brand_content(account=cast.partner, digest=first) is None
    assert brand_content(account=cast.partner, digest=second) == bytes(BrandImage.objects.get().content)
    assert brand_content(account=cast.rival, digest=second) is None
    remove(cast.partner)
    with unchanged():
        remove(cast.partner)
    assert (again(cast.partner).brand_digest, BrandImage.objects.count()) == ("", 0)
    recorded = Record.objects.filter(action__startswith="brand.").order_by("id")
    assert [(record.action, record.detail["before"]) for record in recorded] == [
        ("brand.changed", ""),
        ("brand.changed", first),
        ("brand.removed", second),
    ]


def sees(cast: Cast, who: str) -> bool:
    try:
        return branded_account(by(getattr(cast, who)), cast.partner.uid) == cast.partner
    except UnknownAccount:
        return False


def test_it_is_seen_by_its_company_those_below_and_those_who_manage_it() -> None:
    cast = enter()

    seen = {who for who in ("vendor", "distributor", "partner", "customer", "rival", "stranger") if sees(cast, who)}

    assert seen == {"vendor", "distributor", "partner", "customer"}
