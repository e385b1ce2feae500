"""What only Gemma 4 has: audio towers that are left alone, models without a vision part, keys of other layers."""

import shutil
import subprocess

import pytest
import torch
from families import FAMILIES
from harness import largest_difference, messages, picture, processed, reference_logits, sample
from peft import LoraConfig, get_peft_model
from reference import Reference, load_model
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from test_gemma3 import change

TOLERANCE = 1e-4
TURNS = [("user", "<image>What is it? <image> And this?")]


@pytest.fixture
def folder(tmp_path):
    return FAMILIES["gemma4"].make(tmp_path / "model", seed=2)


def names_of(folder):
    names = set()
    for file in folder.glob("*.safetensors"):
        with safe_open(file, "pt") as tensors:
            names |= set(tensors.keys())
    return names


@pytest.mark.parametrize("name,beginning", [("gemma4", "model.audio_tower."), ("gemma4_unified", "model.embed_audio.")])
def test_audio_weights_are_told_and_kept(atelier, tmp_path, name, beginning):
    folder = FAMILIES[name].make(tmp_path / "model", seed=2, audio=True)
    images = [picture(tmp_path, 60, 90, 1), picture(tmp_path, 150, 70, 2)]
    model = load_model(folder, attention="eager")
    inputs = processed(Reference(folder).processor, [messages(images, TURNS)])
    expected = reference_logits(model, inputs)
    assert largest_difference(atelier.logits_of_inputs(folder, inputs, tmp_path), expected) < TOLERANCE
    command = [atelier.bin / "atelier", "logits", "--model", folder, "--prompt", "x", "--out", tmp_path / "x.safetensors"]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0 and "tensors that the model does not use: model." in said.stderr

    adapted = get_peft_model(model, LoraConfig(r=2, target_modules=r".*language_model.*\.q_proj"))
    for parameter in adapted.parameters():
        if parameter.requires_grad:
            torch.nn.init.normal_(parameter, std=0.1)
    adapted.save_pretrained(str(tmp_path / "adapter"))
    merged = tmp_path / "merged"
    atelier.job("merge_adapter", model=folder, adapter=tmp_path / "adapter", out=merged, dtype="fp32")
    assert names_of(merged) == names_of(folder) and any(name.startswith(beginning) for name in names_of(merged))
    again = load_model(merged, attention="eager")
    assert largest_difference(reference_logits(again, inputs), reference_logits(adapted, inputs)) < TOLERANCE


def test_audio_is_refused(atelier, folder, tmp_path):
    inputs = processed(Reference(folder).processor, [messages([], [("user", "x")])])
    file = tmp_path / "inputs.safetensors"
    tensors = {"input_ids": inputs["input_ids"], "attention_mask": inputs["attention_mask"]}
    save_file(tensors | {"input_features": torch.zeros(1, 16, 128)}, file)
    said = atelier.job("logits", fails=True, model=folder, inputs=file, out=tmp_path / "out.safetensors")
    assert "audio (input_features) is not supported" in said


@pytest.mark.parametrize("name", ["gemma4", "gemma4_unified"])
def test_without_a_vision_part(atelier, tmp_path, name):
    folder = FAMILIES[name].make(tmp_path / "model", seed=2)
    change(folder, "config.json", vision_config=None)
    tensors = load_file(folder / "model.safetensors")
    rest = {key: value for key, value in tensors.items() if ".vision_tower." not in key and ".embed_vision." not in key}
    save_file(rest, folder / "model.safetensors", metadata={"format": "pt"})
    inputs = processed(Reference(folder).processor, [messages([], [("user", "What is 12 + 30?")])])
    expected = reference_logits(load_model(folder), inputs)
    assert largest_difference(atelier.logits_of_inputs(folder, inputs, tmp_path), expected) < TOLERANCE
    images = [picture(tmp_path, 30, 30, 1)]
    said = atelier.job("logits", fails=True, model=folder, prompt="x", images=images, out=tmp_path / "out.safetensors")
    assert "vision_config" in said


def test_keys_that_no_layer_uses_are_left_alone(atelier, folder, tmp_path):
    """Layers that take keys of earlier ones can have their own in the files."""
    images = [picture(tmp_path, 60, 90, 1), picture(tmp_path, 150, 70, 2)]
    inputs = processed(Reference(folder).processor, [messages(images, TURNS)])
    expected = atelier.logits_of_inputs(folder, inputs, tmp_path)
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    tensors = load_file(other / "model.safetensors")
    for layer in (3, 4):
        assert f"model.language_model.layers.{layer}.self_attn.k_proj.weight" not in tensors
        for kind in ("k_proj", "v_proj", "k_norm"):
            tensors[f"model.language_model.layers.{layer}.self_attn.{kind}.weight"] = torch.ones(3)
    save_file(tensors, other / "model.safetensors", metadata={"format": "pt"})
    assert largest_difference(atelier.logits_of_inputs(other, inputs, tmp_path), expected) == 0


