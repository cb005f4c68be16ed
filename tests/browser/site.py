"""The program as it is served, for people with a browser."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.crash.service import Service
from tests.operations.servers import own_home
from tests.support.cast import NOW

MAKE_WORLD = """
import json, sys
import django
django.setup()
from tests.browser.world import make
sys.stdout.write(json.dumps(make()))
"""


@dataclass(frozen=True)
class Site:
    """Where it is served, and its companies' uids by name."""

    service: Service
    uids: dict[str, str]

    def path(self, name: str, rest: str = "") -> str:
        """The path of a company's page, or of something below it."""
        return f"/accounts/{self.uids[name]}/{rest}"

    def waiting_line(self) -> str:
        """The path where a line that waits is identified."""
        ((line,),) = self.service.ask("SELECT max(id) FROM desk_line WHERE order_id IS NULL")
        return f"/receive/{line}/"

    def orders(self, po_number: str) -> list[Any]:
        """Packs and whether deleted, of every order with this PO number."""
        return self.service.ask(
            f"SELECT packs, deleted_at IS NOT NULL FROM orders_order WHERE po_number = '{po_number}' ORDER BY id"
        )


@contextmanager
def serving() -> Iterator[Site]:
    """Serve the world, at ten in the morning of `NOW`; in the end `tokenstock verify` finds nothing."""
    ahead = int((NOW - datetime.now(NOW.tzinfo)).total_seconds())
    with own_home() as home, Service(home, log=home.parent / "serve.log", clock_offset=ahead) as service:
        service.wait_until_ready()
        settings = {"DJANGO_SETTINGS_MODULE": "tokenstock.config.settings"}
        made = service.run(sys.executable, "-c", MAKE_WORLD, **settings)
        yield Site(service, json.loads(made.stdout))
        service.run(sys.executable, "-m", "tokenstock", "verify")
