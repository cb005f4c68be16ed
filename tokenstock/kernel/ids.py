"""Names that the outside uses: account uids, serial numbers and IMEIs."""

import re
import secrets

_UID = re.compile(r"[0-9a-f]{32}")
_IMEI = re.compile(r"[0-9]{15}", re.ASCII)


def new_uid() -> str:
    """A fresh account uid: 32 hexadecimal digits from the system's random source."""
    return secrets.token_hex(16)


def is_uid(text: str) -> bool:
    """Whether `text` has the form of an account uid."""
    return _UID.fullmatch(text) is not None


def serial_key(serial: str) -> str:
    """`serial` as it is compared: labels and people differ in case and outer white space."""
    return serial.strip().upper()


def is_imei(text: str) -> bool:
    """Whether `text` is an IMEI: 15 digits, the last of which checks the others."""
    if not _IMEI.fullmatch(text):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(text)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def name_key(name: str) -> str:
    """A company name as it is compared: ignoring case and outer white space."""
    return name.strip().casefold()
