"""The companies that a crash run works with."""

from datetime import datetime

from tests.support import cast
from tokenstock.accounts.access import vendor
from tokenstock.accounts.models import AccountType, User

PASSWORD = "correct horse battery staple"
CUSTOMERS = 6


def make(stocks: list[int], now: datetime) -> list[dict[str, object]]:
    """Make partners with so many packs each, and customers with some systems; whom to sign in as."""
    made: list[dict[str, object]] = []
    for place, packs in enumerate(stocks):
        partner = cast.found(f"Partner{place} Company", AccountType.PARTNER, vendor(), now)
        cast.supply(partner, packs, now=now)
        user = User.objects.get(email=f"partner{place}@example.com")
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        customers = [
            cast.found(f"Customer{place}{number} Company", AccountType.CUSTOMER, partner, now)
            for number in range(CUSTOMERS)
        ]
        for systems, customer in enumerate(customers):
            cast.activate(customer, systems, now=now)
        made.append({"email": user.email, "uid": partner.uid, "customers": [customer.uid for customer in customers]})
    return made
