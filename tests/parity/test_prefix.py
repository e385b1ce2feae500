"""Prefix tuning between Atelier and PEFT, both ways."""

import pytest
import torch
from adapter_case import case, close, logits, make, ours, shake, shows  # noqa: F401
from peft import PeftModel, PrefixTuningConfig, get_peft_model
from reference import decoder_of
from safetensors.torch import load_file

RECIPES = {
    "plain": "finetuning_type: prefix\nprefix_tokens: 5\n",
    "mlp": "finetuning_type: prefix\nprefix_tokens: 3\nprefix_projection: true\nprefix_projection_width: 24\n",
}


def with_prefix(model, embeddings, case):
    """The method's math on the plain reference: every layer's attention gets the prefix's keys and values in front,
    without rotary, seen by all tokens; positions start behind it."""
    text = model.config.get_text_config()
    attentions = [layer.self_attn for layer in decoder_of(model).layers if hasattr(layer, "self_attn")]
    layers, heads = len(attentions), text.num_key_value_heads
    tokens = embeddings.shape[0]
    prefix = embeddings.view(tokens, layers, 2, heads, -1).permute(1, 2, 3, 0, 4)  # layer, key or value, head, token

    module = __import__(type(decoder_of(model)).__module__, fromlist=["x"])
    rotate = getattr(module, "apply_multimodal_rotary_pos_emb", None) or module.apply_rotary_pos_emb

    def patched(attention, index):
        def forward(hidden_states, position_embeddings, attention_mask=None, **_):
            shape = (*hidden_states.shape[:-1], -1, attention.head_dim)
            gate = None
            q, k, v = (p(hidden_states).view(shape).transpose(1, 2) for p in (attention.q_proj, attention.k_proj, attention.v_proj))
            if q.shape[1] == 2 * text.num_attention_heads:  # each head's gate behind its query
                q, gate = q[:, ::2], q[:, 1::2]
            for kind in ("norm", "layernorm"):
                if hasattr(attention, f"q_{kind}"):
                    q, k = getattr(attention, f"q_{kind}")(q), getattr(attention, f"k_{kind}")(k)
            cos, sin = position_embeddings
            if rotate.__name__ == "apply_multimodal_rotary_pos_emb":
                q, k = rotate(q, k, cos, sin, text.rope_parameters["mrope_section"])
            else:
                q, k = rotate(q, k, cos, sin)
            k = torch.cat([prefix[index, 0][None], k], 2).repeat_interleave(q.shape[1] // heads, 1)
            v = torch.cat([prefix[index, 1][None], v], 2).repeat_interleave(q.shape[1] // heads, 1)
            length = q.shape[2]
            scores = q @ k.transpose(2, 3) * attention.scaling
            own = torch.ones(length, length, dtype=torch.bool).tril() if attention_mask is None else attention_mask[0, 0]
            seen = torch.cat([torch.ones(length, tokens, dtype=torch.bool), own], 1)
            if getattr(attention, "sliding_window", None):  # counts the prefix as earlier tokens
                seen = seen.triu(tokens - attention.sliding_window + 1)
            mixed = scores.masked_fill(~seen, -torch.inf).softmax(-1) @ v
            if gate is not None:
                mixed = mixed * gate.sigmoid()
            out = attention.o_proj if hasattr(attention, "o_proj") else attention.out_proj
            return out(mixed.transpose(1, 2).flatten(2)), None

        return forward

    for index, attention in enumerate(attentions):
        attention.forward = patched(attention, index)
    return model


def is_mixed(case) -> bool:
    """Whether some layers are no attention: PEFT's prefix is a cache of keys and values for all of them, and fails."""
    return not all(hasattr(layer, "self_attn") for layer in decoder_of(case.made.model).layers)


def is_unlike(case) -> bool:
    """Whether layers have heads of several sizes: a prefix is made for layers that are alike."""
    attentions = [layer.self_attn for layer in decoder_of(case.made.model).layers if hasattr(layer, "self_attn")]
    return len({attention.head_dim for attention in attentions}) > 1


def written_out(case, embeddings, inputs):
    model = case.reference()
    positions = case.positions(inputs) + embeddings.shape[0]
    positions = {"position_ids": positions if positions.shape[0] > 1 else positions[0]}
    return logits(with_prefix(model, embeddings, case), inputs | positions)


def without_types(inputs):
    return {name: value for name, value in inputs.items() if name != "token_type_ids"}


@pytest.mark.parametrize("projection", [False, True], ids=["plain", "mlp"])
def test_prefix_from_peft(case, ours, projection, tmp_path):
    config = PrefixTuningConfig(num_virtual_tokens=5, prefix_projection=projection, task_type="CAUSAL_LM")
    model = get_peft_model(case.reference(), config)
    shake(model)
    model.eval()
    if "cross_attn" in str(decoder_of(case.made.model)):  # PEFT gives those layers a prefix, too, in place of a picture
        model.save_pretrained(tmp_path / "adapter")
        with pytest.raises(AssertionError, match="layers"):
            ours(tmp_path / "adapter", case.inputs(False))
        return
    if is_mixed(case):
        with pytest.raises(ValueError, match="conv state"):
            logits(model, case.inputs(False))
        return
    model.save_pretrained(tmp_path / "adapter")
    if is_unlike(case):
        with pytest.raises(AssertionError, match="layers that are alike"):
            ours(tmp_path / "adapter", case.inputs(False))
        return
    embeddings = load_file(tmp_path / "adapter" / "adapter_model.safetensors")["prompt_embeddings"]

    text = case.inputs(False)
    expected = logits(model, text) if case.family.takes_prompts else written_out(case, embeddings, text)
    shows(case, text, expected)
    close(written_out(case, embeddings, text), expected)  # the math below is PEFT's
    close(ours(tmp_path / "adapter", text), expected)

    image = case.inputs(True)
    expected = written_out(case, embeddings, image)
    if case.family.planes > 1:  # PEFT's mask with the prefix in it no longer fits the ids when image places are counted
        with pytest.raises(IndexError, match="shape of the mask"):
            logits(model, image)
    elif case.family.takes_prompts:  # PEFT leaves token types out
        close(logits(model, image), written_out(case, embeddings, without_types(image)))
    close(ours(tmp_path / "adapter", image), expected)


@pytest.mark.parametrize("method", RECIPES)
def test_prefix_to_peft(atelier, case, ours, method, tmp_path):
    if is_unlike(case):
        with pytest.raises(AssertionError, match="layers that are alike"):
            make(atelier, case, RECIPES[method], tmp_path)
        return
    adapter = make(atelier, case, RECIPES[method], tmp_path)
    model = PeftModel.from_pretrained(case.reference(), adapter).eval()
    text = case.inputs(False)
    embeddings = load_file(adapter / "adapter_model.safetensors")["prompt_embeddings"]
    own = is_mixed(case) or not case.family.takes_prompts
    expected = written_out(case, embeddings, text) if own else logits(model, text)
    shows(case, text, expected)
    close(ours(adapter, text), expected)
    image = case.inputs(True)
    close(ours(adapter, image), written_out(case, embeddings, image))
