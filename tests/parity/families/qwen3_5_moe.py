"""Qwen3.5 with experts, and one that every token sees, in place of the MLPs."""

from pathlib import Path

import torch
from checkpoint_files import DTYPE_NAMES, expert_scale, randomize, write_json, write_weights
from family import Family, grid_of_patches
from tokenizer_files import QWEN3_5_SPLIT, write_qwen3_tokenizer



def slow_decay(noise):
    """What a recurrent layer keeps shows many tokens later."""
    return noise - 3


def each_expert(name, value):
    """A tensor for each projection of each expert, as files have them that were saved by some versions of transformers."""
    if not name.endswith(("experts.gate_up_proj", "experts.down_proj")):
        yield name, value
        return
    owner, projection = name.rsplit(".", 1)
    for i, matrix in enumerate(value):
        if projection == "down_proj":
            yield f"{owner}.{i}.down_proj.weight", matrix
        else:
            gate, up = matrix.chunk(2)
            yield f"{owner}.{i}.gate_proj.weight", gate
            yield f"{owner}.{i}.up_proj.weight", up


def make(
    folder,
    *,
    tied: bool = False,
    dtype: str = "fp32",
    sharded: bool = False,
    layer_types: bool = True,
    mtp: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    key_heads: int = 2,
    value_heads: int = 4,
    kernel: int = 4,
    experts: int = 5,
    per_token: int = 2,
    expert_inner: int = 24,
    shared_inner: int = 40,
    apart: bool = False,
    vocabulary: int = 640,
    tower_layers: int = 2,
    tower_width: int = 64,
    tower_heads: int = 4,
) -> Path:
    """A Qwen3.5 MoE folder. `apart`: a tensor for each expert and projection; else experts in one. `layer_types`: a
    recurrent layer before attention; else every fourth layer is attention, as config.json says by its interval. `mtp`: with
    the weights that guess further tokens, which the reference does not use."""
    from transformers import Qwen3_5MoeConfig, Qwen3_5MoeForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_qwen3_tokenizer(folder, min(vocabulary, 4096), QWEN3_5_SPLIT)
    config = {
        "architectures": ["Qwen3_5MoeForConditionalGeneration"],
        "model_type": "qwen3_5_moe",
        "tie_word_embeddings": tied,
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
        "text_config": {
            "model_type": "qwen3_5_moe_text",
            "attention_bias": False,
            "attn_output_gate": True,
            "hidden_size": hidden,
            "moe_intermediate_size": expert_inner,
            "num_experts": experts,
            "num_experts_per_tok": per_token,
            "shared_expert_intermediate_size": shared_inner,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "num_key_value_heads": kv_heads,
            "head_dim": 32,
            "full_attention_interval": 4,
            "linear_conv_kernel_dim": kernel,
            "linear_key_head_dim": 16,
            "linear_num_key_heads": key_heads,
            "linear_num_value_heads": value_heads,
            "linear_value_head_dim": 24,
            "mamba_ssm_dtype": "float32",
            "mtp_num_hidden_layers": 1,
            "vocab_size": vocabulary,
            "hidden_act": "silu",
            "rms_norm_eps": 1e-6,
            "max_position_embeddings": 32768,
            "rope_parameters": {
                "mrope_interleaved": True,
                "mrope_section": [2, 1, 1],
                "partial_rotary_factor": 0.25,
                "rope_theta": 10000000,
                "rope_type": "default",
            },
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": ids["<|im_end|>"],
            "dtype": DTYPE_NAMES[dtype],
        },
        "vision_config": {
            "model_type": "qwen3_5_moe",
            "deepstack_visual_indexes": [],
            "depth": tower_layers,
            "hidden_act": "gelu_pytorch_tanh",
            "hidden_size": tower_width,
            "in_channels": 3,
            "intermediate_size": 2 * tower_width,
            "num_heads": tower_heads,
            "num_position_embeddings": 64,
            "out_hidden_size": hidden,
            "patch_size": 16,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
        },
        "transformers_version": "4.57.0.dev0",
    }
    if layer_types:
        config["text_config"]["layer_types"] = ["linear_attention"] + ["full_attention"] * (layers - 1)
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]],
            "pad_token_id": ids["<|endoftext|>"],
        },
    )
    model = Qwen3_5MoeForConditionalGeneration(Qwen3_5MoeConfig.from_pretrained(folder))
    randomize(model, seed, {"A_log": slow_decay} | expert_scale)
    tensors = dict(model.named_parameters())
    if apart:
        tensors = dict(part for item in tensors.items() for part in each_expert(*item))
    if tied:
        tensors.pop("lm_head.weight", None)
    if mtp:
        tensors |= {"mtp.fc.weight": torch.ones(hidden, 2 * hidden), "mtp.layers.0.mlp.up_proj.weight": torch.ones(8, hidden)}
    write_weights(folder, tensors, dtype, sharded)
    return folder


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "tied": {"tied": True},
        "apart": {"apart": True, "sharded": True},
        "unused-weights": {"mtp": True},
        "bf16-file": {"dtype": "bf16", "sharded": True},
        "one-expert": {"per_token": 1, "kv_heads": 4, "layer_types": False, "layers": 4},
    },
    norm=("model.language_model.layers.1.input_layernorm.weight",) * 2,
    end="<|im_end|>",
    image="<|image_pad|>",
    token_types="mm_token_type_ids",
    sizes=[(64, 96), (320, 256)],  # some more than one chunk of the recurrent layers
    videos=True,
    pictures=grid_of_patches,
    features=6,
    bridge=["visual.merger"],
    planes=3,
)
