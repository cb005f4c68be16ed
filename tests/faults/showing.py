"""Faults in reminders, and in what a company shows of itself."""

from tests.faults.kinds import fault

SHOWING = (
    fault(
        "a reminder is noted without the lock of its account",
        "reminders/services.py",
        "    locked(account_ids=[standing.account_id for standing in chosen])\n",
        "",
        "concurrency/test_reminders.py::test_of_two_who_remind_a_customer_at_once_one_does",
    ),
    fault(
        "a customer is reminded again and again",
        "reminders/selectors.py",
        "now < reminded_at + AGAIN_AFTER",
        "now < reminded_at",
        "reminders/test_reminding.py::test_nobody_is_reminded_of_the_same_account_twice_within_a_day",
    ),
    fault(
        "somebody else's customer is chosen",
        "accounts/selectors.py",
        "unknown = chosen - managed_uids(actor=actor, uids=chosen)",
        "unknown = chosen - chosen",
        "reminders/test_reminding.py::test_an_account_of_somebody_else_among_them_lets_nobody_be_reminded",
    ),
    fault(
        "a message that did not go is taken for sent",
        "reminders/services.py",
        "    if not reminder.fault:\n",
        "    if recipients:\n",
        "reminders/test_reminding.py::test_a_message_that_goes_in_the_second_attempt_is_sent",
    ),
    fault(
        "the later of two editors overwrites the contact",
        "profile/services.py",
        "if kept.version != expected:",
        "if kept.version < expected:",
        "profile/test_contacts.py::TestChanging::test_of_two_editors_the_later_one_is_told_and_overwrites_nothing",
    ),
    fault(
        "anybody changes what a company shows",
        "profile/services.py",
        "if not actor.is_admin or actor.account_id != account.id or account.type == AccountType.CUSTOMER:",
        "if not actor.is_admin or account.type == AccountType.CUSTOMER:",
        "profile/test_brands.py::test_nobody_else_shows_or_removes_it",
    ),
    fault(
        "everybody sees the image of a company",
        "accounts/access.py",
        "near = Account.objects.filter(shown, uid=uid)",
        "near = Account.objects.filter(uid=uid)",
        "profile/test_brands.py::test_it_is_seen_by_its_company_those_below_and_those_who_manage_it",
    ),
    fault(
        "a sign-up address that was replaced works for ever",
        "profile/selectors.py",
        "Q(ends_at__gt=now)",
        "Q(ends_at__isnull=False)",
        "profile/test_signup_addresses.py::test_after_it_was_replaced_the_old_one_works_thirty_more_days",
    ),
)
