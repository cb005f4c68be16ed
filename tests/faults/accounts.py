"""Faults in what becomes of accounts, their systems and claims, and of purchase order lines that wait."""

from tests.faults.kinds import Change, fault

ACCOUNTS = (
    # Systems, claims and accounts
    fault(
        "a device can be claimed twice at once",
        "registration/migrations/0001_initial.py",
        '("serial", models.CharField(max_length=60, unique=True))',
        '("serial", models.CharField(max_length=60))',
        "concurrency/test_month_end.py::test_a_device_earns_its_bonus_once",
    ),
    fault(
        "a bonus is booked in an account that does not consume",
        "registration/services.py",
        "if offer_class_of(account_id=account.id).consumes:",
        "if offer_class_of(account_id=account.id):",
        "registration/test_claims.py::test_in_an_account_that_does_not_consume_the_bonus_waits_for_the_conversion",
    ),
    fault(
        "a conversion does not lock the stock",
        "lifecycle/services.py",
        "    stock.lock(account_ids=[account.id])\n    account = locked(account_ids=[account.id])[account.id]\n",
        "    account = locked(account_ids=[account.id])[account.id]\n",
        "concurrency/test_standings.py::test_a_bonus_claimed_during_a_conversion_is_booked",
    ),
    fault(
        "the limit of systems is one too high",
        "devices/services.py",
        "standing.registered >= limit:",
        "standing.registered > limit:",
        "devices/test_systems.py::test_the_system_above_the_limit_is_refused_with_the_limit",
    ),
    fault(
        "a suspended account activates",
        "devices/services.py",
        "    stock.require_active(account_id=system.account_id)\n",
        "",
        "devices/test_systems.py::test_while_suspended_nothing_is_registered_or_activated_but_systems_stay",
    ),
    fault(
        "a suspended account activates several at once",
        "devices/switching.py",
        "stock.require_active if way is ON else stock.require_open",
        "stock.require_open",
        "devices/test_switching.py::test_while_suspended_systems_go_off_but_not_on",
    ),
    fault(
        "somebody else's systems are switched",
        "devices/switching.py",
        "in_use.filter(account=account, serial__in=serials)",
        "in_use.filter(serial__in=serials)",
        "devices/test_switching.py::test_a_system_of_another_account_or_a_retired_one_is_unknown",
    ),
    fault(
        "a partner that lost the customer switches its systems",
        "devices/switching.py",
        "if not _may_switch(actor, account.id, standing.partner_id):",
        "if not _may_switch(actor, account.id, account.parent_id):",
        "devices/test_switching.py::test_a_partner_that_has_lost_the_customer_meanwhile_may_not",
    ),
    fault(
        "systems are switched without locking them",
        "devices/switching.py",
        "System.objects.select_for_update(no_key=True).exclude",
        "System.objects.exclude",
        "concurrency/test_switching.py::test_of_two_who_activate_the_same_systems_one_does_and_the_other_is_told",
    ),
    fault(
        "a renewal orders one pack too few",
        "forecast/renewal.py",
        "return -(-short // aim.tokens_per_pack)",
        "return short // aim.tokens_per_pack",
        "forecast/test_renewal.py"
        "::test_exactly_these_packs_bring_the_suspension_behind_the_month_and_one_fewer_does_not",
    ),
    fault(
        "names are compared as they are written",
        "kernel/ids.py",
        "return name.strip().casefold()",
        "return name",
        "accounts/test_companies.py::test_a_company_name_is_taken_once_ignoring_case_and_outer_white_space",
    ),
    fault(
        "a foreign account can be reached",
        "accounts/access.py",
        "accounts = accounts.filter(parent_id=actor.account_id)",
        "accounts = accounts.exclude(parent_id=None)",
        "accounts/test_access.py::test_direct_subaccounts_are_managed_and_nobody_elses",
    ),
    # Closing, late reports, renewals, lines that wait
    fault(
        "an account is closed with tokens that nobody froze",
        "lifecycle/closing.py",
        "if left and not freeze:",
        "if left < 0 and not freeze:",
        "lifecycle/test_closing.py::test_closing_with_stock_left_is_refused_and_says_what_is_held_and_what_is_due",
    ),
    fault(
        "a closing looks before it locks",
        "lifecycle/closing.py",
        "    stock.lock(account_ids=[account.id])\n",
        "",
        "concurrency/test_closing.py::test_an_account_into_which_tokens_just_come_is_not_closed",
        Change(
            "stock/services.py",
            "Standing.objects.select_for_update(no_key=True).get(account_id=account_id).month",
            "Standing.objects.get(account_id=account_id).month",
        ),
    ),
    fault(
        "tokens come into a closed account",
        "orders/effects.py",
        "            if standing.closed:",
        "            if standing.closed and standing.consumes:",
        "lifecycle/test_closed_accounts.py::test_a_closed_account_takes_nothing_more",
    ),
    fault(
        "a partner can be closed above a customer that is just created",
        "lifecycle/services.py",
        "_refuse_closed(locked(account_ids=[parent.id])[parent.id])",
        "_refuse_closed(parent)",
        "concurrency/test_closing.py::test_a_partner_that_just_gets_a_customer_is_not_closed",
    ),
    fault(
        "a late report changes a month that is closed",
        "devices/_late.py",
        "metering.begin_activation(account_id=system.account_id, system_id=system.id, at=max(at, opened))",
        "metering.begin_activation(account_id=system.account_id, system_id=system.id, at=at)",
        "devices/test_late_reports_of_closed_months.py"
        "::test_what_is_activated_since_a_closed_month_counts_from_the_first_instant_of_the_open_one",
    ),
    fault(
        "a late report does not wait for the month end",
        "stock/services.py",
        "Standing.objects.select_for_update(no_key=True).get(account_id=account_id)\n    if standing.closed:",
        "Standing.objects.get(account_id=account_id)\n    if standing.closed:",
        "concurrency/test_month_end.py::test_a_report_that_the_month_end_overtakes_is_kept",
    ),
    fault(
        "a late deactivation takes nothing off",
        "metering/migrations/0003_late_reports.sql",
        "SELECT id, system_id, begins, least(ends, changes) FROM known",
        "SELECT id, system_id, begins, ends FROM known",
        "metering/test_supposed_peaks.py::test_a_report_is_supposed_to_do_what_it_would_have_done",
    ),
    fault(
        "the seventh day ahead is the sixth",
        "registration/migrations/0003_renewals.sql",
        "y.due_on - p_today <= 7",
        "y.due_on - p_today < 7",
        "registration/test_renewals.py::test_each_stage_is_brought_once_on_its_day",
    ),
    fault(
        "a line can be assigned to a second customer unheard",
        "desk/identifying.py",
        "(order.via_id is not None and order.buyer_id == account.id)",
        "order.via_id is not None",
        "desk/test_identifying.py::test_another_answer_is_a_conflict",
    ),
    fault(
        "everybody's customers are proposed",
        "desk/_candidates.py",
        "WHERE s.parent_id = w.buyer_id AND s.closed_at IS NULL",
        "WHERE s.closed_at IS NULL",
        "desk/test_candidates.py::test_nobody_elses_customers_are_proposed",
    ),
)
