"""Answers read as a browser reads them: elements, their text, and the fields of a form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass
class Element:
    """One element, with what stands in it."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, with every white space as one blank."""
        return re.sub(r"\s+", " ", "".join(self._texts())).strip()

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())

    def every(self, tag: str = "", *, having: str = "", says: str = "", **attributes: str) -> list["Element"]:
        """The elements inside with this tag, class (`having`), text and attributes, in order."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self._descendants()
            if (not tag or element.tag == tag)
            and (not having or having in element.classes)
            and wanted.items() <= element.attributes.items()
            and (not says or says in element.text)
        ]

    def one(self, tag: str = "", *, having: str = "", says: str = "", **attributes: str) -> "Element":
        """The only such element inside."""
        found = self.every(tag, having=having, says=says, **attributes)
        assert len(found) == 1, f"{len(found)} elements are {tag} {having} {says} {attributes} in: {self.text}"
        return found[0]

    def rows(self) -> list[dict[str, str]]:
        """The rows of the tables inside: each cell's text by the head of its column."""
        rows = []
        for table in self.every("table"):
            heads = [cell.text for row in table.every("thead") for cell in row.every("th")]
            for body in table.every("tbody"):
                for row in body.every("tr"):
                    cells = [child for child in row.children if isinstance(child, Element)]
                    names = heads or [str(place) for place in range(len(cells))]
                    rows.append({name: cell.text for name, cell in zip(names, cells, strict=False)})
        return rows

    def fields(self) -> dict[str, str]:
        """What a browser would send of the form."""
        sent: dict[str, str] = {}
        for control in self._descendants():
            name = control.attributes.get("name", "")
            if not name:
                continue
            if control.tag == "input" and (
                control.attributes.get("type") not in ("checkbox", "radio") or "checked" in control.attributes
            ):
                sent[name] = control.attributes.get("value", "")
            elif control.tag == "textarea":
                # The line break right after the tag is no part of what stands in it.
                sent[name] = "".join(control._texts()).removeprefix("\n")
            elif control.tag == "select":
                options = control.every("option")
                chosen = [option for option in options if "selected" in option.attributes] or options[:1]
                sent[name] = chosen[0].attributes.get("value", "") if chosen else ""
        return sent

    def without(self, *unwanted: str) -> "Element":
        """The same without elements that have one of these classes, and without what is hidden."""
        kept = [
            child.without(*unwanted) if isinstance(child, Element) else child
            for child in self.children
            if isinstance(child, str) or not child.classes & set(unwanted)
        ]
        return Element(self.tag, self.attributes, kept)

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    def _descendants(self) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._descendants()


def parse(text: str) -> Element:
    """The document. Every element that is opened has to be closed, and each id to be there once."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is not closed"
    ids = [element.attributes["id"] for element in reader.open[0].every() if "id" in element.attributes]
    assert len(ids) == len(set(ids)), f"an id is there twice: {sorted(ids)}"
    return reader.open[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        opened = self.open.pop()
        assert opened.tag == tag, f"</{tag}> closes <{opened.tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
