"""The four deeds that are confirmed in a popup. Each looks first, by the very services that will act, then acts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from tokenstock.orders.effects import Effect
from tokenstock.orders.selectors import was_done
from tokenstock.orders.services import (
    Changes,
    Insistence,
    Note,
    Terms,
    adjust_stock,
    amend_order,
    delete_order,
    place_order,
    preview_adjustment,
    preview_change,
    preview_order,
)
from tokenstock.portal.forms.deeds import AdjustForm, DeedForm, DeleteForm, EditForm, OrderForm
from tokenstock.portal.request import PortalRequest

if TYPE_CHECKING:
    from tokenstock.accounts.models import Account
    from tokenstock.orders.models import Order


UNDOUBTED = "(for the preview)"
"""The reason in a look at what has none yet; it is never written."""


class Deed(Protocol):
    """Something to confirm, from a form that could be read."""

    @property
    def form(self) -> DeedForm:
        """Where it was entered."""
        ...

    def look(self, insistence: Insistence) -> Effect | None:
        """What it would do to whoever insists that far; None where it was done before. Raises the deed's refusals."""
        ...

    def act(self, insistence: Insistence) -> Effect | None:
        """Do it, once for each key; None where it was done before. Raises the deed's refusals."""
        ...

    def was_done(self) -> bool:
        """Whether it was done under the form's key already."""
        ...


@dataclass(frozen=True)
class PlaceOrder:
    """A token order from the own stock to a subaccount."""

    request: PortalRequest
    buyer: "Account"
    form: OrderForm

    def look(self, insistence: Insistence) -> Effect | None:
        """See `Deed`."""
        return self._with(preview_order)

    def act(self, insistence: Insistence) -> Effect | None:
        """See `Deed`."""
        return self._with(place_order).effect

    def was_done(self) -> bool:
        """See `Deed`."""
        return was_done(request_key=self._ref)

    def _with[T](self, service: Callable[..., T]) -> T:
        entered = self.form.cleaned_data
        terms = Terms.checked(
            po_number=entered["po_number"],
            ordered_on=entered["ordered_on"],
            packs=entered["packs"],
            sku=entered["sku"],
            list_price=entered["list_price"],
            discount=entered["discount"],
            note=entered["note"],
            now=self.request.now,
        )
        request = self.request
        return service(
            actor=request.actor, seller=request.account, buyer=self.buyer, terms=terms, ref=self._ref, now=request.now
        )

    @property
    def _ref(self) -> str:
        return f"{self.request.account.uid}/{self.form.cleaned_data['key']}"


@dataclass(frozen=True)
class AdjustStock:
    """A credit or debit note on a managed account."""

    request: PortalRequest
    account: "Account"
    corrects: "Order | None"
    form: AdjustForm

    def look(self, insistence: Insistence) -> Effect | None:
        """See `Deed`."""
        note = self._note(insistence)
        note = replace(note, reason=note.reason or UNDOUBTED)
        return preview_adjustment(actor=self.request.actor, account=self.account, note=note, now=self.request.now)

    def act(self, insistence: Insistence) -> Effect | None:
        """See `Deed`."""
        return adjust_stock(
            actor=self.request.actor,
            account=self.account,
            note=self._note(insistence),
            now=self.request.now,
            request_key=self._key,
        ).effect

    def was_done(self) -> bool:
        """See `Deed`."""
        return was_done(request_key=self._key)

    def _note(self, insistence: Insistence) -> Note:
        return Note(
            tokens=self.form.signed_tokens,
            reason=self.form.cleaned_data["reason"],
            confirm_negative=insistence.confirm_negative,
            corrects=self.corrects,
        )

    @property
    def _key(self) -> str:
        return f"{self.request.account.uid}/{self.form.cleaned_data['key']}"


@dataclass(frozen=True)
class AmendOrder:
    """A change of an order, any field."""

    request: PortalRequest
    order: "Order"
    form: EditForm

    def look(self, insistence: Insistence) -> Effect | None:
        """See `Deed`."""
        return preview_change(
            actor=self.request.actor,
            ref=self.order.ref,
            changes=self._changes(),
            now=self.request.now,
            insistence=insistence,
        )

    def act(self, insistence: Insistence) -> Effect | None:
        """See `Deed`."""
        return amend_order(
            actor=self.request.actor,
            ref=self.order.ref,
            changes=self._changes(),
            now=self.request.now,
            insistence=insistence,
            expected_version=self.form.cleaned_data["version"],
            request_key=self.form.cleaned_data["key"],
        ).effect

    def was_done(self) -> bool:
        """See `Deed`."""
        return was_done(request_key=self.form.cleaned_data["key"], order_id=self.order.id)

    def _changes(self) -> Changes:
        fields = ("packs", "po_number", "ordered_on", "sku", "list_price", "discount", "note")
        return Changes.checked(now=self.request.now, **{field: self.form.cleaned_data[field] for field in fields})


@dataclass(frozen=True)
class DeleteOrder:
    """Taking an order back whole."""

    request: PortalRequest
    order: "Order"
    form: DeleteForm

    def look(self, insistence: Insistence) -> Effect | None:
        """See `Deed`."""
        return preview_change(
            actor=self.request.actor, ref=self.order.ref, changes=None, now=self.request.now, insistence=insistence
        )

    def act(self, insistence: Insistence) -> Effect | None:
        """See `Deed`."""
        return delete_order(
            actor=self.request.actor,
            ref=self.order.ref,
            now=self.request.now,
            insistence=insistence,
            expected_version=self.form.cleaned_data["version"],
            request_key=self.form.cleaned_data["key"],
        ).effect

    def was_done(self) -> bool:
        """See `Deed`."""
        return was_done(request_key=self.form.cleaned_data["key"], order_id=self.order.id)
