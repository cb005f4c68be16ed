"""Somebody with a browser, who confirms a form until it is known what became of it."""

import http.client
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

PAUSE = 0.05
"""Seconds until what was not answered is asked again."""

LOOSE = 0.1
"""Seconds that an impatient person waits at most for an answer."""

IN_A_POPUP = {"HX-Request": "true"}

UNANSWERED = 0
"""Counted where a connection was refused, cut, or silent for too long."""


@dataclass(frozen=True)
class Page:
    """An answer."""

    status: int
    headers: http.client.HTTPMessage
    body: str

    @property
    def told(self) -> str:
        """In short what the person was told."""
        notes = re.findall(
            r'<(?:p class="fault"|div class="note note-stop").*?<(?:span|p)>(.*?)</', self.body, re.DOTALL
        )
        return " ".join([str(self.status), *(re.sub(r"<[^>]*>|\s+", " ", note).strip() for note in notes)])

    def form(self) -> dict[str, str]:
        """The fields of the page's form that is to be filled in, as a browser would send them."""
        reader = _FormReader()
        reader.feed(self.body)
        return next((form for form in reader.forms if {"key", "login", "seen"} & set(form)), {})


@dataclass(frozen=True)
class Outcome:
    """What became of a deed: done, or refused in the words of the page. `repeated`: it had been done before."""

    done: bool
    page: Page
    repeated: bool = False


class Person:
    """One person at one browser. `seen` counts the statuses of all answers.

    An impatient one does not wait for some answers (that share of them) and asks again.
    """

    def __init__(
        self, address: Callable[[], str], *, seen: Counter[int] | None = None, impatience: float = 0, seed: int = 0
    ) -> None:
        self._address = address
        self._impatience = impatience
        self._random = random.Random(seed)
        self.seen = Counter[int]() if seen is None else seen
        self.cookies: dict[str, str] = {}

    def sign_in(self, email: str, password: str) -> None:
        """Through the form, like everybody."""
        impatience, self._impatience = self._impatience, 0
        page = self.get("/accounts/login/")
        done = self.patiently("POST", "/accounts/login/", page.form() | {"login": email, "password": password})
        assert done.status == 302, f"{done.status} {done.told}"
        self._impatience = impatience

    def another_browser(self) -> "Person":
        """The same person, signed in elsewhere too."""
        other = Person(self._address, seen=self.seen)
        other.cookies = dict(self.cookies)
        return other

    def get(self, path: str) -> Page:
        """A page, asked for until it comes."""
        page = self.patiently("GET", path)
        assert "/login/" not in page.headers.get("Location", ""), "nobody signed out"
        return page

    def look(self, path: str, entered: Mapping[str, str]) -> dict[str, str]:
        """Open a popup, enter something and look at the outcome; the form as it can be confirmed now."""
        form = {**self.get(path).form(), **entered}
        shown = self.patiently("POST", path, form | {"intent": "preview", "seen": ""}, IN_A_POPUP)
        return form | {"seen": shown.form().get("seen", "")}

    def confirm(self, path: str, form: Mapping[str, str]) -> Outcome:
        """Confirm until it is known whether it was done, with the same request key each time."""
        form = dict(form)
        while True:
            page = self.patiently("POST", path, form, IN_A_POPUP)
            if "HX-Trigger" in page.headers:
                return Outcome(True, page, repeated="nothing was done twice" in page.body)
            if page.status != 200:
                return Outcome(False, page)
            # The outcome is another than the one that was seen: look again, and confirm that.
            form["seen"] = page.form()["seen"]

    def patiently(
        self, method: str, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Ask until there is an answer; to be told to come again is none."""
        while True:
            page = self.ask(method, path, form, headers)
            if page is not None and page.status != 503:
                assert page.status < 500, f"{page.status} of {method} {path}"
                return page
            assert page is None or "Retry-After" in page.headers, "a person is told when to come again"
            time.sleep(PAUSE)

    def ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Page | None:
        """Ask once; None where no whole answer came."""
        address = urlsplit(self._address())
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        body = None
        if form is not None:
            body = urlencode(form)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, sent)
            if self._random.random() < self._impatience:
                time.sleep(self._random.uniform(0, LOOSE))
                raise TimeoutError
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.seen[UNANSWERED] += 1
            return None
        finally:
            connection.close()
        self.seen[answer.status] += 1
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return Page(answer.status, answer.headers, text)


class _FormReader(HTMLParser):
    """Reads the fields of each form on a page; those in no form come first."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = [{}]
        self._name = ""

    @property
    def fields(self) -> dict[str, str]:
        return self.forms[-1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.fields[name] = given.get("value") or ""
        elif tag in ("select", "textarea"):
            self._name = name
            self.fields[name] = ""
        elif tag == "option" and self._name and ("selected" in given or not self.fields[self._name]):
            self.fields[self._name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._name = ""
