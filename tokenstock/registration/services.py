"""Claiming the first year of AirLink Complete for a device, and bringing its renewal to the partner of record."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import connection, transaction

from tokenstock.accounts.models import Account
from tokenstock.accounts.selectors import offer_class_of
from tokenstock.audit.services import record
from tokenstock.catalogue.selectors import SERVICE_PACK, product_by_sku
from tokenstock.kernel.errors import Refusal
from tokenstock.kernel.ids import is_imei, serial_key
from tokenstock.kernel.months import local_date
from tokenstock.registration.models import Claim
from tokenstock.stock import services as stock
from tokenstock.stock.services import Heading, Leg, Source

__all__ = [
    "SERIES",
    "AlreadyClaimed",
    "InvalidImei",
    "UnsupportedModel",
    "book_deferred",
    "bring_renewals",
    "claim_device",
]

RENEWALS = "renewals"
CHUNK = 1000
"""Renewals brought in one transaction."""


SERIES = ("LX", "ES", "GX", "RV", "MP")
"""The series whose devices are eligible, by how their model begins."""


@dataclass
class UnsupportedModel(Refusal):
    """The model is of none of the eligible series."""

    code: ClassVar[str] = "unsupported_model"
    model: str


@dataclass
class InvalidImei(Refusal):
    """The text is no IMEI."""

    code: ClassVar[str] = "invalid_imei"
    imei: str


@dataclass
class AlreadyClaimed(Refusal):
    """The device has earned its bonus before, whoever registered it."""

    code: ClassVar[str] = "already_claimed"
    serial: str


@transaction.atomic(durable=True)
def claim_device(*, account: Account, serial: str, model: str, actor: str, now: datetime, imei: str = "") -> Claim:
    """Register a device for AirLink Complete: one Service Pack of tokens for the account, once per serial for ever.

    In an account that does not consume the bonus waits until it is converted. A device without `imei` is one that has
    none. Locks the claim, then the stock.

    :raises InvalidImei: 15 digits of which the last checks the others are an IMEI.
    :raises UnsupportedModel: not an eligible device.
    :raises AlreadyClaimed: claimed before.
    :raises AccountClosed: the account is closed.
    """
    imei = imei.strip()
    if imei and not is_imei(imei):
        raise InvalidImei(imei)
    if not model.startswith(SERIES):
        raise UnsupportedModel(model)
    claim, is_new = Claim.objects.get_or_create(
        serial=serial_key(serial),
        defaults={
            "account": account,
            "model": model,
            "imei": imei,
            "tokens": product_by_sku(sku=SERVICE_PACK).tokens_per_pack,
            "claimed_at": now,
            "claimed_by": actor,
        },
    )
    if not is_new:
        raise AlreadyClaimed(claim.serial)
    record(at=now, actor=actor, action="device.claimed", subject=claim.serial, account_id=account.id, model=model)
    stock.lock(account_ids=[account.id])
    stock.refuse_closed(account_ids=[account.id])
    # Behind the lock, which a conversion takes as well: it either finds this claim or has been before it.
    if offer_class_of(account_id=account.id).consumes:
        _book(claim, actor, now)
    return claim


def book_deferred(*, account: Account, actor: str, now: datetime) -> int:
    """Book the bonuses that waited for the account to consume, in the running transaction; say how many."""
    claims = Claim.objects.select_for_update().filter(account=account, booked_at=None).order_by("id")
    for claim in claims:
        _book(claim, actor, now)
    return len(claims)


def _book(claim: Claim, actor: str, now: datetime) -> None:
    stock.post(
        document=stock.Document.BONUS,
        document_id=claim.id,
        revision=1,
        legs=(
            Leg(Source.BONUS, Heading.OUTSIDE, -claim.tokens),
            Leg(claim.account_id, Heading.BONUS, claim.tokens),
        ),
        actor=actor,
        reason="",
        now=now,
    )
    claim.booked_at = now
    claim.save(update_fields=["booked_at"])


def bring_renewals(*, now: datetime) -> int:
    """Bring the renewals that are due in 90, 30 and 7 days to the partners of record; say how many.

    Each stage of each claim once, to whoever is the partner now, with a line in the record that the outside is told
    from. One whose day was missed is brought on the next. Can be broken off anywhere and called again, also by two at
    once.
    """
    zone = settings.TOKENSTOCK_TIME_ZONE
    total = 0
    while True:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(
                "SELECT come, brought FROM registration_bring_renewals(%s, %s, %s, %s, %s)",
                [local_date(now, zone), now, zone, RENEWALS, CHUNK],
            )
            come, brought = cursor.fetchone()
        if not come:
            return total
        total += brought
