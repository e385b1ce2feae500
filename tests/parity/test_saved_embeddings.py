"""Token embeddings and heads beside an adapter, in models where both are one matrix, as PEFT saves and loads them."""

import copy
import inspect
import warnings

import pytest
import torch
from adapter_case import Case, close, logits, make, ours, shake, shows  # noqa: F401
from families import FAMILIES
from peft import LoraConfig, PeftModel, get_peft_model
from reference import load_model
from safetensors.torch import load_file

LORA = dict(r=4, target_modules=r".*language_model.*q_proj")
MODULES = {
    "embeddings": dict(modules_to_save=["embed_tokens"]),
    "head": dict(modules_to_save=["lm_head"]),
    "both": dict(modules_to_save=["embed_tokens", "lm_head"]),
    "kept as one": dict(modules_to_save=["embed_tokens"], ensure_weight_tying=True),
    "plain": {},
}


@pytest.fixture(scope="module", params=[name for name in FAMILIES if "tied" in inspect.signature(FAMILIES[name].make).parameters])
def case(request, made):
    return Case(request.param, made(request.param, tied=True))


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PEFT's words on tied weights
        yield


@pytest.mark.parametrize("modules", MODULES)
def test_from_peft(atelier, case, ours, modules, tmp_path):  # noqa: F811
    model = get_peft_model(case.reference(), LoraConfig(**LORA, **copy.deepcopy(MODULES[modules])))
    shake(model)
    if not MODULES[modules]:  # what a program changed in place, and PEFT saves on its own account
        with torch.no_grad():
            model.get_input_embeddings().weight.mul_(1.5)
    model.eval().save_pretrained(tmp_path / "adapter", save_embedding_layers=not MODULES[modules])
    inputs = case.inputs(True)
    expected = logits(PeftModel.from_pretrained(case.reference(), tmp_path / "adapter").eval(), inputs)
    shows(case, inputs, expected)
    close(ours(tmp_path / "adapter", inputs), expected)

    atelier.job("merge_adapter", model=case.folder, adapter=tmp_path / "adapter", out=tmp_path / "merged", dtype="fp32")
    close(logits(load_model(tmp_path / "merged"), inputs), expected)
    close(atelier.logits_of_inputs(tmp_path / "merged", {k: v for k, v in inputs.items() if k != "attention_mask"}, tmp_path)[0], expected)


@pytest.mark.parametrize("name", ["embed_tokens", "lm_head"])
def test_to_peft(atelier, case, ours, name, tmp_path):  # noqa: F811
    """Trained, the two stay one matrix, whichever is named."""
    adapter = make(atelier, case, f"lora_rank: 4\nlora_target: q_proj\nadditional_target: {name}\n", tmp_path)
    table, head = (values for key, values in load_file(adapter / "adapter_model.safetensors").items() if key.endswith(("embed_tokens.weight", "lm_head.weight")))
    assert table.equal(head)
    model = PeftModel.from_pretrained(case.reference(), adapter).eval()
    inputs = case.inputs(True)
    expected = logits(model, inputs)
    shows(case, inputs, expected)
    close(ours(adapter, inputs), expected)
