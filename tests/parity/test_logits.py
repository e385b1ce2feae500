"""Logits of Atelier against transformers, in fp32 to 1e-4, for everything a checkpoint and a batch can be."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch
from PIL import Image
from families import FAMILIES
from harness import largest_difference, messages, picture, pixels_in, processed, reference_logits, sample
from reference import Reference, load_model, load_processor
from safetensors.torch import load_file, save_file
from transformers import CONFIG_MAPPING

TOLERANCE = 1e-4
ROOT = Path(__file__).resolve().parents[2]


def test_every_family_is_run():
    """The tests of parity/ run the families that have a record in families/. What transformers does not know, such as
    assembled models, has tests of its own."""
    rooms = {folder.name for folder in (ROOT / "core" / "models" / "families").iterdir() if folder.is_dir()}
    own = {name for name in rooms if name not in CONFIG_MAPPING}
    assert list(FAMILIES) == sorted(rooms - own)
    assert all((Path(__file__).parent / f"test_{name}.py").is_file() for name in own)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    sizes = [(60, 90), (150, 70), (57, 57), (300, 120)]
    return [picture(folder, width, height, seed) for seed, (width, height) in enumerate(sizes)]


@pytest.fixture(scope="module", params=FAMILIES)
def family(request, made):
    return made(request.param)


@pytest.fixture(scope="module")
def conversations(pictures):
    """name -> (images, turns) ending with a user turn."""
    return {
        "text": ([], [("user", "What is 12 + 30? Überraschung 日本語")]),
        "image": (pictures[:1], [("user", "<image>Describe this.")]),
        "images": (pictures[:3], [("user", "<image><image>Compare with <image> please.")]),
        # More tokens than recurrent layers compute in one go.
        "long": (pictures[3:], [("user", "<image>" + "Read 12.50 RM, change 3 and the date aloud. " * 12)]),
        "turns": (
            pictures[1:4],
            [
                ("system", "Be brief."),
                ("user", "<image>What is it?"),
                ("assistant", "A receipt."),
                ("user", "And these? <image> <image>"),
                ("assistant", "Two more."),
                ("user", "Thanks. What next?"),
            ],
        ),
    }


@pytest.mark.parametrize("name", ["text", "image", "images", "long", "turns"])
def test_single(atelier, family, conversations, tmp_path, name):
    inputs = processed(family.processor, [messages(*conversations[name])])
    expected = reference_logits(family.model, inputs)
    assert largest_difference(atelier.logits_of_inputs(family.folder, inputs, tmp_path), expected) < TOLERANCE


def test_eager_attention_of_the_reference(atelier, family, conversations, tmp_path):
    inputs = processed(family.processor, [messages(*conversations["turns"])])
    expected = reference_logits(load_model(family.folder, attention="eager"), inputs)
    assert largest_difference(atelier.logits_of_inputs(family.folder, inputs, tmp_path), expected) < TOLERANCE


@pytest.mark.parametrize("side", ["left", "right"])
def test_padded_batch(atelier, family, conversations, tmp_path, side):
    batch = [messages(*conversations[name]) for name in ("image", "text", "long", "turns", "images")]
    inputs = processed(family.processor, batch, side)
    assert inputs["attention_mask"].min() == 0
    expected = reference_logits(family.model, inputs)
    actual = atelier.logits_of_inputs(family.folder, inputs, tmp_path)
    assert largest_difference(actual, expected, inputs["attention_mask"]) < TOLERANCE


def test_prompt_and_pixels_are_our_own(atelier, family, pictures, tmp_path):
    """`atelier logits --prompt --image`: our template, tokenizer and pixels."""
    out = tmp_path / "out.safetensors"
    images = [pictures[0], pictures[3]]
    atelier.job("logits", model=family.folder, prompt="What is written here?", images=images, dtype="fp32", out=out)
    inputs = processed(family.processor, [messages(images, [("user", "<image><image>What is written here?")])])
    ours = load_file(out)
    assert ours["input_ids"].tolist() == inputs["input_ids"].tolist()
    if "image_grid_thw" in inputs:
        assert ours["image_grid_thw"].tolist() == inputs["image_grid_thw"].tolist()
    # Some references put all pictures of a text into one row.
    [name] = pixels_in(inputs)
    pixels = family.family.reference_pixels(ours["pixel_values"]).reshape(inputs[name].shape)
    # pixels may differ by the rounding of the resampling, so logits of the same pixels are what must agree
    expected = reference_logits(family.model, inputs | {name: pixels})
    assert largest_difference(ours["logits"], expected) < TOLERANCE


def test_packed_equals_alone(atelier, family, conversations, tmp_path):
    names = ["images", "long", "text", "image", "long", "turns", "text"]
    samples = [sample(name, *conversations[name]) for name in names]
    out = tmp_path / "logits.safetensors"
    bounds = atelier.ask("logits", model=family.folder, samples=samples, out=out)["bounds"]
    packed = load_file(out)["logits"]
    for i, name in enumerate(names):
        alone = tmp_path / "alone.safetensors"
        atelier.ask("logits", model=family.folder, samples=[samples[i]], out=alone)
        assert largest_difference(packed[bounds[i] : bounds[i + 1]], load_file(alone)["logits"]) < TOLERANCE
        inputs = processed(family.processor, [messages(*conversations[name])])
        expected = reference_logits(family.model, inputs)[0]
        assert len(expected) == bounds[i + 1] - bounds[i]
        if not conversations[name][0]:  # the same pixels in both
            assert largest_difference(packed[bounds[i] : bounds[i + 1]], expected) < TOLERANCE


@pytest.mark.parametrize("name,layout", [(name, layout) for name, family in FAMILIES.items() for layout in family.layouts])
def test_layouts(atelier, conversations, tmp_path, name, layout):
    made = Reference(FAMILIES[name].make(tmp_path / "model", seed=3, **FAMILIES[name].layouts[layout]))
    inputs = processed(made.processor, [messages(*conversations["images"])])
    expected = reference_logits(made.model, inputs)
    assert largest_difference(atelier.logits_of_inputs(made.folder, inputs, tmp_path), expected) < TOLERANCE


def test_folders_of_save_pretrained(atelier, family, conversations, tmp_path):
    """A folder exactly as transformers writes it, files' names and all."""
    family.fresh().save_pretrained(tmp_path / "saved")
    family.processor.save_pretrained(tmp_path / "saved")
    saved = Reference(tmp_path / "saved")
    inputs = processed(saved.processor, [messages(*conversations["images"])])
    expected = reference_logits(saved.model, inputs)
    assert largest_difference(atelier.logits_of_inputs(saved.folder, inputs, tmp_path), expected) < TOLERANCE
    out = tmp_path / "out.safetensors"
    atelier.job("logits", model=saved.folder, prompt="x", dtype="fp32", out=out)
    asked = processed(saved.processor, [messages([], [("user", "x")])])
    assert load_file(out)["input_ids"].tolist() == asked["input_ids"].tolist()


