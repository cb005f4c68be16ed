"""What happens in the sample year on particular days, and how it must have turned out."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sample_companies import COMPANIES

if TYPE_CHECKING:
    from make_sample_year import SampleYear


def first_stocks(year: "SampleYear") -> None:
    year.purchase("nordlicht", (150, None))
    year.purchase("rivegauche", (60, None))
    year.sell("nordlicht", "harbourline", 50)


def buys(key: str, packs: int, fleet: int = 0) -> Callable[["SampleYear"], None]:
    """One of those who buy only what is written here; with its first order the fleet is activated."""

    def happen(year: "SampleYear") -> None:
        year.buy(COMPANIES[key], packs)
        if fleet:
            year.add_systems(COMPANIES[key], fleet)

    return happen


def both(*parts: Callable[["SampleYear"], None]) -> Callable[["SampleYear"], None]:
    def happen(year: "SampleYear") -> None:
        for part in parts:
            part(year)

    return happen


def order_corrected(year: "SampleYear") -> None:
    """The vendor typed 20 packs where the purchase order said 24."""
    company = COMPANIES["three-rivers"]
    result = year.purchase("baywater", (20, {"uid": company.uid, "admin_email": company.email}))
    year.say(
        "order.amend",
        by="vendor",
        ref=result["lines"][0]["ref"],
        packs=24,
        note="24 packs on the original purchase order",
    )


def wrong_customer(year: "SampleYear") -> None:
    """An order entered for the fire brigade was the town's; deleted and entered again."""
    ref = year.sell("rivegauche", "val-argent", 5)
    year.say("order.delete", by=COMPANIES["rivegauche"].uid, ref=ref)
    year.sell("rivegauche", "saint-aurelien", 5)


def note(by: str, key: str, tokens: int, reason: str) -> Callable[["SampleYear"], None]:
    def happen(year: "SampleYear") -> None:
        uid = by if by == "vendor" else COMPANIES[by].uid
        year.say("stock.adjust", by=uid, account=COMPANIES[key].uid, tokens=tokens, reason=reason)

    return happen


def sixty_instead_of_six(year: "SampleYear") -> None:
    """A wholesale order with a nought too many, of which more than the six packs is sold on at once."""
    year.purchase("rivegauche", (60, None), po_number="RI-2026-CDE-118")
    kept = (60 - 6) * 12 - 30
    packs = (year.account("rivegauche").stock - kept) // 12
    year.sell("rivegauche", "vallee-blanche", packs)


def sixty_made_six(year: "SampleYear") -> None:
    ref = f"{COMPANIES['rivegauche'].uid}/RI-2026-CDE-118/10"
    year.say(
        "order.amend", by="vendor", ref=ref, packs=6, force=True,
        reason="The purchase order says 6 packs, 60 were entered; agreed with the partner",
    )  # fmt: skip
    assert year.account("rivegauche").stock < 0


def trial_begins(key: str, systems: int, claims: float) -> Callable[["SampleYear"], None]:
    return lambda year: year.add_systems(COMPANIES[key], systems, claims)


def trial_converted(year: "SampleYear") -> None:
    company = COMPANIES["hanbit"]
    year.say("account.convert", account=company.uid, offer_class="commercial")
    year.sell("harbourline", "hanbit", 6)
    year.add_systems(company, 4, claims=1.0)


def new_partner_of_record(year: "SampleYear") -> None:
    year.say("account.move", account=COMPANIES["noorderduin"].uid, parent=COMPANIES["harbourline"].uid)
    year.parents["noorderduin"] = "harbourline"
    year.sell("harbourline", "noorderduin", 6)


def hold(year: "SampleYear") -> None:
    year.say(
        "account.suspend", account=COMPANIES["wetherfell"].uid, reason="Invoice 2026-0417 unpaid since June; see ticket"
    )


def hold_until_paid(year: "SampleYear") -> None:
    year.say("account.suspend", account=COMPANIES["ironwood-mining"].uid, reason="Invoice 2026-0093 unpaid")


def resumed(year: "SampleYear") -> None:
    year.say("account.resume", account=COMPANIES["ironwood-mining"].uid, reason="Paid on 21 April")


