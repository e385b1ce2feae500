"""A configuration of PEFT that the tests run on every family."""

from collections.abc import Callable
from typing import NamedTuple


class PeftCase(NamedTuple):
    config: Callable
    change: Callable | None = None
    """Changes the model of PEFT after noise was added to what it trains."""
    gradients: bool = True
    """Are compared, too."""
