"""What the tests of adapters share: a family's folder with inputs, and Atelier's logits and gradients for them."""

import pytest
import torch
from families import FAMILIES
from harness import TOKEN_TYPES, pixels_in
from reference import Reference
from safetensors.torch import load_file, save_file

TOLERANCE = 1e-4


class Case:
    """A family's folder with fixed inputs, and what the model makes of them without an adapter."""

    def __init__(self, name: str, made: Reference):
        self.name, self.made, self.folder, self.family = name, made, made.folder, made.family
        self.plain = {}

    def reference(self):
        """A model that a method may change."""
        torch.manual_seed(4)  # what the method draws
        return self.made.fresh()

    @property
    def image_token(self) -> int:
        return self.made.config.get("image_token_id", self.made.config.get("image_token_index"))

    def inputs(self, image: bool) -> dict:
        generator = torch.Generator().manual_seed(5)
        ids = torch.randint(10, 250, (1, 17), generator=generator)
        if not image:
            return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        media = self.family.pictures(self.made.config, generator)
        start = torch.tensor([[self.made.config.get("vision_start_token_id", 17)]])
        ids = torch.cat([ids[:, :3], start, torch.full((1, self.family.features), self.image_token), ids[:, 3:]], 1)
        inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)} | media
        if types := self.family.token_types:
            inputs[types] = (ids == self.image_token).int()
        return inputs

    def positions(self, inputs) -> torch.Tensor:
        """[planes, 1, tokens], as the reference counts."""
        ids = inputs["input_ids"]
        if self.family.planes == 1:
            return torch.arange(ids.shape[1])[None, None] + self.family.first_position
        return self.made.model.model.get_rope_index(
            ids,
            mm_token_type_ids=inputs.get("mm_token_type_ids", torch.zeros_like(ids).int()),
            image_grid_thw=inputs.get("image_grid_thw"),
            attention_mask=inputs["attention_mask"],
        )[0]

    def without(self, inputs) -> torch.Tensor:
        """The logits of the plain model."""
        key = bool(pixels_in(inputs))
        if key not in self.plain:
            self.plain[key] = logits(self.made.model, inputs)
        return self.plain[key]


def shows(case, inputs, expected):
    """The adapter changes something."""
    assert (expected - case.without(inputs)).abs().max() > 0.05


@pytest.fixture(scope="module", params=FAMILIES)
def case(request, made):
    return Case(request.param, made(request.param))


@pytest.fixture
def ours(atelier, case, tmp_path):
    """ours(adapter, inputs) -> logits [tokens, vocabulary]; weights: the gradients by name instead."""

    def call(adapter, inputs, weights=None):
        inputs = {name: value for name, value in inputs.items() if name != "attention_mask"}
        if weights is None:
            return atelier.logits_of_inputs(case.folder, inputs, tmp_path, adapter=adapter)[0]
        files = {name: tmp_path / f"{name}.safetensors" for name in ("inputs", "weights", "out")}
        tensors = {name: value.contiguous() for name, value in inputs.items() if name not in TOKEN_TYPES}
        save_file(tensors, files["inputs"])
        save_file({"weights": weights}, files["weights"])
        atelier.ask("gradients", model=case.folder, adapter=adapter, **files)
        return load_file(files["out"])

    return call


def logits(model, inputs):
    with torch.no_grad():
        return model(**inputs).logits[0]


def shake(model, seed=3):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(0.06 * torch.randn(parameter.shape, generator=generator))


def close(actual, expected):
    """Within fp32's rounding, which grows with the logits: noise on all layers makes some of them large."""
    assert actual.shape == expected.shape
    difference = (actual - expected).abs().max().item() / max(1, expected.std().item())
    assert difference < TOLERANCE, difference


def rename(folder, rules):
    file = folder / "adapter_model.safetensors"
    renamed = {}
    for name, tensor in load_file(file).items():
        for new, old in rules:
            if name.startswith("base_model." + new):
                name = "base_model." + old + name.removeprefix("base_model." + new)
                break
        renamed[name] = tensor
    save_file(renamed, file, metadata={"format": "pt"})


def make(atelier, case, recipe, folder):
    atelier.ask("make_adapter", model=case.folder, recipe=recipe, seed=4, out=folder / "ours")
    return folder / "ours"
