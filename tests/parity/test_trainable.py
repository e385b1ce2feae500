"""What a recipe trains, counted as PEFT counts it; modules trained in full, both ways."""

import json

import checkpoints
import pytest
from harness import Atelier
from peft import IA3Config, LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from test_adapters import Family, close, logits, make, ours, shake  # noqa: F401

FAMILIES = list(checkpoints.MAKERS)
LLM = checkpoints.LANGUAGE_LINEARS
DECODER = r"(model\.language_model|language_model\.(model|lm_head))"
PROJECTOR = {"qwen2_vl": "visual.merger", "qwen3_vl": "visual.merger", "qwen3_5": "visual.merger", "llava": "multi_modal_projector", "gemma3": "multi_modal_projector", "instructblip": "language_projection"}
CASES = {
    "lora": ("lora_rank: 4\n", lambda f: LoraConfig(r=4, target_modules=LLM)),
    "lora-names": ("lora_rank: 3\nlora_target: q_proj, v_proj\n", lambda f: LoraConfig(r=3, target_modules=r".*language_model.*\.(q|v)_proj")),
    "lora-layers": (
        "lora_rank: 4\nlora_target: q_proj\ntrainable_layers: 1\n",
        lambda f: LoraConfig(r=4, target_modules=r".*language_model\.(model\.)?layers\.1\..*q_proj"),
    ),
    "lora-frozen": ("lora_rank: 4\nfrozen_parameters: ['*.mlp.*']\n", lambda f: LoraConfig(r=4, target_modules=r".*language_model.*(self_attn\.\w_proj|linear_attn\.(in|out)_proj\w*)")),
    "ia3": ("finetuning_type: ia3\n", lambda f: IA3Config(target_modules=r".*language_model.*\.(k_proj|v_proj|down_proj)", feedforward_modules=r".*\.down_proj")),
    "modules": (
        "lora_rank: 4\nlora_target: q_proj\nadditional_target: {projector}\n",
        lambda f: LoraConfig(r=4, target_modules=r".*language_model.*q_proj", modules_to_save=[PROJECTOR[f]]),
    ),
}  # fmt: skip


@pytest.fixture(scope="module", params=FAMILIES)
def family(request, tmp_path_factory):
    return Family(request.param, tmp_path_factory.mktemp(request.param) / "model")


def recipe_of(family, text, folder):
    path = folder / "recipe.yaml"
    path.write_text(f"model_name_or_path: {family.folder}\n" + text.format(projector=PROJECTOR[family.name]))
    return path


def tree_of(build, recipe, *arguments):
    return json.loads(Atelier(build).command("model", "tree", recipe, "--json", *arguments))


@pytest.mark.parametrize("name", CASES)
def test_counts_are_pefts(family, build, name, tmp_path):
    text, config = CASES[name]
    model = get_peft_model(family.reference(), config(family.name))
    trainable, everything = model.get_nb_trainable_parameters()
    # PEFT counts the originals of modules that it saves a copy of.
    everything -= sum(p.numel() for n, p in model.named_parameters() if ".original_module." in n)
    tree = tree_of(build, recipe_of(family, text, tmp_path))
    assert (tree["trainable"], tree["all"]) == (trainable, everything)
    for part in tree["parts"]:
        assert sum(group["trainable"] for group in part["groups"]) == part["trainable"]
        for group in part["groups"]:
            layers = group["last"] - group["first"] + 1
            assert sum(module["all"] for module in group["modules"]) * layers == group["all"]
    assert sum(part["all"] for part in tree["parts"]) == tree["all"]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("finetuning_type: full\n", rf"({DECODER}|lm_head)"),
        ("finetuning_type: full\nfreeze_language_model: true\nfreeze_multi_modal_projector: false\n", r"model\.(visual\.(merger|deepstack_merger_list)|multi_modal_projector)|qformer|query_tokens|language_projection"),
        ("finetuning_type: freeze\nfreeze_trainable_layers: 1\n", None),
        ("finetuning_type: full\nfrozen_parameters: ['*.mlp.*']\n", rf"(lm_head|{DECODER}\.(?!.*\.mlp\.))"),
    ],
)
def test_counts_of_base_weights(family, build, text, pattern, tmp_path):
    import re

    model = family.reference()
    pattern = pattern or rf"{DECODER}\.layers\.{model.config.get_text_config().num_hidden_layers - 1}\."
    counted = sum(p.numel() for n, p in model.named_parameters() if re.match(pattern, n))
    tree = tree_of(build, recipe_of(family, text, tmp_path))
    assert (tree["trainable"], tree["all"]) == (counted, sum(p.numel() for p in model.parameters()))


def test_modules_from_peft(family, ours, tmp_path):  # noqa: F811
    model = get_peft_model(family.reference(), CASES["modules"][1](family.name))
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    inputs = family.inputs(True)
    close(ours(tmp_path / "adapter", inputs), logits(model, inputs))


def test_modules_to_peft(run, family, ours, tmp_path):  # noqa: F811
    adapter = make(run, family, CASES["modules"][0].format(projector=PROJECTOR[family.name]), tmp_path)
    model = PeftModel.from_pretrained(family.reference(), adapter).eval()
    inputs = family.inputs(True)
    expected = logits(model, inputs)
    assert (expected - ours("-", inputs)).abs().max() > 0.05
    close(ours(adapter, inputs), expected)
    names = set(load_file(adapter / "adapter_model.safetensors"))
    model.save_pretrained(tmp_path / "theirs")
    assert names == set(load_file(tmp_path / "theirs" / "adapter_model.safetensors"))
