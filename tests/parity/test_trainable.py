"""What a recipe trains, counted as PEFT counts it; modules trained in full, both ways."""

import pytest
from adapter_case import case, close, logits, make, ours, shake, shows  # noqa: F401
from peft import IA3Config, LoraConfig, PeftModel, get_peft_model
from reference import LANGUAGE, LANGUAGE_LINEARS, PER_LAYER, decoder_of, head_of
from safetensors.torch import load_file

LLM = LANGUAGE_LINEARS
CASES = {
    "lora": ("lora_rank: 4\n", lambda f: LoraConfig(r=4, target_modules=LLM)),
    "lora-names": ("lora_rank: 3\nlora_target: q_proj, v_proj\n", lambda f: LoraConfig(r=3, target_modules=LANGUAGE + r".*\.(q|v)_proj")),
    "lora-layers": (
        "lora_rank: 4\nlora_target: q_proj\ntrainable_layers: 1\n",
        lambda f: LoraConfig(r=4, target_modules=LANGUAGE + r"\.(model\.)?layers\.1\..*q_proj"),
    ),
    "lora-frozen": ("lora_rank: 4\nfrozen_parameters: ['*.{mlp}.*']\n", lambda f: LoraConfig(r=4, target_modules=LANGUAGE + r".*((self|cross)_attn\.\w+_proj|(linear_attn|conv)\.(in|out)_proj\w*|" + PER_LAYER + ")")),
    "ia3": ("finetuning_type: ia3\n", lambda f: IA3Config(target_modules=LANGUAGE + r".*\.(k_proj|v_proj|down_proj|w2)", feedforward_modules=r".*\.(down_proj|w2)")),
    "modules": (
        "lora_rank: 4\nlora_target: q_proj\nadditional_target: {projector}\n",
        lambda f: LoraConfig(r=4, target_modules=LANGUAGE + r".*q_proj", modules_to_save=f.bridge[:1]),
    ),
}  # fmt: skip


def tree_of(atelier, case, text):
    family = case.family
    recipe = f"model_name_or_path: {case.folder}\n" + text.format(projector=family.bridge[0], mlp=family.feed_forward)
    return atelier.job("trainable", recipe=recipe, recipe_name="recipe.yaml")


@pytest.mark.parametrize("name", CASES)
def test_counts_are_pefts(atelier, case, name):  # noqa: F811
    text, config = CASES[name]
    model = get_peft_model(case.reference(), config(case.family))
    trainable, everything = model.get_nb_trainable_parameters()
    # PEFT counts the originals of modules that it saves a copy of.
    everything -= sum(p.numel() for n, p in model.named_parameters() if ".original_module." in n)
    tree = tree_of(atelier, case, text + case.family.recipes.get(name, ""))
    assert (tree["trainable"], tree["all"]) == (trainable, everything)
    for part in tree["parts"]:
        assert sum(group["trainable"] for group in part["groups"]) == part["trainable"]
        for group in part["groups"]:
            layers = group["last"] - group["first"] + 1
            assert sum(module["all"] for module in group["modules"]) * layers == group["all"]
    assert sum(part["all"] for part in tree["parts"]) == tree["all"]


def parameters_of(case):
    """(all, the language model's, the last layer's, the bridge's), each by name."""
    model = case.made.model
    everything = dict(model.named_parameters())
    names = {id(parameter): name for name, parameter in everything.items()}
    decoder, head = decoder_of(model), head_of(model)

    def of(*modules):
        found = {names[id(p)] for module in modules for p in module.parameters()}
        return {name: everything[name] for name in found}

    bridge = {
        name: parameter for name, parameter in everything.items()
        if any(f".{module}." in f".{name}." for module in case.family.bridge)
    }  # fmt: skip
    return everything, of(decoder, head), of(decoder.layers[-1]), bridge


@pytest.mark.parametrize("what", ["language", "bridge", "last layer", "no mlp"])
def test_counts_of_base_weights(atelier, case, what):  # noqa: F811
    everything, language, last, bridge = parameters_of(case)
    text, trained = {
        "language": ("finetuning_type: full\n", language),
        "bridge": ("finetuning_type: full\nfreeze_language_model: true\nfreeze_multi_modal_projector: false\n", bridge),
        "last layer": ("finetuning_type: freeze\nfreeze_trainable_layers: 1\n", last),
        "no mlp": (
            "finetuning_type: full\nfrozen_parameters: ['*.{mlp}.*']\n",
            {name: parameter for name, parameter in language.items() if f".{case.family.feed_forward}." not in name},
        ),
    }[what]
    assert trained
    tree = tree_of(atelier, case, text)
    counts = [sum(parameter.numel() for parameter in some.values()) for some in (trained, everything)]
    assert [tree["trainable"], tree["all"]] == counts


def test_modules_from_peft(case, ours, tmp_path):  # noqa: F811
    model = get_peft_model(case.reference(), CASES["modules"][1](case.family))
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    inputs = case.inputs(True)
    close(ours(tmp_path / "adapter", inputs), logits(model, inputs))


def test_modules_to_peft(atelier, case, ours, tmp_path):  # noqa: F811
    adapter = make(atelier, case, CASES["modules"][0].format(projector=case.family.bridge[0]), tmp_path)
    model = PeftModel.from_pretrained(case.reference(), adapter).eval()
    inputs = case.inputs(True)
    expected = logits(model, inputs)
    shows(case, inputs, expected)
    close(ours(adapter, inputs), expected)
    names = set(load_file(adapter / "adapter_model.safetensors"))
    model.save_pretrained(tmp_path / "theirs")
    assert names == set(load_file(tmp_path / "theirs" / "adapter_model.safetensors"))
