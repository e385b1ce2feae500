"""PEFT's adaption prompts (LLaMA-Adapter) on models that PEFT does not list.

PEFT lists Llama, Mistral and GPT-2 alone, but its code runs on every attention with q_proj, k_proj, v_proj and o_proj,
given the queries as the attention makes them: normed, turned in part, with the attention's own scale, without the gates
that q_proj may make beside them. Keys are normed where the attention's are.
"""

import sys

import torch
from peft import AdaptionPromptConfig
from peft.tuners.adaption_prompt import AdaptedAttention
from peft.tuners.adaption_prompt.config import TRANSFORMERS_MODEL_CONFIG
from peft.tuners.adaption_prompt.utils import llama_rotate_half
from reference import decoder_of


def config(tokens=4, layers=2):
    return AdaptionPromptConfig(adapter_len=tokens, adapter_layers=layers, target_modules="self_attn", task_type="CAUSAL_LM")


def _heads(attention, x, projection):
    return projection(x).view(*x.shape[:-1], -1, attention.head_dim)


def _rotate_half(attention):
    """GLM turns neighbouring numbers together."""
    return getattr(sys.modules[type(attention).__module__], "rotate_half_llm", llama_rotate_half)


def _norm_called(attention, of):
    return next((name for name in (f"{of}_norm", f"{of}_layernorm") if hasattr(attention, name)), None)


def _queries(model, hidden_states, position_embeddings, **_):
    q = _heads(model, hidden_states, model.q_proj)
    if q.shape[-2] == 2 * model.config.num_attention_heads:  # each head's gate behind its query
        q = q[..., ::2, :]
    norm = _norm_called(model, "q")
    q = (getattr(model, norm)(q) if norm else q).transpose(1, 2)
    cos, sin = (part.unsqueeze(1) for part in position_embeddings)
    turned = cos.shape[-1]
    q = torch.cat([q[..., :turned] * cos + _rotate_half(model)(q[..., :turned]) * sin, q[..., turned:]], -1)
    return q * (model.scaling * model.head_dim**0.5)  # PEFT divides by the root


def _keys_or_values(projection, norm=None):
    def call(attention, x):
        rows = _heads(attention, x, getattr(attention, projection))
        rows = getattr(attention, norm)(rows) if norm else rows
        groups = attention.num_key_value_groups
        # PEFT takes their number from the sizes, which tell it only where all heads together are as wide as the model.
        if attention.k_proj.in_features // attention.k_proj.out_features != groups:
            rows = rows.repeat_interleave(groups, -2)
        return rows.flatten(-2)

    return call


def teach(monkeypatch, model):
    """Lets PEFT work on this model."""
    entry = TRANSFORMERS_MODEL_CONFIG["llama"]
    attention = [layer.self_attn for layer in decoder_of(model).layers if hasattr(layer, "self_attn")][-1]
    if not hasattr(attention, "o_proj"):
        entry = entry._replace(o_proj_layer="out_proj")
    wide = attention.q_proj.out_features > attention.q_proj.in_features
    if _norm_called(attention, "k") or wide or _rotate_half(attention) is not llama_rotate_half:
        keys = _norm_called(attention, "k")
        values = "v_norm" if hasattr(attention, "v_norm") else None
        monkeypatch.setattr(type(attention), "own_keys", _keys_or_values("k_proj", keys), raising=False)
        monkeypatch.setattr(type(attention), "own_values", _keys_or_values("v_proj", values), raising=False)
        entry = entry._replace(compute_query_states=_queries, k_proj_layer="own_keys", v_proj_layer="own_values")
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
    hook = decoder_of(base).register_forward_pre_hook(lambda _, a, k: seen.update(k), with_kwargs=True)
    with torch.no_grad():
        model(**inputs)
    hook.remove()
    states = seen.get("cross_attention_states")
    if states is None:
        mean = seen["inputs_embeds"][inputs["input_ids"] == token].mean(0)
    else:  # of the tiles that show something
        mean = states[inputs["aspect_ratio_mask"].flatten().bool()].mean((0, 1))
    prompts = {}
    for name, module in model.named_modules():
        if isinstance(module, AdaptedAttention):
            prompts[name + ".adaption_prompt"] = prompt = module.adaption_prompt
            del module.adaption_prompt
            module.adaption_prompt = prompt + visual @ mean
    return prompts
