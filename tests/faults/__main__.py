"""Plant every fault, or those whose names hold a word given, and tell which test noticed it."""

import sys
import time

import click

from tests.faults.catalogue import FAULTS
from tests.faults.planting import Verdict, failing_without_a_fault, judge_all


def main() -> int:
    words = sys.argv[1:]
    faults = [fault for fault in FAULTS if all(word in fault.name for word in words)]
    started = time.monotonic()
    if failing := failing_without_a_fault(faults):
        click.echo(f"These tests fail without any fault:\n{failing}")
        return 1

    def tell(verdict: Verdict) -> None:
        click.echo(f"{'caught ' if verdict.caught else 'MISSED '} {verdict.fault.name}: {verdict.fault.test}")
        if not verdict.caught:
            click.echo(verdict.said)

    missed = [verdict for verdict in judge_all(faults, tell=tell) if not verdict.caught]
    click.echo(f"{len(faults) - len(missed)} of {len(faults)} faults caught in {time.monotonic() - started:.0f} s")
    return 1 if missed or not faults else 0


if __name__ == "__main__":
    sys.exit(main())
