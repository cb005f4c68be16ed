"""Composing a renewal: what covers these accounts until a month's end, and the purchase order that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tokenstock.forecast.renewal import Cover
from tokenstock.kernel.quantities import PACKS_MAX
from tokenstock.portal.forms.renewal import RenewalForm
from tokenstock.portal.pages.due import Due, due
from tokenstock.portal.sheets import Column, Kind, Sheet

if TYPE_CHECKING:
    from tokenstock.catalogue.models import Product

MAIL_MOST = 1_800
"""A longer address of a message is cut off by some programs; the text is to be copied then."""

CENT = Decimal("0.01")
ORDER = (
    *(Column(head) for head in ("po_number", "order_date", "uid", "company_name", "admin_email", "sku", "product")),
    *(Column(head, Kind.WHOLE) for head in ("packs", "tokens")),
)
"""The heads are for programs and so the same in every language."""


@dataclass(frozen=True)
class Line:
    """One account: what it has, what it lacks, and the packs that bring that."""

    uid: str
    name: str
    email: str
    applicable: bool
    provisional: bool
    stock: int
    expected: int
    rate: int
    short: int
    packs: int
    tokens: int
    before: Due
    after: Due
    order_url: str = ""


@dataclass(frozen=True)
class Renewal:
    """The page. `several`: more than one account. `order_text` is the purchase order; empty where nothing is needed."""

    title: str
    several: bool
    own: bool
    form: RenewalForm
    uids: tuple[str, ...]
    action: str
    back_url: str
    until: date
    lines: tuple[Line, ...]
    product: "Product"
    total: Decimal
    net: Decimal
    order_text: str
    mail_url: str
    csv_url: str
    stock: int | None = None
    refusal: str = ""

    @property
    def packs(self) -> int:
        """All packs together."""
        return sum(line.packs for line in self.lines)

    @property
    def tokens(self) -> int:
        """All tokens together."""
        return sum(line.tokens for line in self.lines)

    @property
    def only(self) -> Line:
        """The line, where there is one account."""
        return self.lines[0]

    @property
    def discounted(self) -> bool:
        """Whether a discount is taken off."""
        return self.net != self.total


@dataclass(frozen=True)
class Setting:
    """Where the page stands. `stock` is that of the seller who may order right here; None where nobody may."""

    own: bool
    several: bool
    action: str
    back_url: str
    today: date
    stock: int | None


def renewal(
    *, setting: Setting, form: RenewalForm, found: Sequence[Cover], emails: Mapping[int, Sequence[str]]
) -> Renewal:
    """The page from what was planned. `emails` holds the Admins' addresses, by account."""
    product, aim = form.product, form.aim()
    lines = tuple(_line(cover, emails, setting, product) for cover in found)
    total = product.list_price * sum(line.packs for line in lines)
    net = (total * (100 - form.discount_given) / 100).quantize(CENT, ROUND_HALF_UP)
    po_number = form.given().get("po_number", "")
    text = _order_text(lines, product, po_number, setting.today)
    uids = tuple(line.uid for line in lines) if setting.several else ()
    query = urlencode([*form.in_address().items(), *(("uid", uid) for uid in uids), ("as", "csv")])
    return Renewal(
        title=_("Compose renewal"),
        several=setting.several,
        own=setting.own,
        form=form,
        uids=uids,
        action=setting.action,
        back_url=setting.back_url,
        until=aim.until.last_day,
        lines=lines,
        product=product,
        total=total.quantize(CENT),
        net=net,
        order_text=text,
        mail_url=_mail_url(text, po_number),
        csv_url=f"?{query}",
        stock=setting.stock,
    )


def order_sheet(page: Renewal, today: date) -> Sheet:
    """The purchase order as a spreadsheet: a line for each account that needs packs."""
    po_number = page.form.given().get("po_number", "")
    product = page.product
    rows = [
        (po_number, today, line.uid, line.name, line.email, product.sku, product.name, line.packs, line.tokens)
        for line in page.lines
        if line.packs
    ]
    return Sheet(f"purchase-order-{po_number}", _("Purchase order"), ORDER, rows)


def _line(cover: Cover, emails: Mapping[int, Sequence[str]], setting: Setting, product: "Product") -> Line:
    standing = cover.standing
    found = emails.get(standing.account_id, ())
    orders = setting.stock is not None and 0 < cover.packs <= PACKS_MAX and cover.tokens <= setting.stock
    query = urlencode({"packs": cover.packs, "sku": product.sku})
    return Line(
        uid=standing.account.uid,
        name=standing.account.name,
        email=found[0] if found else "",
        applicable=cover.applicable,
        provisional=cover.provisional,
        stock=standing.stock,
        expected=standing.expected,
        rate=cover.rate,
        short=cover.short,
        packs=cover.packs,
        tokens=cover.tokens,
        before=due(cover.before.run_out, consumes=cover.applicable, today=setting.today),
        after=due(cover.after.run_out, consumes=cover.applicable, today=setting.today),
        order_url=f"{reverse('portal:place_order', args=[standing.account.uid])}?{query}" if orders else "",
    )


def _order_text(lines: Sequence[Line], product: "Product", po_number: str, today: date) -> str:
    wanted = [line for line in lines if line.packs]
    if not wanted:
        return ""
    blank = _("(to be filled in)")
    words = [
        _("Purchase order"),
        "",
        _("PO number: %(number)s") % {"number": po_number or blank},
        _("Order date: %(day)s") % {"day": today.isoformat()},
        _("Product: %(sku)s %(name)s") % {"sku": product.sku, "name": product.name},
    ]
    for number, line in enumerate(wanted, start=1):
        words += [
            "",
            _("Line %(number)s") % {"number": number},
            _("Customer uid: %(uid)s") % {"uid": line.uid},
            _("Company name: %(name)s") % {"name": line.name},
            _("Company Admin e-mail: %(email)s") % {"email": line.email or blank},
            _("Service Packs: %(packs)s") % {"packs": line.packs},
        ]
    if len(wanted) > 1:
        words += ["", _("Service Packs in all: %(packs)s") % {"packs": sum(line.packs for line in wanted)}]
    return "\n".join(words) + "\n"


def _mail_url(text: str, po_number: str) -> str:
    subject = _("Purchase order %(number)s") % {"number": po_number}
    address = f"mailto:?subject={quote(subject.strip())}&body={quote(text)}"
    return address if text and len(address) <= MAIL_MOST else ""
