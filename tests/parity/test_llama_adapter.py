"""LLaMA-Adapter between Atelier and PEFT, both ways."""

import adaption_prompts
import pytest
import torch
from adapter_case import case, close, logits, make, ours, rename, shake, shows  # noqa: F401
from peft import PeftModel, get_peft_model
from reference import decoder_of
from safetensors.torch import load_file, save_file


@pytest.fixture
def known(case, monkeypatch):
    """known() -> the reference, on which PEFT's adaption prompts work."""
    return lambda: adaption_prompts.teach(monkeypatch, case.reference())


def takes_keys(case) -> bool:
    """Whether the last layers take keys of earlier ones: there is nothing to make keys of prompts with."""
    return getattr(getattr(decoder_of(case.made.model).layers[-1], "self_attn", None), "is_kv_shared_layer", False)


LLAMA_ADAPTER = "finetuning_type: llama_adapter\nllama_adapter_tokens: 5\nllama_adapter_layers: 2\n"


def test_llama_adapter_from_peft(case, ours, known, tmp_path):
    if takes_keys(case):  # test_llama_adapter_to_peft sees the refusal
        return
    model = adaption_prompts.open_gates(get_peft_model(known(), adaption_prompts.config()))
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    for image in (False, True):
        inputs = case.inputs(image)
        expected = logits(model, inputs)
        shows(case, inputs, expected)
        close(ours(tmp_path / "adapter", inputs), expected)

    if case.family.old_names:
        rename(tmp_path / "adapter", case.family.old_names)
        close(ours(tmp_path / "adapter", inputs), expected)


@pytest.mark.parametrize("case", ["llava"], indirect=True)  # PEFT lists no other of these language models
def test_llama_adapter_of_a_plain_llama(case, ours, tmp_path):
    """PEFT as it is, on the language model by itself."""
    from transformers import LlamaForCausalLM

    whole = case.reference()
    language = LlamaForCausalLM(whole.config.text_config)
    language.model.load_state_dict(whole.model.language_model.state_dict())
    language.lm_head.load_state_dict(whole.lm_head.state_dict())
    model = adaption_prompts.open_gates(get_peft_model(language, adaption_prompts.config()))
    shake(model)
    model.eval().save_pretrained(tmp_path / "adapter")
    rename(tmp_path / "adapter", [("model.model.layers.", "model.model.language_model.layers.")])
    inputs = case.inputs(False)
    close(ours(tmp_path / "adapter", inputs), logits(model, inputs))


@pytest.mark.parametrize("visual", [False, True], ids=["plain", "images"])
def test_llama_adapter_to_peft(atelier, case, ours, known, visual, tmp_path):
    if takes_keys(case):
        with pytest.raises(AssertionError, match="layers with their own"):
            make(atelier, case, LLAMA_ADAPTER, tmp_path)
        return
    adapter = make(atelier, case, LLAMA_ADAPTER + f"llama_adapter_visual: {str(visual).lower()}\n", tmp_path)
    tensors = load_file(adapter / "adapter_model.safetensors")
    for i, name in enumerate(name for name in tensors if name.endswith("adaption_gate")):
        tensors[name] = torch.tensor([0.8 - i])
    save_file(tensors, adapter / "adapter_model.safetensors", metadata={"format": "pt"})
    if visual:  # PEFT says that it does not know it
        with pytest.warns(UserWarning, match="adapter_visual"):
            model = PeftModel.from_pretrained(known(), adapter, is_trainable=True).eval()
    else:
        model = PeftModel.from_pretrained(known(), adapter, is_trainable=True).eval()
    parameters = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert parameters.keys() == tensors.keys() - {"adaption_visual.weight"} and len(parameters) == 4
    for name, parameter in parameters.items():
        assert torch.equal(parameter, tensors[name]), name

    inputs = case.inputs(True)
    if visual:
        without = logits(model, inputs)
        parameters["adaption_visual.weight"] = matrix = tensors["adaption_visual.weight"].requires_grad_()
        parameters |= adaption_prompts.add_images(model, matrix, inputs, case.image_token)
        assert (logits(model, inputs) - without).abs().max() > 0.05
    expected = logits(model, inputs)
    shows(case, inputs, expected)
    close(ours(adapter, inputs), expected)

    weights = torch.randn(expected.shape, generator=torch.Generator().manual_seed(2)) / 100
    (model(**inputs).logits[0] * weights).sum().backward()
    actual = ours(adapter, inputs, weights)
    assert actual.keys() == parameters.keys()
    for name, parameter in parameters.items():
        assert (actual[name] - parameter.grad).norm() <= 1e-4 * parameter.grad.norm() + 1e-7, name
