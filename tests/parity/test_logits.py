"""Logits of Atelier against transformers, in fp32 to 1e-4, for everything a checkpoint and a batch can be."""

import json
import shutil
import subprocess

import checkpoints
import pytest
import torch
from harness import Atelier, largest_difference, messages, picture, processed, reference_logits, sample
from safetensors.torch import load_file, save_file

TOLERANCE = 1e-4
MAKERS = checkpoints.MAKERS
FAMILIES = list(MAKERS)

LAYOUTS = {
    "qwen2_vl": {
        "hub": {},
        "nested": {"nested_config": True},
        "tied": {"tied": True},
        "nested-tied": {"nested_config": True, "tied": True},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "fp16-file": {"dtype": "fp16", "nested_config": True, "sharded": True},
        "one-kv-head": {"kv_heads": 1},
        "no-gqa": {"kv_heads": 4},
        "sections": {"mrope_section": [4, 1, 3]},
    },
    "qwen3_vl": {
        "hub": {},
        "tied": {"tied": True},
        "bf16-file": {"dtype": "bf16", "sharded": True},
    },
    "qwen3_5": {
        "hub": {},
        "tied": {"tied": True},
        "interval": {"layer_types": False, "layers": 5},
        "unused-weights": {"mtp": True, "sharded": True},
        "bf16-file": {"dtype": "bf16", "sharded": True},
        "no-groups": {"key_heads": 4, "kv_heads": 4},
        "kernel": {"kernel": 3, "key_heads": 1},
    },
    "llava": {
        "hub": {},
        "new-names": {"new_names": True},
        "tied": {"tied": True},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "fp16-file": {"dtype": "fp16", "new_names": True, "sharded": True},
        "gqa": {"kv_heads": 2},
    },
    "instructblip": {
        "hub": {},
        "tied": {"tied": True},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "gqa": {"kv_heads": 2},
        "no-bias": {"qkv_bias": False},
        "every-layer": {"frequency": 1, "queries": 3},
        "first-layer": {"frequency": 3},
    },
    "gemma3": {
        "hub": {},
        "new-config": {"new_config": True},
        "tied": {"tied": True},
        "all-sliding": {"new_config": True, "layer_types": ["sliding_attention"] * 3, "tied": True},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "fp16-file": {"dtype": "fp16", "new_names": True, "new_config": True, "sharded": True},
        "wide-heads": {"head_dim": 24, "kv_heads": 1},
    },
}


@pytest.fixture(scope="module")
def atelier(build):
    return Atelier(build)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    sizes = [(60, 90), (150, 70), (57, 57), (300, 120)]
    return [picture(folder, width, height, seed) for seed, (width, height) in enumerate(sizes)]


class Family:
    def __init__(self, folder):
        self.folder = folder
        self.processor = checkpoints.load_processor(folder)
        self.model = checkpoints.load_model(folder)


@pytest.fixture(scope="module", params=FAMILIES)
def family(request, tmp_path_factory):
    return Family(MAKERS[request.param](tmp_path_factory.mktemp(request.param)))


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
@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_single(atelier, family, conversations, tmp_path, name, attention):
    images, turns = conversations[name]
    inputs = processed(family.processor, [messages(images, turns)])
    model = family.model if attention == "sdpa" else checkpoints.load_model(family.folder, attention="eager")
    expected = reference_logits(model, inputs)
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
    atelier.command(
        "logits", "--model", family.folder, "--prompt", "What is written here?", "--image", pictures[0], "--image",
        pictures[3], "--dtype", "fp32", "--out", out,
    )  # fmt: skip
    inputs = processed(
        family.processor, [messages([pictures[0], pictures[3]], [("user", "<image><image>What is written here?")])]
    )
    ours = load_file(out)
    assert ours["input_ids"].tolist() == inputs["input_ids"].tolist()
    if "image_grid_thw" in inputs:
        assert ours["image_grid_thw"].tolist() == inputs["image_grid_thw"].tolist()
    assert ours["pixel_values"].shape == inputs["pixel_values"].shape
    # pixels may differ by the rounding of the resampling, so logits of the same pixels are what must agree
    expected = reference_logits(family.model, inputs | {"pixel_values": ours["pixel_values"]})
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


