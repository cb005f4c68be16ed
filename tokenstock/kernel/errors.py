"""How a refusal is told: a stable code, typed fields and no words.

Every business refusal is a `Refusal` defined beside the function that raises it. Programme faults are assertions.
The words for a person stand in one table, `kernel.words`.
"""

from dataclasses import fields, is_dataclass
from typing import Any, ClassVar


class Refusal(Exception):
    """A request that was understood, refused and left nothing behind."""

    code: ClassVar[str]

    def details(self) -> dict[str, Any]:
        """The typed fields of this refusal, by name."""
        made: Any = self
        return {field.name: getattr(made, field.name) for field in fields(made)} if is_dataclass(made) else {}

    def __str__(self) -> str:
        return f"{self.code} {self.details()}" if self.details() else self.code
