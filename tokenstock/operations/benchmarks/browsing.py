"""A browser small enough not to be measured itself: one connection, cookies, and the fields of forms."""

import http.client
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

__all__ = ["Answer", "Browser", "Form"]

type Form = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str

    @property
    def form(self) -> Form:
        """All fields on the page, with what stands in them."""
        reader = _Fields()
        reader.feed(self.text)
        return reader.fields


class Browser:
    """One person at one browser, on a connection that is kept."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def close(self) -> None:
        """Give the connection up."""
        self._connection.close()

    def sign_in(self, email: str, password: str) -> None:
        """Through the form, like everybody."""
        path = "/accounts/login/"
        answer = self.ask(path, form=self.ask(path).form | {"login": email, "password": password})
        assert answer.status == 302, f"nobody is let in: {answer.status}"

    def ask(self, path: str, *, part: str = "", form: Form | None = None) -> Answer:
        """Get a page, or send it a form; with `part`, as htmx asks for the element of that id."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if part:
            headers |= {"HX-Request": "true", "HX-Target": f"div#{part}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("GET" if form is None else "POST", path, urlencode(form) if form else None, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return Answer(answer.status, text)


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: Form = {}
        self._choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") not in ("checkbox", "radio"):
            self.fields[name] = given.get("value") or ""
        elif tag in ("select", "textarea") and name:
            self._choosing = name
            self.fields[name] = ""
        elif tag == "option" and self._choosing and "selected" in given:
            self.fields[self._choosing] = given.get("value") or ""