@pytest.mark.parametrize("option", ["both_ways", "window", "cap", "shared"])
def test_the_rules_show(atelier, tmp_path, option):
    """The test checkpoint would not do if another rule gave the same."""
    folder = FAMILIES["gemma4"].make(tmp_path / "model", seed=2, shared=0, double=False, cap=9.0)
    images = [picture(tmp_path, 60, 90, 1), picture(tmp_path, 90, 60, 2)]
    changes = {
        "both_ways": {"text_config__use_bidirectional_attention": "vision"},
        "window": {"text_config__sliding_window": 17},
        "cap": {"text_config__final_logit_softcapping": None},
        "shared": {"text_config__num_kv_shared_layers": 1},
    }[option]
    logits = []
    for change_it in (False, True):
        if change_it:
            change(folder, "config.json", **changes)
        out = tmp_path / "out.safetensors"
        atelier.ask("logits", model=folder, samples=[sample("s", images, TURNS)], out=out)
        logits.append(load_file(out)["logits"])
    assert largest_difference(logits[0], logits[1]) > 0.1


@pytest.mark.parametrize(
    ("file", "changes", "message"),
    [
        ("config.json", {"text_config__use_bidirectional_attention": "all"}, "use_bidirectional_attention"),
        ("config.json", {"text_config__layer_types": ["full_attention"]}, "each of the 5 layers"),
        ("config.json", {"text_config__num_kv_shared_layers": 5}, "num_kv_shared_layers"),
        ("config.json", {"text_config__num_kv_shared_layers": 4}, "none lies before it"),
        ("config.json", {"text_config__per_layer_config": {"9": {"head_dim": 8}}}, "per_layer_config"),
        ("config.json", {"text_config__per_layer_config": {"1": {"hidden_size": 8}}}, "hidden_size"),
        ("config.json", {"text_config__per_layer_config": {"0": {"head_dim": 8}}}, "unlike sizes"),
        ("config.json", {"text_config__rope_parameters": {"full_attention": {"rope_theta": 1e4}}}, "sliding_attention"),
        ("config.json", {"text_config__vocab_size_per_layer_input": 5}, "vocab_size_per_layer_input"),
        ("config.json", {"text_config__enable_moe_block": True}, "moe_intermediate_size"),
        ("config.json", {"text_config__final_logit_softcapping": -1.0}, "final_logit_softcapping"),
        ("config.json", {"vision_config__head_dim": 10}, "multiple of 4"),
        ("config.json", {"vision_config__pooling_kernel_size": 2}, "pooling_kernel_size"),
        ("processor_config.json", {"image_processor__max_soft_tokens": 100}, "max_soft_tokens"),
        ("processor_config.json", {"image_processor__do_resize": False}, "do_resize"),
        ("processor_config.json", {"image_processor__patch_size": 5}, "patch_size"),
    ],
)
def test_what_does_not_fit_is_refused(atelier, folder, tmp_path, file, changes, message):
    change(folder, file, **changes)
    images = [picture(tmp_path, 30, 30, 1)]
    said = atelier.job("logits", fails=True, model=folder, prompt="x", images=images, out=tmp_path / "out.safetensors")
    assert message in said and len(said.strip().splitlines()) == 1, said


@pytest.mark.parametrize("options", [{}, {"target_modules": r".*language_model.*\.(router\.proj|q_proj)"}], ids=["experts", "router"])
def test_adapters_on_experts(atelier, tmp_path, options):
    """Experts lie beside the MLP here, not in its place."""
    made = FAMILIES["gemma4"].make(tmp_path / "model", seed=2, experts=5, shared=0, double=False)
    model = load_model(made)
    inputs = processed(Reference(made).processor, [messages([picture(tmp_path, 60, 90, 1)], [("user", "<image>What?")])])
    plain = reference_logits(model, inputs)
    torch.manual_seed(1)
    parameters = ["experts.gate_up_proj", "experts.down_proj"]
    model = get_peft_model(model, LoraConfig(r=2, **({"target_modules": [], "target_parameters": parameters} | options)))
    for parameter in model.parameters():
        if parameter.requires_grad:
            torch.nn.init.normal_(parameter, std=0.1)
    model.eval().save_pretrained(str(tmp_path / "adapter"))
    expected = reference_logits(model, inputs)
    assert largest_difference(expected, plain) > 0.05
    ours = atelier.logits_of_inputs(made, inputs, tmp_path, adapter=tmp_path / "adapter")
    assert largest_difference(ours, expected) < TOLERANCE
    merged = tmp_path / "merged"
    atelier.job("merge_adapter", model=made, adapter=tmp_path / "adapter", out=merged, dtype="fp32")
    assert largest_difference(reference_logits(load_model(merged), inputs), expected) < TOLERANCE
