"""What a device service reports, when, and what is known of a system then."""

from datetime import datetime, timedelta

from tests.support.cast import NOW
from tokenstock.devices.models import System
from tokenstock.devices.services import activate_system, deactivate_system
from tokenstock.metering.models import Activation

LATER = NOW + timedelta(hours=6)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def on(serial: str, at: datetime, now: datetime = LATER) -> None:
    activate_system(serial=serial, actor="device service", at=at, now=now)


def off(serial: str, at: datetime, now: datetime = LATER) -> None:
    deactivate_system(serial=serial, actor="device service", at=at, now=now)


def intervals(serial: str) -> list[tuple[datetime, datetime | None]]:
    system = System.objects.get(serial=serial)
    return list(Activation.objects.filter(system_id=system.id).order_by("from_at").values_list("from_at", "until_at"))


def state_of(serial: str) -> str:
    return System.objects.get(serial=serial).state
