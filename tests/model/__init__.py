"""An independent calculation of what a history of events must lead to.

Written from the rules alone, in plain Python, and apart from the product: it shares no code with it, so that the two
can be checked against each other. Clear before fast.
"""

from tests.model.model import Model
from tests.model.records import BadHistory

__all__ = ["BadHistory", "Model"]
