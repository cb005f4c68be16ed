"""The policies of a deployment, for one test."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest
from django.test import override_settings


class SetPolicies(Protocol):
    """Sets policies until the test and what looks at its database afterwards are through."""

    def __call__(self, *, peak_rule: str = ..., grace_days: int = ..., time_zone: str = ...) -> None: ...


@pytest.fixture(scope="class")
def policies() -> Iterator[SetPolicies]:
    """`policies(grace_days=7)`. Of a wider scope than a test, so that it outlives the check of the test's database."""
    with ExitStack() as until_the_end:

        def set_policies(**given: object) -> None:
            names = {f"TOKENSTOCK_{name.upper()}": value for name, value in given.items()}
            until_the_end.enter_context(override_settings(**names))

        yield set_policies
