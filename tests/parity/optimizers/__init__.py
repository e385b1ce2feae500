"""A module for each rule in core/training/optimizers, with its cases under CASES: the tests list this folder."""

import importlib
import pkgutil

from optimizer_case import Case

CASES: list[Case] = [
    case for module in pkgutil.iter_modules(__path__) for case in importlib.import_module(f"{__name__}.{module.name}").CASES
]
