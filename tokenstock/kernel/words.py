"""The one table that turns a refusal's code into a sentence: what happened, why, and what to do next."""

from collections.abc import Callable

from tokenstock.kernel.errors import Refusal


def gettext_noop(text: str) -> str:
    """The text as it is, marked as one to translate: the edge that tells it knows into which language."""
    return text


SENTENCES = {
    "unknown_account": gettext_noop("There is no account {uid}. Check the uid."),
    "unknown_order": gettext_noop(
        "There is no order {ref}; it may have been deleted. Look it up in the list of stock updates."
    ),
    "unknown_line": gettext_noop("There is no purchase order line {ref}. Look it up among the lines that wait."),
    "unknown_product": gettext_noop("There is no product {sku}. Choose one of the catalogue."),
    "unknown_system": gettext_noop(
        "No system with serial number {serial} is registered. Check the number, or register the system."
    ),
    "name_taken": gettext_noop(
        "Another company is called {name}. Names are compared ignoring case; choose another one."
    ),
    "uid_taken": gettext_noop("The uid {uid} belongs to another account. Leave it out to have a new one made."),
    "invalid_quantity": gettext_noop(
        "{field} must be a whole number from {lowest} to {highest}, in plain digits, and not 0 tokens."
    ),
    "invalid_date": gettext_noop("{field} must be a date written as 2026-03-31."),
    "future_order_date": gettext_noop(
        "The order date {ordered_on} lies after today, {today}. Enter the date on the purchase order."
    ),
    "insufficient_stock": gettext_noop(
        "The stock holds {available} tokens and {needed} are needed: {short_by} short. Nothing was moved."
        " Order more Service Packs, or enter fewer."
    ),
    "exceeds_stock": gettext_noop(
        "The account still holds {held} tokens, and {wanted} would be taken back. Tokens that were consumed do not"
        " return; open a support ticket for more."
    ),
    "negative_not_confirmed": gettext_noop(
        "This leaves the account at {stock_after} tokens, below zero, and a consuming account is then suspended."
        " Confirm that, or enter less."
    ),
    "tokens_passed_on": gettext_noop(
        "This would leave the reseller at {stock_after} tokens: it has passed them on. Let it return them first; the"
        " vendor may force its own orders with a reason."
    ),
    "period_closed": gettext_noop(
        "The month that this order was entered in closed at {editable_until:%Y-%m-%d %H:%M} UTC."
        " Adjust the stock instead."
    ),
    "stale_version": gettext_noop(
        "The order was changed while you looked at it (version {current}, you saw {expected}). Look again, then repeat."
    ),
    "not_allowed": gettext_noop(
        "This is not yours to change: only the seller changes its orders, and only for its own subaccounts."
    ),
    "future_instant": gettext_noop(
        "The report is for {at:%Y-%m-%d %H:%M:%S} UTC, and now is {now:%Y-%m-%d %H:%M:%S} UTC. Report what"
        " has happened."
    ),
    "before_registration": gettext_noop(
        "The report is for {at:%Y-%m-%d %H:%M:%S} UTC, and the system was registered at"
        " {registered_at:%Y-%m-%d %H:%M:%S} UTC. Check the time and the serial number."
    ),
    "activated_then": gettext_noop(
        "At {at:%Y-%m-%d %H:%M:%S} UTC the system was activated already, since {since:%Y-%m-%d %H:%M:%S} UTC. Report"
        " what began before that, or nothing."
    ),
    "not_activated_then": gettext_noop(
        "At {at:%Y-%m-%d %H:%M:%S} UTC the system was not activated, as far as is known. Report first when it was"
        " activated."
    ),
    "limit_reached": gettext_noop(
        "The account may have {limit} systems registered, and has them. Retire one, or change its offer class."
    ),
    "account_suspended": gettext_noop(
        "The account is suspended: nothing can be registered or activated. A stock of zero or more, or the vendor where"
        " it was suspended by hand, reactivates it."
    ),
    "account_closed": gettext_noop(
        "{name} is closed: no tokens come or go, and nothing is registered, activated or changed any more. Its history"
        " stays readable."
    ),
    "stock_left": gettext_noop(
        "The account holds {held} tokens, this month takes {due}, and {left} would be left. Let them be returned to the"
        " partner or the vendor first, or say that they are to be frozen."
    ),
    "subaccounts_open": gettext_noop(
        "Subaccounts that are not closed: {count}. Close them first, or move them to another partner of record."
    ),
    "systems_activated": gettext_noop("Systems that are activated: {activated}. Deactivate them first."),
    "reason_missing": gettext_noop("Say why: a reason is needed, and stays in the record."),
    "wrong_state": gettext_noop("This is {state} already, or not in the state that this needs. Nothing was changed."),
    "no_system_chosen": gettext_noop("No system was chosen. Name the systems first, by serial number, then try again."),
    "too_many_systems": gettext_noop(
        "Systems chosen: {chosen}. At most {limit} can be switched at once; choose fewer, then go on."
    ),
    "systems_not_ready": gettext_noop(
        "Not in the state that this needs: {serials}. Nothing was changed. Leave them out, then try again."
    ),
    "limit_passed": gettext_noop(
        "The account may have {limit} systems registered, and has {registered}: {systems} more do not fit. Try fewer."
    ),
    "invalid_imei": gettext_noop(
        "{imei} is no IMEI: that is 15 digits, the last of which checks the others. Check it on the label."
    ),
    "already_claimed": gettext_noop(
        "The device {serial} has been registered for AirLink Complete before; it earns its bonus once."
    ),
    "unsupported_model": gettext_noop(
        "The model {model} is not eligible: it must be of the LX, ES, GX, RV or MP series."
    ),
    "nobody_chosen": gettext_noop("No account was chosen. Tick the accounts first, then try again."),
    "too_many_chosen": gettext_noop(
        "Accounts chosen: {chosen}. At most {limit} can be done at once; choose fewer, then go on."
    ),
    "contact_incomplete": gettext_noop(
        "Only one of phone, e-mail and web address is given. Give at least two of them, or none: then the vendor's"
        " contact is shown."
    ),
    "invalid_contact": gettext_noop(
        "The {field} of the support contact is not of its form. Check it, or leave it out."
    ),
    "contact_changed": gettext_noop(
        "Somebody changed the support contact while you looked at it (version {current}, you saw {expected}). Nothing"
        " was overwritten. Look again, then repeat."
    ),
    "image_too_heavy": gettext_noop(
        "The file has {bytes} bytes, and at most {most} are taken. Make the image smaller, then try again."
    ),
    "image_unreadable": gettext_noop("The file is no PNG, JPEG or WebP image, or it is damaged. Choose another file."),
    "image_animated": gettext_noop("The file holds more than one picture. Choose one that does not move."),
    "image_too_large": gettext_noop(
        "The image has too many pixels: at most 4,000 on a side and 8 million altogether are taken. Make it smaller,"
        " then try again."
    ),
    "conflict": gettext_noop("{ref} was used before with other content. Look at that order, or use a new reference."),
}


def thousands(number: int) -> str:
    """The number as English writes it."""
    return f"{number:,}"


def sentence(
    refusal: Refusal, *, translate: Callable[[str], str] = str, write: Callable[[int], str] = thousands
) -> str:
    """The sentence for a person; every refusal has one. `translate` finds it in another language, `write` a number."""
    facts = {name: write(fact) if type(fact) is int else fact for name, fact in refusal.details().items()}
    return translate(SENTENCES[refusal.code]).format(**facts)
