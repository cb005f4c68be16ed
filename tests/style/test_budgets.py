"""Rooms of a size that a person takes in: what is over budget has two purposes."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE, FUNCTION, VIEW, TEMPLATE = 400, 60, 30, 150


def python_files() -> Iterator[Path]:
    for folder in ("tokenstock", "tests", "script", "examples"):
        yield from (path for path in ROOT.joinpath(folder).rglob("*.py") if "migrations" not in path.parts)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions_over(budget: int, paths: Iterator[Path]) -> list[str]:
    return [
        f"{name(path)}: {function} has {size} lines"
        for path in paths
        for function, size in sizes(path.read_text())
        if size > budget
    ]


def sizes(source: str) -> Iterator[tuple[str, int]]:
    """Each function and its lines, docstring and decorators not counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            prose = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(node) is not None else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - prose


def test_a_file_has_at_most_400_lines() -> None:
    assert [f"{name(path)}: {lines(path)} lines" for path in python_files() if lines(path) > FILE] == []


def test_a_function_has_at_most_60_lines() -> None:
    assert functions_over(FUNCTION, python_files()) == []


def test_a_view_has_at_most_30_lines() -> None:
    assert functions_over(VIEW, ROOT.glob("tokenstock/portal/views/**/*.py")) == []


def test_a_template_has_at_most_150_lines() -> None:
    templates = ROOT.glob("tokenstock/**/templates/**/*.*")
    assert [
        f"{name(path)}: {lines(path)} lines" for path in templates if path.is_file() and lines(path) > TEMPLATE
    ] == []


def test_settings_have_less_than_300_lines() -> None:
    assert lines(ROOT / "tokenstock/config/settings.py") < 300


def test_migrations_have_names_that_say_what_they_do() -> None:
    assert [name(path) for path in ROOT.glob("tokenstock/*/migrations/*_auto_*.py")] == []


def test_the_size_of_a_function_is_told_without_its_docstring() -> None:
    source = '@cached\ndef area():\n    """One.\n\n    Two.\n    """\n    side = 3\n    return side * side\n'

    assert list(sizes(source)) == [("area", 3)]
