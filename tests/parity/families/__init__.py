"""A module for each family that the tests run, with its record under FAMILY: the tests list this folder."""

import importlib
import pkgutil

from family import Family

FAMILIES: dict[str, Family] = {
    module.name: importlib.import_module(f"{__name__}.{module.name}").FAMILY for module in pkgutil.iter_modules(__path__)
}
