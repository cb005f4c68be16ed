"""What a planted fault is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """In this file of the package, these words, which stand there once, become others."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, and which test has to fail."""

    name: str
    changes: tuple[Change, ...]
    test: str


def fault(name: str, file: str, old: str, new: str, test: str, *more: Change) -> Fault:
    """A fault in one place, or with `more` in several at once."""
    return Fault(name, (Change(file, old, new), *more), test)