@pytest.mark.parametrize("name,layout", [(name, layout) for name in FAMILIES for layout in LAYOUTS[name]])
def test_layouts(atelier, conversations, tmp_path, name, layout):
    folder = MAKERS[name](tmp_path / "model", seed=3, **LAYOUTS[name][layout])
    inputs = processed(checkpoints.load_processor(folder), [messages(*conversations["images"])])
    expected = reference_logits(checkpoints.load_model(folder), inputs)
    assert largest_difference(atelier.logits_of_inputs(folder, inputs, tmp_path), expected) < TOLERANCE


@pytest.mark.parametrize("name", FAMILIES)
def test_folders_of_save_pretrained(atelier, conversations, tmp_path, name):
    """A folder exactly as transformers writes it, files' names and all."""
    source = MAKERS[name](tmp_path / "model", seed=5)
    checkpoints.load_model(source).save_pretrained(tmp_path / "saved")
    checkpoints.load_processor(source).save_pretrained(tmp_path / "saved")
    inputs = processed(checkpoints.load_processor(tmp_path / "saved"), [messages(*conversations["images"])])
    expected = reference_logits(checkpoints.load_model(tmp_path / "saved"), inputs)
    assert largest_difference(atelier.logits_of_inputs(tmp_path / "saved", inputs, tmp_path), expected) < TOLERANCE
    out = tmp_path / "out.safetensors"
    atelier.command("logits", "--model", tmp_path / "saved", "--prompt", "x", "--dtype", "fp32", "--out", out)
    asked = processed(checkpoints.load_processor(tmp_path / "saved"), [messages([], [("user", "x")])])
    assert load_file(out)["input_ids"].tolist() == asked["input_ids"].tolist()


def test_bf16_compute_is_as_close_as_the_reference(atelier, family, conversations, tmp_path):
    inputs = processed(family.processor, [messages(*conversations["turns"])])
    exact = reference_logits(family.model, inputs)
    theirs = reference_logits(checkpoints.load_model(family.folder, torch.bfloat16), inputs)
    ours = atelier.logits_of_inputs(family.folder, inputs, tmp_path, "bf16")
    scale = exact.std().item()
    assert (ours - exact).abs().mean().item() < 0.03 * scale
    assert (ours - exact).abs().mean().item() < 1.5 * (theirs - exact).abs().mean().item()


def test_many_patches(atelier, tmp_path):
    """A picture of a real size: positions and grids far from zero."""
    folder = checkpoints.make_qwen2_vl(tmp_path / "model")
    path = picture(tmp_path, 1100, 640, 5)
    inputs = processed(checkpoints.load_processor(folder), [messages([path, path], [("user", "<image>and<image>?")])])
    assert inputs["input_ids"].shape[1] > 1500
    expected = reference_logits(checkpoints.load_model(folder), inputs)
    assert largest_difference(atelier.logits_of_inputs(folder, inputs, tmp_path), expected) < TOLERANCE


REAL = {
    "qwen2_vl": ("qwen2_vl", {"real_tokenizer": True}),
    "llava": ("llava", {"real_tokenizer": True}),
    "llava-legacy": ("llava", {"real_tokenizer": True, "legacy_tokenizer": True}),
    "instructblip": ("instructblip", {"real_tokenizer": True}),
}


@pytest.mark.parametrize("name", REAL)
def test_real_tokenizer_and_images(atelier, data, tmp_path, name):
    """Receipts and radiology pictures through our template, tokenizer and preprocessor against the reference's."""
    kind, options = REAL[name]
    folder = MAKERS[kind](tmp_path / "model", **options)
    processor, model = checkpoints.load_processor(folder), checkpoints.load_model(folder)
    receipts = sorted((data / "sroie" / "images").iterdir())[:40:10]
    others = sorted((data / "vqa_rad" / "images").iterdir())[:40:20]
    demo = sorted(p for p in (data / "llamafactory_demo" / "mllm_demo_data").iterdir() if p.suffix in (".jpg", ".png"))
    for i, path in enumerate([*receipts, *others, *demo]):
        text = f"What is the total? RM {i}.50 — 合計, naïve 👩‍👩‍👧\n\n  x  = y"
        out = tmp_path / "out.safetensors"
        atelier.command("logits", "--model", folder, "--prompt", text, "--image", path, "--out", out, "--dtype", "fp32")
        ours = load_file(out)
        inputs = processed(processor, [messages([path], [("user", "<image>" + text)])])
        assert ours["input_ids"].tolist() == inputs["input_ids"].tolist(), path
        assert (ours["pixel_values"] - inputs["pixel_values"]).abs().max().item() <= 2 / 255 / 0.26, path
        expected = reference_logits(model, inputs)
        assert (ours["logits"] - expected).abs().mean().item() < 0.02 * expected.std().item(), path
        same = reference_logits(model, inputs | {"pixel_values": ours["pixel_values"]})
        assert largest_difference(ours["logits"], same) < TOLERANCE, path


