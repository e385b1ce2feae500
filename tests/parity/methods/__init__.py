"""A module for each PEFT method whose folders PEFT reads and writes alike on all families: the tests list this folder.
RECIPES: Atelier's settings, without finetuning_type, by the name of the case. CONFIGS: PEFT's, as PeftCase. What PEFT does
in another way, or not at all, has a test file of its own, such as test_prefix.py."""

import importlib
import pkgutil

RECIPES, CONFIGS = {}, {}
for _module in pkgutil.iter_modules(__path__):
    _cases = importlib.import_module(f"{__name__}.{_module.name}")
    RECIPES |= {name: f"finetuning_type: {_module.name}\n{text}\n" for name, text in _cases.RECIPES.items()}
    CONFIGS |= _cases.CONFIGS
