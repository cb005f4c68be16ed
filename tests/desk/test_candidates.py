"""Which subaccounts a waiting line may have meant: proposed by likeness, decided by a person."""

import pytest
from django.db import connection

from tests.support.cast import NOW, Cast, by, enter, found, receive
from tokenstock.accounts.models import Account, AccountType, Membership
from tokenstock.accounts.services import add_member
from tokenstock.desk.models import PurchaseOrderLine
from tokenstock.desk.selectors import Candidate, candidates, candidates_for
from tokenstock.desk.services import EndCustomer
from tokenstock.lifecycle.services import close_account

pytestmark = pytest.mark.usefixtures("db")


def line(cast: Cast, who: str = "partner", **given: str) -> PurchaseOrderLine:
    buyer: Account = getattr(cast, who)
    (result,) = receive(buyer, (1, EndCustomer(**given)))
    assert result.kind == "needs_identification"
    return PurchaseOrderLine.objects.get(ref=result.ref)


def names(cast: Cast, **given: str) -> list[str]:
    return [candidate.name for candidate in candidates(line=line(cast, "partner", **given))]


@pytest.mark.parametrize(
    "written", ["Cargo Line", "Kargo Lines", "cargo-lines", "Cargo Lines GmbH", "Lines Cargo", "CARGO", "Crago Lines"]
)
def test_a_name_that_is_nearly_right_is_found(written: str) -> None:
    cast = enter()

    assert names(cast, name=written, admin_email="x@example.com") == ["Cargo Lines"]


@pytest.mark.parametrize("written", ["Zebra Zoo", "Carnival", "C", "!?", ".*", ""])
def test_what_is_like_nothing_has_no_candidates(written: str) -> None:
    cast = enter()

    assert names(cast, name=written, admin_email="x@example.com") == []


def test_the_address_of_an_admin_points_to_its_company() -> None:
    cast = enter()
    add_member(account=cast.sister, email="user@example.com", role=Membership.Role.USER)

    assert names(cast, name="Nobody", admin_email=" Coast@Example.com ") == ["Coast Guard"]
    assert names(cast, name="Nobody", admin_email="user@example.com") == []


def test_a_uid_that_begins_alike_is_found() -> None:
    cast = enter()
    mistyped = cast.customer.uid[:10] + "f" * 22

    assert names(cast, uid=mistyped) == ["Cargo Lines"]
    assert names(cast, uid="f" + cast.customer.uid[1:]) == []


def test_a_candidate_says_who_it_is_whose_and_what_speaks_for_it() -> None:
    cast = enter()

    found_ones = candidates(line=line(cast, name="Cargo Line", admin_email="cargo@example.com"))

    assert found_ones == [Candidate(cast.customer.uid, "Cargo Lines", "Prisma Partners", ("email", "name"))]


def test_the_likeliest_comes_first_and_there_are_five_at_most() -> None:
    cast = enter()
    for number in range(1, 7):
        found(f"Cargo Lines {number}", AccountType.CUSTOMER, cast.partner)
    found("Quite Another", AccountType.CUSTOMER, cast.partner)

    proposed = names(cast, name="cargo lines 4", admin_email="quite@example.com")

    assert len(proposed) == 5
    assert proposed[0] == "Cargo Lines 4"
    assert "Quite Another" in proposed


def test_nobody_elses_customers_are_proposed() -> None:
    cast = enter()

    assert names(cast, name="Stranger Rail", admin_email="stranger@example.com") == []
    assert names(cast, uid=cast.stranger.uid, name="Stranger Rial") == []
    foreign = line(cast, "rival", name="Cargo Lines", admin_email="cargo@example.com")
    assert candidates(line=foreign) == []


def test_a_closed_account_is_not_proposed() -> None:
    cast = enter()
    close_account(actor=by(cast.vendor), account=cast.customer, reason="x", now=NOW)

    assert names(cast, name="Cargo Line", admin_email="cargo@example.com") == []


def test_the_candidates_of_many_lines_are_one_question() -> None:
    cast = enter()
    lines = [line(cast, name="Cargo Line"), line(cast, "rival", name="Stranger Rial"), line(cast, name="Zebra")]
    queries: list[str] = []

    def count(execute: object, sql: str, parameters: object, many: bool, context: object) -> object:
        queries.append(sql)
        return execute(sql, parameters, many, context)  # type: ignore[operator]

    with connection.execute_wrapper(count):
        proposed = candidates_for(lines=lines)

    assert len(queries) == 1
    assert [[one.name for one in proposed[each.id]] for each in lines] == [["Cargo Lines"], ["Stranger Rail"], []]
    assert candidates_for(lines=[]) == {}