def unclear_purchase_order(year: "SampleYear") -> None:
    """One line names a company that does not exist quite so, the other one is clear; later the whole comes again."""
    tidewater, ironwood = COMPANIES["tidewater-port"], COMPANIES["ironwood-mining"]
    unclear = {"name": "Tidewater Port Operation Co.", "admin_email": tidewater.email}
    year.purchase("baywater", (12, unclear), (4, {"uid": ironwood.uid}), po_number="BW-NOV-7731")


def sent_again(year: "SampleYear") -> None:
    before = next(event for event in year.events if event.get("po_number") == "BW-NOV-7731")
    again = {key: value for key, value in before.items() if key not in ("at", "do")}
    result = year.say("purchase_order.receive", **again)
    assert [line["repeated"] for line in result["lines"]] == [True, True]


SCRIPT: dict[date, Callable[["SampleYear"], Any]] = {
    date(2025, 10, 2): first_stocks,
    date(2025, 10, 6): buys("pinyon-power", 8, fleet=9),
    date(2025, 10, 7): buys("etoile", 5, fleet=6),
    date(2025, 10, 8): buys("lakeshore-bus", 10, fleet=14),
    date(2025, 10, 9): buys("sundial-solar", 7, fleet=7),
    date(2025, 11, 13): order_corrected,
    date(2025, 12, 9): wrong_customer,
    date(2026, 1, 20): note(
        "rivegauche", "littoral", 6, "Credit note 2026-011: two systems were counted twice in December"
    ),
    date(2026, 2, 3): note("vendor", "meridian", 24, "Complimentary, after the outage of 28 January"),
    date(2026, 2, 17): note("harbourline", "skargard", -12, "Debit note: one Service Pack too many in November"),
    date(2026, 3, 10): sixty_instead_of_six,
    date(2026, 3, 18): sixty_made_six,
    date(2026, 3, 25): lambda year: year.purchase("rivegauche", (40, None)),
    date(2026, 4, 8): hold_until_paid,
    date(2026, 4, 14): trial_begins("hanbit", 6, claims=0.6),
    date(2026, 4, 22): resumed,
    date(2026, 5, 4): both(buys("lakeshore-bus", 6), buys("etoile", 3)),
    date(2026, 5, 11): trial_converted,
    date(2026, 5, 20): buys("pinyon-power", 3),
    date(2026, 6, 9): lambda year: year.purchase("baywater", (10, None)),
    date(2026, 7, 6): new_partner_of_record,
    date(2026, 8, 19): note("vendor", "orbital", 10, "Complimentary, for the help with the pilot of the new firmware"),
    date(2026, 9, 14): hold,
    date(2026, 10, 5): trial_begins("kestrelmoor", 18, claims=0.0),
    date(2026, 10, 28): trial_begins("copperline", 5, claims=0.5),
    date(2026, 11, 5): unclear_purchase_order,
    date(2026, 11, 9): sent_again,
    date(2026, 11, 12): note("baywater", "quail-fire", 3, "Credit note: a system activated by mistake in October"),
}


def check(state: dict[str, Any]) -> None:
    """The figures the sample year is meant to show."""

    def figures(key: str, *names: str) -> tuple[Any, ...]:
        account = state["accounts"][COMPANIES[key].uid]
        return tuple(account[name] for name in names)

    assert state["ledger"]["sum"] == 0
    assert figures("sundial-solar", "status", "stock", "run_out") == ("suspended", -7, "now")
    assert figures("lakeshore-bus", "stock", "run_out", "suspension_expected") == (10, "2026-11-30", "2026-11-30")
    assert figures("pinyon-power", "stock", "run_out") == (15, "2026-12-31")
    assert figures("etoile", "stock", "run_out", "suspension_expected") == (18, "2027-01-31", "2027-02-28")
    assert figures("wetherfell", "status") == ("suspended",)
    assert figures("copperline", "offer_class", "registered", "peak") == ("free_tier", 5, 0)
    assert figures("kestrelmoor", "offer_class", "activated", "stock") == ("transition", 18, 0)
    assert figures("hanbit", "offer_class", "status") == ("commercial", "active")
    assert figures("noorderduin", "parent") == (COMPANIES["harbourline"].uid,)
    suspended = [account["name"] for account in state["accounts"].values() if account["status"] == "suspended"]
    assert len(suspended) == 2, suspended
    others = set(COMPANIES) - {"sundial-solar", "lakeshore-bus", "pinyon-power", "etoile", "wetherfell"}
    soon = [key for key in others if (figures(key, "run_out")[0] or "9") < "2027-02-01"]
    assert not soon, soon
