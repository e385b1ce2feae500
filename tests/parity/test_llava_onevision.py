"""What LLaVA-OneVision alone has."""

import json

import pytest
from families import FAMILIES
from harness import largest_difference, messages, picture, processed, reference_logits, sample
from reference import load_processor
from safetensors.torch import load_file

SIZES = [(60, 90), (150, 70), (57, 57), (1, 1), (3, 200), (400, 31)]


def test_pixels_of_several_pictures(atelier, made, tmp_path):
    """Each as a whole, with margins of the mean colour."""
    family = made("llava_onevision")
    paths = [picture(tmp_path, *size, seed) for seed, size in enumerate(SIZES)]
    atelier.job("logits", model=family.folder, prompt="x", images=paths, dtype="fp32", out=tmp_path / "out.safetensors")
    ours = load_file(tmp_path / "out.safetensors")
    inputs = processed(family.processor, [messages(paths, [("user", "<image>" * len(paths) + "x")])])
    assert ours["input_ids"].tolist() == inputs["input_ids"].tolist()
    theirs = inputs["pixel_values"]
    assert theirs.shape == (len(SIZES), 1, 3, 42, 42)
    assert (ours["pixel_values"].reshape(theirs.shape) - theirs).abs().max().item() <= 2 / 255 / 0.26


def test_pictures_without_counts_are_tiled(atelier, made, tmp_path):
    """Inputs of older processors: each picture is the only one of its text."""
    family = made("llava_onevision")
    paths = [picture(tmp_path, *size, seed) for seed, size in enumerate(SIZES[:2])]
    inputs = processed(family.processor, [messages([path], [("user", "<image>What?")]) for path in paths])
    counts = inputs.pop("batch_num_images")
    assert counts.tolist() == [1, 1] and inputs["pixel_values"].shape[1] > 1
    expected = reference_logits(family.model, inputs)
    actual = atelier.logits_of_inputs(family.folder, inputs, tmp_path)
    assert largest_difference(actual, expected, inputs["attention_mask"]) < 1e-4
    with pytest.raises(AssertionError, match="batch_num_images"):
        atelier.logits_of_inputs(family.folder, inputs | {"batch_num_images": counts[:1]}, tmp_path)


@pytest.mark.parametrize("layout", ["hub", "clip", "even-side", "two-layers"])
@pytest.mark.parametrize("size", [(150, 70), (85, 168), (60, 400)])
def test_a_single_picture_in_tiles(atelier, made, tmp_path, layout, size):
    family = made("llava_onevision", **FAMILIES["llava_onevision"].layouts[layout])
    inputs = processed(family.processor, [messages([picture(tmp_path, *size, 1)], [("user", "<image>What?")])])
    assert inputs["pixel_values"].shape[1] > 2
    expected = reference_logits(family.model, inputs)
    assert largest_difference(atelier.logits_of_inputs(family.folder, inputs, tmp_path), expected) < 1e-4


@pytest.mark.parametrize("size", [(2304, 2304), (3000, 500), (500, 4000), (385, 384), (1500, 1100), (90, 100)])
def test_defaults_of_the_classes(atelier, tmp_path, size):
    """Resolutions and the most tiles of the hub's models, where the files say none."""
    folder = FAMILIES["llava_onevision"].make(tmp_path / "model", image_size=384, most_tiles=9)
    for file in ("config.json", "preprocessor_config.json", "processor_config.json"):
        settings = json.loads((folder / file).read_text())
        for key in ("image_grid_pinpoints", "vision_aspect_ratio"):
            settings.pop(key, None)
        (folder / file).write_text(json.dumps(settings))
    path, turns = picture(tmp_path, *size, 1), [("user", "<image>What?")]
    [ours] = atelier.ask("encode", model=folder, samples=[sample("s", [path], turns)], options={}, prompt=True)
    inputs = processed(load_processor(folder), [messages([path], turns)])
    assert ours["ids"] == inputs["input_ids"][0].tolist()
    assert ours["pixels"] == [[1, *inputs["pixel_values"].shape[1:]]]


@pytest.mark.parametrize("key,value", [("num_image_tokens", 10), ("vision_aspect_ratio", "anyres_max_3")])
def test_a_processor_of_another_model_is_named(atelier, tmp_path, key, value):
    folder = FAMILIES["llava_onevision"].make(tmp_path / "model")
    settings = json.loads((folder / "processor_config.json").read_text())
    (folder / "processor_config.json").write_text(json.dumps(settings | {key: value}))
    said = atelier.job("logits", fails=True, model=folder, prompt="x", out=tmp_path / "out.safetensors")
    assert key in said and "processor" in said