def test_bf16_compute_is_as_close_as_the_reference(atelier, family, conversations, tmp_path):
    inputs = processed(family.processor, [messages(*conversations["turns"])])
    exact = reference_logits(family.model, inputs)
    theirs = reference_logits(load_model(family.folder, torch.bfloat16), inputs)
    ours = atelier.logits_of_inputs(family.folder, inputs, tmp_path, "bf16")
    error, reference_error = ((one - exact).abs().mean().item() for one in (ours, theirs))
    # Where rounding makes a router choose another expert, the reference is no closer.
    assert error < max(0.03 * exact.std().item(), reference_error)
    assert error < 1.5 * reference_error


@pytest.mark.parametrize("name", ["qwen2_vl", "qwen2_5_vl"])
def test_many_patches(atelier, made, tmp_path, name):
    """Pictures of real sizes and extreme sides: positions and grids far from zero, many windows."""
    family = made(name)
    paths = [picture(tmp_path, 1100, 640, 5), picture(tmp_path, 28, 2000, 6)]
    inputs = processed(family.processor, [messages(paths, [("user", "<image>and<image>?")])])
    assert inputs["input_ids"].shape[1] > 900
    expected = reference_logits(family.model, inputs)
    assert largest_difference(atelier.logits_of_inputs(family.folder, inputs, tmp_path), expected) < TOLERANCE


REAL = [(name, kind) for name, family in FAMILIES.items() for kind in family.real_tokenizers]


