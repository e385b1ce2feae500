"""What only PaliGemma has: Gemma 2 with its window and soft caps in every use, a prefix that ends where the answer begins,
and folders that are refused."""

import json

import pytest
import torch
from families import FAMILIES
from harness import largest_difference, messages, picture, processed, reference_logits, sample
from reference import Reference
from safetensors.torch import load_file
from test_training import test_fifty_steps as compare_steps
from test_training import test_gradients_of_every_weight as compare_gradients
from training_case import Case
from training_project import Project

TOLERANCE = 1e-4
STEPS = 16
SECOND = {"second": True, "kv_heads": 2}
TURNS = [("user", "<image><image>What is it?"), ("assistant", "A cat <loc0012><seg003>")]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    return [picture(folder, 56, 84, 1), picture(folder, 140, 84, 2)]


@pytest.fixture(scope="module")
def case(atelier, build, tmp_path_factory):
    torch.set_num_threads(1)
    folder, family = tmp_path_factory.mktemp("second"), FAMILIES["paligemma"]
    model = family.make(folder / "model", logit_cap=30.0, **SECOND)
    return Case(atelier, folder, model, Project(build, folder, family.sizes))


def test_gemma_2_trains(case):
    compare_steps(case)


def test_gradients_of_gemma_2(case):
    compare_gradients(case)


def test_gemma_2_answers(atelier, made, pictures):
    """Past its window, with the prefix in the cache."""
    family = made("paligemma", seed=11, **SECOND)
    family.model.generation_config.eos_token_id = None
    prompts = [([], "What is 12 + 30?"), (pictures[:1], "<image>Describe this."), (pictures, "<image><image>Compare.")]
    samples = [sample(text, images, [("user", text)]) for images, text in prompts]
    [ours] = atelier.ask("generate", model=family.folder, samples=samples, options=[{"max_new_tokens": STEPS}])
    for tokens, (images, text) in zip(ours, prompts):
        inputs = processed(family.processor, [messages(images, [("user", text)])])
        with torch.no_grad():
            out = family.model.generate(**inputs, max_new_tokens=STEPS, do_sample=False, pad_token_id=0)
        assert tokens == out[0, inputs["input_ids"].shape[1] :].tolist(), text
        assert len(set(tokens)) > 3


@pytest.mark.parametrize("options", [{}, SECOND], ids=["first", "second"])
def test_the_prefix_ends_where_the_answer_begins(atelier, made, pictures, tmp_path, options):
    family = made("paligemma", **options)
    asked = [sample("s", pictures, TURNS)]
    [encoded] = atelier.ask("encode", model=family.folder, samples=asked, options={}, prompt=False)
    whole = family.processor.inner(
        images=[[part["image"] for part in messages(pictures, TURNS)[0]["content"] if part["type"] == "image"]],
        text=TURNS[0][1],
        suffix=TURNS[1][1],
        return_tensors="pt",
    )
    assert encoded["ids"] == whole["input_ids"][0].tolist()
    assert encoded["labels"] == whole.pop("labels")[0].tolist()
    out = tmp_path / "out.safetensors"
    atelier.ask("logits", model=family.folder, samples=asked, prompt=False, out=out)
    ours = load_file(out)["logits"]
    # Pixels differ by the rounding of the resampling.
    assert largest_difference(ours, reference_logits(family.model, whole)[0]) < 0.05
    types = torch.zeros_like(whole["token_type_ids"])
    for other in (types, types + 1):
        assert largest_difference(ours, reference_logits(family.model, whole | {"token_type_ids": other})[0]) > 0.2


def test_policies_of_gemma_2_show(atelier, tmp_path, pictures):
    """The test checkpoint would not do if another window, cap or scale gave the same."""
    folder = FAMILIES["paligemma"].make(tmp_path / "model", **SECOND)
    path = folder / "config.json"
    config = json.loads(path.read_text())

    def logits(**changes):
        path.write_text(json.dumps(config | {"text_config": config["text_config"] | changes}))
        out = tmp_path / "out.safetensors"
        atelier.ask("logits", model=folder, samples=[sample("s", pictures, TURNS)], prompt=False, out=out)
        return load_file(out)["logits"]

    plain = logits()
    for changes in (
        {"sliding_window": 30},
        {"attn_logit_softcapping": None},
        {"final_logit_softcapping": None},
        {"query_pre_attn_scalar": 16},
        {"layer_types": ["full_attention", "sliding_attention", "full_attention"]},
    ):
        assert largest_difference(plain, logits(**changes)) > 0.02, changes


@pytest.mark.parametrize(
    ("file", "changes", "message"),
    [
        ("config.json", {"text_config__attn_logit_softcapping": 0}, "attn_logit_softcapping"),
        ("config.json", {"text_config__final_logit_softcapping": -3.0}, "final_logit_softcapping"),
        ("config.json", {"text_config__sliding_window": 0}, "sliding_window"),
        ("config.json", {"text_config__query_pre_attn_scalar": 0}, "query_pre_attn_scalar"),
        ("config.json", {"text_config__layer_types": ["full_attention"]}, "each of the 3 layers"),
        ("config.json", {"text_config__model_type": "gemma9"}, "gemma9"),
        ("config.json", {"projection_dim": 32}, "projection_dim"),
        ("config.json", {"image_token_index": 1792}, "image tokens are 1792 for the model"),
        ("config.json", {"vision_config__vision_use_head": True}, "vision_use_head"),
        ("preprocessor_config.json", {"image_seq_length": 4}, "image_seq_length"),
        ("preprocessor_config.json", {"size": {"height": 28, "width": 28}}, "56 x 56"),
        ("preprocessor_config.json", {"do_resize": False}, "do_resize"),
    ],
)
def test_what_does_not_fit_is_refused(atelier, tmp_path, file, changes, message):
    folder = FAMILIES["paligemma"].make(tmp_path / "model", **SECOND)
    path = folder / file
    values = json.loads(path.read_text())
    for key, value in changes.items():
        *inner, last = key.split("__")
        place = values
        for name in inner:
            place = place[name]
        place[last] = value
    path.write_text(json.dumps(values))
    images = [picture(tmp_path, 30, 30, 1)]
    said = atelier.job("logits", fails=True, model=folder, prompt="x", images=images, out=tmp_path / "out.safetensors")
    assert message in said and len(said.strip().splitlines()) == 1, said
