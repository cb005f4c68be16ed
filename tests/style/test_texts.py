"""Whatever a person reads can be translated: it is marked where it stands, and the catalogues know it."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "tokenstock" / "portal"
TEMPLATES = sorted(path for path in PORTAL.joinpath("templates").rglob("*.*") if path.suffix in (".html", ".txt"))
LOCALE = PORTAL / "locale"
CATALOGUES = sorted(LOCALE.rglob("*.po"))
SPOKEN = {
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "data-name",
    "data-before",
    "data-say",
    "data-copied",
    "data-unit",
}
"""Attributes whose values people read or hear."""
NAME = "Tokenstock"
TAG = re.compile(r"\{[%{].*?[%}]\}")
HANDED = re.compile(r"\w=\"([A-Z][a-z]+[^\"]*|[a-z]+ [^\"]*)\"")
"""A text handed to another template, where single small words are codes."""
OTHERWISE = re.compile(r"\|default:\"([^\"]*)\"")
LETTERS = re.compile(r"[^\W\d_]{2}")


class Reader(HTMLParser):
    """Collects what a person would read of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attributes if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def unmarked(source: str) -> list[str]:
    """The texts of a template that stand outside of the tags that translate them."""
    reader = Reader()
    reader.feed("".join(_bare(source)))
    reader.close()
    in_tags = [text for tag in TAG.findall(source) for text in (*HANDED.findall(tag), *OTHERWISE.findall(tag))]
    texts = [text.replace(NAME, "").strip() for text in (*reader.texts, *in_tags)]
    return [text for text in texts if LETTERS.search(text)]


def _bare(source: str) -> Iterator[str]:
    """The template without its tags and variables, and without what is translated."""
    inside = ""
    for token in Lexer(source).tokenize():
        word = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if word in ("blocktranslate", "comment"):
            inside = word
        elif word and word == f"end{inside}":
            inside = ""
        elif token.token_type == TokenType.TEXT and not inside:
            yield token.contents


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PORTAL / "templates")))
def test_every_text_of_a_template_is_marked(path: Path) -> None:
    assert unmarked(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Bare words</p>",
        '<p>{% icon "x" %}Sign out</p>',
        '{% translate "Right" %} and wrong',
        '<a title="Bare words"></a>',
        '<a aria-label="Copy {{ name }}">',
        "{% if due %}now{% endif %}",
        '{% include "head.html" with title="Bare words" only %}',
        '{{ name|default:"nothing at all" }}',
        "{% blocktranslate %}Right{% endblocktranslate %}wrong",
    ],
)
def test_a_text_that_is_not_marked_is_found(source: str) -> None:
    assert unmarked(source)


def test_what_is_marked_or_says_nothing_is_let_be() -> None:
    assert not unmarked(
        '<p class="big" id="main">{% translate "Sign in" %} · Tokenstock{% comment %}words{% endcomment %}'
        '<a title="{% translate "Close" %}"{% if bold %} aria-current="true"{% endif %}>{{ number }}</a>'
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %} – 12 %</p>"
    )


def test_refusals_are_told_by_the_one_helper_that_knows_the_language() -> None:
    others = [path for path in PORTAL.rglob("*.py") if path != PORTAL / "words.py"]

    assert [path for path in others if "tokenstock.kernel.words" in path.read_text()] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="there is no GNU gettext")
def test_the_catalogues_know_the_texts_of_the_source_and_no_others(tmp_path: Path) -> None:
    subprocess.run([ROOT / "script" / "messages", tmp_path], check=True, capture_output=True)

    for fresh in tmp_path.glob("*/LC_MESSAGES/django.po"):
        kept = catalogue(LOCALE / fresh.relative_to(tmp_path))
        assert {message.id for message in kept} == {message.id for message in catalogue(fresh)}, "run script/messages"
    assert [path.name for path in tmp_path.iterdir()] == [path.name for path in LOCALE.iterdir()] == ["de"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_translation_has_the_places_of_what_it_translates(path: Path) -> None:
    assert [(message.id, errors) for message, errors in catalogue(path).check()] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_translation_has_the_tags_of_what_it_translates(path: Path) -> None:
    def tags(text: str) -> list[str]:
        return sorted(re.findall(r"</?\w+", text))

    wrong = []
    for message in list(catalogue(path))[1:]:
        said = message.string if isinstance(message.string, list | tuple) else [message.string]
        asked = message.id if isinstance(message.id, str) else message.id[0]
        wrong += [text for text in said if text and tags(text) != tags(asked)]
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_everything_is_said_in_every_language(path: Path) -> None:
    messages = [message for message in catalogue(path) if message.id]

    assert [message.id for message in messages if message.fuzzy or not said(message.string)] == []
    assert len(messages) > 700


def said(translated: object) -> bool:
    return all(translated) if isinstance(translated, tuple | list) else bool(translated)
