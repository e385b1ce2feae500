"""PEFT's adaption prompts (LLaMA-Adapter) on models that PEFT does not list.

PEFT lists Llama, Mistral and GPT-2 alone, but its code runs on every attention with q_proj, k_proj, v_proj and o_proj.
Only where heads are normed does it need queries and keys that are normed too.
"""

import torch
from peft import AdaptionPromptConfig
from peft.tuners.adaption_prompt import AdaptedAttention
from peft.tuners.adaption_prompt.config import TRANSFORMERS_MODEL_CONFIG
from peft.tuners.adaption_prompt.utils import llama_rotate_half


def config(tokens=4, layers=2):
    return AdaptionPromptConfig(adapter_len=tokens, adapter_layers=layers, target_modules="self_attn", task_type="CAUSAL_LM")


def _heads(attention, x, projection):
    return projection(x).view(*x.shape[:-1], -1, attention.head_dim)


def _normed_queries(model, hidden_states, position_embeddings, **_):
    q = model.q_norm(_heads(model, hidden_states, model.q_proj)).transpose(1, 2)
    cos, sin = (part.unsqueeze(1) for part in position_embeddings)
    return q * cos + llama_rotate_half(q) * sin


def teach(monkeypatch, model):
    """Lets PEFT work on this model."""
    entry = TRANSFORMERS_MODEL_CONFIG["llama"]
    attention = model.model.language_model.layers[-1].self_attn
    if hasattr(attention, "k_norm"):
        normed = lambda self, x: self.k_norm(_heads(self, x, self.k_proj)).flatten(-2)  # noqa: E731
        monkeypatch.setattr(type(attention), "normed_keys", normed, raising=False)
        entry = entry._replace(compute_query_states=_normed_queries, k_proj_layer="normed_keys")
    monkeypatch.setitem(TRANSFORMERS_MODEL_CONFIG, model.config.model_type, entry)
    return model


def open_gates(model, value=0.7):
    """They start closed. Layers get different ones."""
    for i, (name, parameter) in enumerate(model.named_parameters()):
        if name.endswith("adaption_gate"):
            torch.nn.init.constant_(parameter, value * (-1) ** i + 0.05 * i)
    return model


def add_images(model, visual, inputs, token):
    """The multimodal variant, written out: the mean of the image's features, through `visual`, is added to every prompt.
    The trained prompts by name."""
    base, seen = model.get_base_model(), {}
    hook = base.model.language_model.register_forward_pre_hook(lambda _, a, k: seen.update(k), with_kwargs=True)
    with torch.no_grad():
        model(**inputs)
    hook.remove()
    mean = seen["inputs_embeds"][inputs["input_ids"] == token].mean(0)
    prompts = {}
    for name, module in model.named_modules():
        if isinstance(module, AdaptedAttention):
            prompts[name + ".adaption_prompt"] = prompt = module.adaption_prompt
            del module.adaption_prompt
            module.adaption_prompt = prompt + visual @ mean
    return prompts
