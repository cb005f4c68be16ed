"""Faults that a hurried person could make, each with the one test that has to notice it."""

from tests.faults.accounts import ACCOUNTS
from tests.faults.kinds import Change, Fault, fault
from tests.faults.showing import SHOWING

__all__ = ["FAULTS", "Change", "Fault"]

POSTING = "ledger/migrations/0002_posting.sql"
DOOR = "stock/migrations/0002_door.sql"
FORECAST = "stock/migrations/0001_forecast.sql"
PEAKS = "metering/migrations/0002_peaks.sql"
LEGS = "orders/_legs.py"

FAULTS = (
    # The ledger
    fault(
        "the lock of the stocks is dropped",
        POSTING,
        "a.balance IS NOT NULL ORDER BY a.id DESC FOR NO KEY UPDATE\n$$;",
        "a.balance IS NOT NULL ORDER BY a.id DESC\n$$;",
        "concurrency/test_orders.py::test_the_last_tokens_are_sold_once",
    ),
    fault(
        "the floor follows every posting down",
        POSTING,
        "ELSE least(0, greatest(floor, balance)) END",
        "ELSE least(0, balance) END",
        "ledger/test_posting.py::test_a_stock_with_a_floor_does_not_fall_below_it",
    ),
    fault(
        "a forced posting pins the floor where it ends",
        POSTING,
        "ELSE least(0, greatest(floor, balance)) END",
        "ELSE floor END",
        "ledger/test_posting.py::test_a_lowered_floor_follows_the_balance_up_and_never_above_zero",
    ),
    fault(
        "a closed month takes a posting between two",
        POSTING,
        "period := greatest(p_period, younger_opened, older_opened);",
        "period := p_period;",
        "ledger/test_posting.py::test_a_closed_month_takes_no_posting_whoever_asks_for_it",
    ),
    fault(
        "two legs need not balance",
        POSTING,
        "IF p_amounts[1] + p_amounts[2] <> 0 THEN",
        "IF p_amounts[1] + p_amounts[2] IS NULL THEN",
        "ledger/test_posting.py::test_legs_that_do_not_balance_are_refused",
    ),
    fault(
        "a set takes its debits before its credits",
        POSTING,
        "PARTITION BY l.account_id ORDER BY l.amount < 0, l.leg",
        "PARTITION BY l.account_id ORDER BY l.amount > 0, l.leg",
        "ledger/test_posting.py::test_reversal_and_new_transaction_pass_through_no_balance_below_their_result",
    ),
    fault(
        "entries can be deleted",
        "audit/migrations/0001_guards.sql",
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON",
        "CREATE TRIGGER append_only BEFORE UPDATE ON",
        "ledger/test_guards.py::test_nobody_changes_or_removes_what_was_posted_not_even_the_owner",
    ),
    # Orders and adjustments
    fault(
        "the seller's stock is not looked at",
        "orders/placing.py",
        "if seller is not None and locked[seller.id].balance < order.tokens:",
        "if seller is None and order.tokens < 0:",
        "orders/test_placing.py::test_more_than_the_seller_has_is_refused_with_available_needed_and_short",
    ),
    fault(
        "the last token cannot be spent",
        "orders/placing.py",
        "locked[seller.id].balance < order.tokens:",
        "locked[seller.id].balance <= order.tokens:",
        "orders/test_placing.py::test_the_last_token_can_be_spent",
    ),
    fault(
        "a repetition is not detected",
        "orders/placing.py",
        "    if not is_new:\n        if order.asked != asked:",
        "    if not is_new:\n        if order.asked is not asked:",
        "orders/test_placing.py::test_the_same_request_sent_twice_moves_tokens_once",
    ),
    fault(
        "other content under the same reference is taken for a repetition",
        "orders/placing.py",
        "    if not is_new:\n        if order.asked != asked:",
        "    if not is_new:\n        if not order.asked:",
        "orders/test_placing.py::test_the_same_reference_with_other_content_is_a_conflict",
    ),
    fault(
        "a refused order stays behind",
        "orders/placing.py",
        "@transaction.atomic(durable=True)\ndef place_order(",
        "def place_order(",
        "orders/test_placing.py::test_more_than_the_seller_has_is_refused_with_available_needed_and_short",
    ),
    fault(
        "a preview is carried out",
        "orders/placing.py",
        "        transaction.set_rollback(True)\n    if placed.effect is None:",
        "    if placed.effect is None:",
        "orders/test_placing.py::test_preview_and_result_say_the_same_and_a_preview_writes_nothing",
    ),
    fault(
        "a delegated order leaves out the partner",
        LEGS,
        "        Leg(order.via_id, Heading.PASSED_IN, tokens),\n"
        "        Leg(order.via_id, Heading.PASSED_OUT, -tokens),\n",
        "",
        "stock/test_statements.py::test_a_delegated_order_passes_through_the_partner_without_touching_its_stock",
    ),
    fault(
        "the signs of an adjustment are swapped",
        LEGS,
        "Leg(Source.COMPLIMENTARY, Heading.OUTSIDE, -adjustment.tokens)",
        "Leg(Source.COMPLIMENTARY, Heading.OUTSIDE, adjustment.tokens)",
        "orders/test_adjusting.py::test_the_vendor_credits_from_its_complimentary_source_and_debits_back_to_it",
        Change(
            LEGS,
            "return (counter, Leg(adjustment.account_id, Heading.ADJUSTED, adjustment.tokens))",
            "return (counter, Leg(adjustment.account_id, Heading.ADJUSTED, -adjustment.tokens))",
        ),
    ),
    fault(
        "the key of an adjustment is not scoped",
        "orders/adjusting.py",
        '{"request_key": request_key, "counterparty_id": columns.pop("counterparty_id")}',
        '{"request_key": request_key}',
        "orders/test_adjusting.py::test_a_key_belongs_to_the_company_that_uses_it",
    ),
    fault(
        "a partner takes back a token too many",
        "orders/adjusting.py",
        "elif note.tokens < 0 and stock_after < 0:",
        "elif note.tokens < 0 and stock_after < -1:",
        "orders/test_adjusting.py::test_a_partner_takes_back_what_is_held_to_the_last_token_and_no_more",
    ),
    fault(
        "a reversal is not negated",
        "stock/services.py",
        "Leg(leg.account_id, leg.heading, -leg.amount)",
        "Leg(leg.account_id, leg.heading, leg.amount)",
        "orders/test_amending.py::test_only_the_difference_moves_and_only_it_is_needed",
    ),
    fault(
        "an edit at the boundary still counts for the month that ends there",
        "orders/amending.py",
        "if now >= editable_until(order):",
        "if now > editable_until(order):",
        "orders/test_amending.py::test_the_last_instant_of_the_month_is_in_time_and_the_next_is_not",
    ),
    fault(
        "a former partner goes on changing its orders",
        "orders/rights.py",
        "return actor.account_id == order.seller_id == order.buyer.parent_id",
        "return actor.account_id == order.seller_id",
        "orders/test_amending.py::test_the_former_partner_no_longer_changes_its_orders_to_an_account_that_was_moved",
        Change(
            "orders/amending.py",
            "if order.seller_id is not None and partner_id_of(account_id=order.buyer_id) != order.seller_id:",
            "if order.seller_id is not None and order.seller_id != order.seller_id:",
        ),
    ),
    fault(
        "the partner of record is not looked at behind the lock",
        "orders/placing.py",
        "partner_id_of(account_id=buyer.id) != partner.id",
        "buyer.parent_id != partner.id",
        "concurrency/test_standings.py::test_the_former_partner_does_not_sell_after_a_move",
    ),
    fault(
        "a customer goes below zero unconfirmed",
        "orders/amending.py",
        "if not insistence.confirm_negative:",
        "if buyer.is_reseller:",
        "orders/test_insisting.py::test_an_edit_that_leaves_a_customer_below_zero_is_confirmed_and_suspends",
    ),
    fault(
        "force needs no reason",
        "orders/amending.py",
        "insistence.force and insistence.reason.strip()",
        "insistence.force",
        "orders/test_insisting.py::test_a_reseller_that_has_passed_the_tokens_on_is_not_taken_below_zero",
    ),
    fault(
        "the e-mail of an end customer is not compared",
        "desk/identification.py",
        "    if not end_customer.admin_email:\n        return True\n",
        "    if account.uid:\n        return True\n",
        "desk/test_purchase_orders.py::test_anything_else_waits_with_its_reason_and_moves_nothing",
    ),
    # Standing, peaks and forecast
    fault(
        "suspended at zero",
        DOOR,
        "lapsed = s.consumes AND l.balance < 0 AND",
        "lapsed = s.consumes AND l.balance <= 0 AND",
        "stock/test_judging.py::test_below_zero_is_suspended_and_zero_is_not",
    ),
    fault(
        "grace ends an instant late",
        DOOR,
        "coalesce(s.short_since, p_at) + p_grace <= p_at",
        "coalesce(s.short_since, p_at) + p_grace + interval '1 microsecond' <= p_at",
        "stock/test_judging.py::test_the_days_of_grace_are_over_for_whoever_looks_at_their_very_end",
    ),
    fault(
        "every debit begins the days of grace anew",
        DOOR,
        "l.balance < 0 THEN coalesce(s.short_since, p_at) END",
        "l.balance < 0 THEN p_at END",
        "stock/test_judging.py::test_a_further_debit_does_not_begin_the_days_of_grace_anew",
    ),
    fault(
        "a bonus stands under another heading",
        DOOR,
        "coalesce(sum(e.amount) FILTER (WHERE e.heading = 6), 0)",
        "coalesce(sum(e.amount) FILTER (WHERE e.heading = 4), 0)",
        "stock/test_statements.py::test_a_bonus_is_a_figure_of_its_own",
    ),
    fault(
        "systems are counted before the standing is locked",
        DOOR,
        "  PERFORM FROM stock_standing s WHERE s.account_id = ANY(p_accounts)"
        " ORDER BY s.account_id FOR NO KEY UPDATE;\n",
        "",
        "concurrency/test_standings.py::test_systems_put_out_at_once_are_all_counted",
    ),
    fault(
        "the peak is taken before the last event of an instant",
        PEAKS,
        "GROUP BY e.account_id, e.at\n",
        "GROUP BY e.account_id, e.at, sign(e.systems)\n",
        "metering/test_peaks.py::test_two_systems_swapped_at_one_instant_count_together",
        Change(
            PEAKS, "PARTITION BY i.account_id ORDER BY i.at)", "PARTITION BY i.account_id ORDER BY i.at, -i.systems)"
        ),
    ),
    fault(
        "an activation at the boundary counts for the month that ends there",
        PEAKS,
        "AND a.from_at < p_end AND (a.until_at IS NULL OR a.until_at > a.from_at)",
        "AND a.from_at <= p_end AND (a.until_at IS NULL OR a.until_at > a.from_at)",
        "consumption/test_month_close.py"
        "::test_an_activation_after_the_boundary_costs_the_new_month_however_late_the_close_is",
    ),
    fault(
        "the run-out is a month off",
        FORECAST,
        "ELSE (stock - peak - 1) / coalesce",
        "ELSE (stock - peak) / coalesce",
        "stock/test_forecast.py::test_the_examples_of_the_rules",
    ),
    fault(
        "a previous peak of nothing is taken for a rate",
        FORECAST,
        "RETURN consumes AND coalesce(previous_peak, 0) = 0;",
        "RETURN consumes AND previous_peak IS NULL;",
        "stock/test_forecast.py::test_an_account_whose_previous_peak_was_nothing_is_provisional",
    ),
    # The month end
    fault(
        "a close does not look again behind the lock",
        DOOR,
        "WHERE s.account_id = ANY(chosen) AND s.month = p_month ORDER BY s.account_id FOR NO KEY UPDATE",
        "WHERE s.account_id = ANY(chosen) ORDER BY s.account_id FOR NO KEY UPDATE",
        "concurrency/test_month_end.py::test_a_close_started_twice_charges_once",
    ),
    fault(
        "a close counts what was posted since the boundary for the month that it closes",
        DOOR,
        "PERFORM ledger_post(p_now, p_month, p_actor",
        "PERFORM ledger_post(p_now, next_month, p_actor",
        "consumption/test_month_close.py::test_the_entry_of_the_close_counts_in_the_month_that_it_closes",
    ),
    fault(
        "missed months are closed latest first",
        "consumption/services.py",
        "for ahead in range(running.index - first.index)]",
        "for ahead in reversed(range(running.index - first.index))]",
        "consumption/test_month_close.py::test_missed_months_are_closed_in_order",
    ),
    fault(
        "the end of the grace is judged without the lock of the stock",
        "consumption/services.py",
        "    stock.lock(account_ids=account_ids)\n    return len(",
        "    return len(",
        "concurrency/test_standings.py::test_an_account_that_is_just_paid_for_is_not_suspended",
    ),
    # Spreadsheets
    fault(
        "a text is written as a formula",
        "portal/sheets.py",
        'return _storable(f"\'{text}" if _FORMULA.match(text) else text)',
        "return _storable(text)",
        "portal/test_sheets.py::test_no_text_is_calculated_in_either_kind",
    ),
    fault(
        "an export chosen by uid reaches everybody's accounts",
        "portal/views/exports.py",
        "grid = Grid(partner_id=grid.partner_id,",
        "grid = Grid(partner_id=None,",
        "portal/test_exports.py::test_chosen_accounts_alone_are_exported_and_foreign_ones_are_not_in_it",
    ),
    fault(
        "the rehearsal shows a partner everybody's accounts",
        "consumption/selectors.py",
        "return standings if partner_id is None else standings.filter(partner_id=partner_id)",
        "return standings",
        "consumption/test_rehearsal.py::test_a_partner_rehearses_its_own_customers_alone",
    ),
    fault(
        "the rehearsal forgets the days of grace",
        "consumption/selectors.py",
        "return Q(short_since__lte=boundary - timedelta(days=days)) if days else Q()",
        "return Q()",
        "consumption/test_rehearsal.py::test_days_of_grace_put_the_suspension_off",
    ),
    fault(
        "an account is held without a reason",
        "lifecycle/services.py",
        "    if not reason.strip():\n        raise ReasonMissing\n    standing = stock.require_open",
        "    standing = stock.require_open",
        "lifecycle/test_accounts.py::test_nobody_is_held_or_released_without_a_reason",
    ),
    *ACCOUNTS,
    *SHOWING,
)