# ------------------------------------------------------------------------------------------------------ wrong files


def changed(source, target, change):
    shutil.copytree(source, target)
    tensors = load_file(target / "model.safetensors")
    change(tensors)
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
    return target


def refusal(atelier, folder, tmp_path) -> str:
    return atelier.command(
        "logits", "--model", folder, "--prompt", "x", "--out", tmp_path / "out.safetensors", fails=True
    )


NORMS = {
    "qwen2_vl": "model.layers.1.input_layernorm.weight",
    "qwen3_vl": "model.language_model.layers.1.input_layernorm.weight",
    "qwen3_5": "model.language_model.layers.1.input_layernorm.weight",
    "llava": "language_model.model.layers.1.input_layernorm.weight",
    "instructblip": "language_model.model.layers.1.input_layernorm.weight",
    "gemma3": "language_model.model.layers.1.input_layernorm.weight",
}


@pytest.mark.parametrize("name", FAMILIES)
def test_tensors_that_do_not_fit_are_named(atelier, tmp_path, name):
    source = MAKERS[name](tmp_path / "model")
    norm = NORMS[name]
    inside = norm if name == "instructblip" else "model.language_model.layers.1.input_layernorm.weight"

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


def test_unused_weights_are_reported(atelier, tmp_path):
    folder = checkpoints.make_qwen3_5(tmp_path / "model", mtp=True)
    command = [atelier.bin / "atelier", "logits", "--model", folder, "--prompt", "x", "--out", tmp_path / "out.safetensors"]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0
    assert "2 tensors that the model does not use: mtp.fc.weight" in said.stderr


def test_the_same_tensor_under_two_names_is_refused(atelier, tmp_path):
    def double(tensors):
        tensors["model.language_model.norm.weight"] = tensors["model.norm.weight"].clone()

    source = checkpoints.make_qwen2_vl(tmp_path / "model")
    assert "norm.weight" in refusal(atelier, changed(source, tmp_path / "double", double), tmp_path)


def test_derived_buffers_of_old_files_are_accepted(atelier, conversations, tmp_path):
    def old(tensors):
        tensors["language_model.model.layers.0.self_attn.rotary_emb.inv_freq"] = torch.ones(8)
        tensors["vision_tower.vision_model.embeddings.position_ids"] = torch.arange(17).unsqueeze(0)

    folder = changed(checkpoints.make_llava(tmp_path / "model"), tmp_path / "old", old)
    inputs = processed(checkpoints.load_processor(folder), [messages(*conversations["image"])])
    atelier.logits_of_inputs(folder, inputs, tmp_path)


def test_what_the_config_class_defaults_to_may_be_left_out(atelier, conversations, tmp_path):
    """The hub's configs leave out what equals the default of its class."""
    folder = checkpoints.make_qwen2_vl(tmp_path / "model", tied=True)
    config = json.loads((folder / "config.json").read_text())
    for key in ("rms_norm_eps", "rope_theta", "use_sliding_window", "image_token_id"):
        config.pop(key)
    # ids are those of the small tokenizer, so the image token must stay
    config["image_token_id"] = checkpoints.load_processor(folder).image_token_id
    (folder / "config.json").write_text(json.dumps(config))
    inputs = processed(checkpoints.load_processor(folder), [messages(*conversations["image"])])
    expected = reference_logits(checkpoints.load_model(folder), inputs)
    assert largest_difference(atelier.logits_of_inputs(folder, inputs, tmp_path), expected) < TOLERANCE
