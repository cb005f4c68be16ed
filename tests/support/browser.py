"""Somebody at a browser, with scripts or without: pages, popups and what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client

from tests.support.html import Element, parse
from tokenstock.accounts.models import Account, Membership, User
from tokenstock.accounts.services import add_member


@dataclass(frozen=True)
class Page:
    """An answer."""

    response: HttpResponse
    content: bytes

    @property
    def status(self) -> int:
        """Its status."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """Its source."""
        return self.content.decode()

    @property
    def body(self) -> Element:
        """Its elements."""
        return parse(self.text)

    @property
    def main(self) -> Element:
        """What stands in the page's frame."""
        return self.body.one("main")

    @property
    def location(self) -> str:
        """Where it sends the browser."""
        return str(self.response.headers.get("Location", ""))

    @property
    def notes(self) -> list[str]:
        """What it tells the person apart from its content: refusals, warnings, confirmations."""
        return [note.text for note in self.body.every(having="note")]

    @property
    def faults(self) -> dict[str, str]:
        """What it says beside a field, by the field's label."""
        boxes = self.body.every(having="field")
        return {
            box.every("label" if box.tag == "div" else "legend")[0].text.removesuffix(" optional"): fault.text
            for box in boxes
            for fault in box.every("p", having="fault")
        }


class Browser:
    """One person at one browser. With `scripts`, htmx asks for parts of pages; without, forms go their plain way."""

    def __init__(self, person: User | None = None, *, scripts: bool = False) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.scripts = scripts
        if person is not None:
            self.client.force_login(person)

    def get(self, path: str, query: Mapping[str, Any] | None = None, *, part: str = "") -> Page:
        """A page; with `part`, what htmx asks for to put into the element of that id."""
        return _read(cast(HttpResponse, self.client.get(path, query, headers=_htmx(part))))

    def post(self, path: str, fields: Mapping[str, Any], *, part: str = "") -> Page:
        """Send a form."""
        return _read(cast(HttpResponse, self.client.post(path, fields, headers=_htmx(part))))

    def follow(self, page: Page) -> Page:
        """Go where an answer leads."""
        assert page.status == 302, page.status
        return self.get(page.location)

    def submit(self, page: Page, entered: Mapping[str, Any], *, says: str = "") -> Page:
        """Fill in the page's form (the one that says so) and send it where it goes, the plain way."""
        form = next(form for form in page.body.every("form", says=says) if form.attributes.get("method") == "post")
        path = form.attributes.get("action") or str(page.response.wsgi_request.path)  # type: ignore[attr-defined]
        return self.post(path, {**form.fields(), **entered})

    def open(self, path: str) -> "Popup":
        """Open a popup; without scripts it is a page."""
        page = self.get(path, part="popup-body" if self.scripts else "")
        assert page.status == 200, page.status
        popup = Popup(self, page.body.one("form", having="panel").attributes["action"], page)
        popup.take_over(page)
        return popup


def _read(response: HttpResponse) -> Page:
    """The answer, read to its end and closed, a file too."""
    return Page(response, b"".join(response))


def _htmx(part: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": f"div#{part}"} if part else {}


@dataclass
class Popup:
    """An open popup: what it shows at the moment, and what stands in its form."""

    browser: Browser
    path: str
    page: Page
    fields: dict[str, str] = field(default_factory=dict)

    def look(self, **entered: str) -> Page:
        """Enter something and see what would happen: at once with scripts, else by the first confirmation."""
        self.fields |= entered
        if not self.browser.scripts:
            return self.confirm()
        page = self.browser.post(self.path, self.fields | {"intent": "preview"}, part="preview")
        self.fields |= page.body.fields()
        self.page = page
        return page

    def confirm(self, **entered: str) -> Page:
        """Press the button. What comes back takes the popup's place."""
        self.fields |= entered
        page = self.browser.post(self.path, self.fields, part="popup-body" if self.browser.scripts else "")
        self.take_over(page)
        return page

    def take_over(self, page: Page) -> None:
        """Go on with the form that an answer holds, if any."""
        self.page = page
        for form in page.body.every("form", having="panel"):
            self.fields = form.fields()

    def receipt(self) -> Page:
        """What the person is told after a confirmation that was carried out."""
        if self.browser.scripts:
            assert self.page.response.headers["HX-Trigger"] == "stock-changed"
            assert self.page.status == 200
            return self.page
        return self.browser.follow(self.page)


@dataclass(frozen=True)
class Side:
    """One account in a preview or receipt."""

    before: str
    tokens: str
    after: str
    words: str


def sides(page: Page) -> dict[str, Side]:
    """The accounts that a preview or receipt shows, by name."""
    shown = {}
    for side in page.body.every(having="side"):
        before, tokens, after = (cell.text for cell in side.every("td"))
        shown[side.one("bdi").text] = Side(before, tokens, after, side.one(having="then").text)
    return shown


def admin_of(account: Account) -> User:
    """The first Admin of a company; the vendor gets one."""
    found = User.objects.filter(memberships__account=account, memberships__role=Membership.Role.ADMIN).first()
    return found or add_member(account=account, email=f"admin@{account.uid}.example.com")


def user_of(account: Account, role: str = Membership.Role.USER) -> User:
    """Another user of a company, who is no Admin."""
    return add_member(account=account, email=f"{role}@{account.uid}.example.com", role=role)
