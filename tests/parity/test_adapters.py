"""Adapter folders between Atelier and PEFT, both ways: same logits, same gradients, names of every generation."""

from pathlib import Path

import pytest
import torch
from adapter_case import case, close, logits, make, ours, rename, shake, shows  # noqa: F401
from methods import CONFIGS, RECIPES
from peft import PeftModel, get_peft_model, get_peft_model_state_dict
from reference import load_model
from safetensors.torch import load_file

HERE = Path(__file__).resolve().parent


def test_every_method_is_run():
    """Each has a module in methods/, or a test of its own that asks for it."""
    tests = "".join(file.read_text() for file in HERE.glob("test_*.py"))
    for room in (HERE.parents[1] / "core" / "peft").iterdir():
        if room.is_dir():
            assert (HERE / "methods" / f"{room.name}.py").is_file() or f"finetuning_type: {room.name}\\n" in tests, room.name


@pytest.mark.parametrize("image", [False, True], ids=["text", "image"])
def test_base(case, ours, image):
    inputs = case.inputs(image)
    close(ours(None, inputs), case.without(inputs))


def check_gradients(model, logits, gradients_of):
    weights = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1)) / 100
    (logits * weights).sum().backward()
    magnitude = "lora_magnitude_vector.default.weight"  # saved under an older name
    expected = {
        name.replace(magnitude, "lora_magnitude_vector").replace(".default", ""): parameter.grad
        for name, parameter in model.named_parameters() if parameter.grad is not None
    }
    actual = gradients_of(weights)
    assert actual.keys() == expected.keys() and len(actual) > 0
    for name, gradient in expected.items():
        assert (actual[name] - gradient).norm() <= 1e-4 * gradient.norm() + 1e-7, name


@pytest.mark.parametrize("method", CONFIGS)
def test_peft_to_ours(case, ours, method, tmp_path):
    """Logits, and the gradients of the adapter."""
    config = CONFIGS[method].config()
    if case.family.excluded and not isinstance(config.target_modules, str) and not getattr(config, "exclude_modules", None):
        config.exclude_modules = case.family.excluded
    model = get_peft_model(case.reference(), config)
    shake(model)
    if change := CONFIGS[method].change:
        change(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    inputs = case.inputs(True)
    expected = model(**inputs).logits[0]
    shows(case, inputs, expected.detach())
    close(ours(tmp_path / "adapter", inputs), expected.detach())

    if CONFIGS[method].gradients:
        check_gradients(model, expected, lambda weights: ours(tmp_path / "adapter", inputs, weights))
    if case.family.old_names:
        rename(tmp_path / "adapter", case.family.old_names)
        close(ours(tmp_path / "adapter", inputs), expected.detach())


def test_merged_folders_are_whole_models(atelier, case, tmp_path):
    model = get_peft_model(case.reference(), CONFIGS["lora"].config())
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    merged = tmp_path / "merged"
    atelier.job("merge_adapter", model=case.folder, adapter=tmp_path / "adapter", out=merged, dtype="fp32")
    inputs = case.inputs(True)
    close(logits(load_model(merged), inputs), logits(model, inputs))


@pytest.mark.parametrize("method", RECIPES)
def test_ours_to_peft(atelier, case, ours, method, tmp_path, recwarn):
    finetuning, usual = RECIPES[method].split("\n", 1)
    adapter = make(atelier, case, finetuning + "\n" + case.family.recipes.get(method, usual), tmp_path)
    model = PeftModel.from_pretrained(case.reference(), adapter).eval()
    # PEFT only warns of what it finds no place for, or has no tensor for.
    assert not [str(w.message) for w in recwarn if "key" in str(w.message).lower() and "adapter" in str(w.message).lower()]
    inputs = case.inputs(True)
    expected = logits(model, inputs)
    shows(case, inputs, expected)
    close(ours(adapter, inputs), expected)
    assert set(load_file(adapter / "adapter_model.safetensors")) == set(get_peft_model_state_dict(model))