@pytest.mark.parametrize("name,kind", REAL)
def test_real_tokenizer_and_images(atelier, data, tmp_path, name, kind):
    """Receipts and radiology pictures through our template, tokenizer and preprocessor against the reference's."""
    made = Reference(FAMILIES[name].make(tmp_path / "model", **FAMILIES[name].real_tokenizers[kind]))
    receipts = sorted((data / "sroie" / "images").iterdir())[:40:20]
    others = sorted((data / "vqa_rad" / "images").iterdir())[:1]
    demo = sorted(p for p in (data / "llamafactory_demo" / "mllm_demo_data").iterdir() if p.suffix in (".jpg", ".png"))
    for i, original in enumerate([*receipts, *others, *demo[::3]]):
        path = tmp_path / f"{i}.png"
        with Image.open(original) as image:
            image.thumbnail((448, 448))  # a row of logits has the real vocabulary's 150,000
            image.save(path)
        text = f"What is the total? RM {i}.50 — 合計, naïve 👩‍👩‍👧\n\n  x  = y"
        out = tmp_path / "out.safetensors"
        atelier.job("logits", model=made.folder, prompt=text, images=[path], dtype="fp32", out=out)
        ours = load_file(out)
        inputs = processed(made.processor, [messages([path], [("user", "<image>" + text)])])
        assert ours["input_ids"].tolist() == inputs["input_ids"].tolist(), path
        assert (ours["pixel_values"] - inputs["pixel_values"]).abs().max().item() <= 2 / 255 / 0.26, path
        same = reference_logits(made.model, inputs | {"pixel_values": ours["pixel_values"]})
        assert largest_difference(ours["logits"], same) < TOLERANCE, path


# ------------------------------------------------------------------------------------------------------ wrong files


def changed(source, target, change):
    shutil.copytree(source, target)
    tensors = load_file(target / "model.safetensors")
    change(tensors)
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    return target


def refusal(atelier, folder, tmp_path) -> str:
    return atelier.job("logits", fails=True, model=folder, prompt="x", out=tmp_path / "out.safetensors")


def test_tensors_that_do_not_fit_are_named(atelier, family, tmp_path):
    source, (norm, inside) = family.folder, family.family.norm

    def missing(tensors):
        del tensors[norm]

    def extra(tensors):
        tensors["model.layers.9.strange.weight"] = torch.zeros(2)

    def wrong(tensors):
        tensors[norm] = torch.zeros(63)

    message = refusal(atelier, changed(source, tmp_path / "missing", missing), tmp_path)
    assert "missing" in message and inside in message
    message = refusal(atelier, changed(source, tmp_path / "extra", extra), tmp_path)
    assert "unexpected" in message and "model.layers.9.strange.weight" in message
    message = refusal(atelier, changed(source, tmp_path / "wrong", wrong), tmp_path)
    assert norm in message and "63" in message and "64" in message


def test_unused_weights_are_reported(atelier, made, tmp_path):
    folder = made("qwen3_5", mtp=True).folder
    command = [atelier.bin / "atelier", "logits", "--model", folder, "--prompt", "x", "--out", tmp_path / "out.safetensors"]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0
    assert "2 tensors that the model does not use: mtp.fc.weight" in said.stderr


def test_the_same_tensor_under_two_names_is_refused(atelier, made, tmp_path):
    def double(tensors):
        tensors["model.language_model.norm.weight"] = tensors["model.norm.weight"].clone()

    source = made("qwen2_vl").folder
    assert "norm.weight" in refusal(atelier, changed(source, tmp_path / "double", double), tmp_path)


def test_derived_buffers_of_old_files_are_accepted(atelier, made, conversations, tmp_path):
    def old(tensors):
        tensors["language_model.model.layers.0.self_attn.rotary_emb.inv_freq"] = torch.ones(8)
        tensors["vision_tower.vision_model.embeddings.position_ids"] = torch.arange(17).unsqueeze(0)

    family = made("llava")
    folder = changed(family.folder, tmp_path / "old", old)
    inputs = processed(family.processor, [messages(*conversations["image"])])
    atelier.logits_of_inputs(folder, inputs, tmp_path)


def test_what_the_config_class_defaults_to_may_be_left_out(atelier, conversations, tmp_path):
    """The hub's configs leave out what equals the default of its class."""
    folder = FAMILIES["qwen2_vl"].make(tmp_path / "model", tied=True)
    config = json.loads((folder / "config.json").read_text())
    for key in ("rms_norm_eps", "rope_theta", "use_sliding_window", "image_token_id"):
        config.pop(key)
    # ids are those of the small tokenizer, so the image token must stay
    config["image_token_id"] = load_processor(folder).image_token_id
    (folder / "config.json").write_text(json.dumps(config))
    made = Reference(folder)
    inputs = processed(made.processor, [messages(*conversations["image"])])
    expected = reference_logits(made.model, inputs)
    assert largest_difference(atelier.logits_of_inputs(folder, inputs, tmp_path), expected) < TOLERANCE
