"""Gemma 4: two kinds of layers, keys of earlier layers, embeddings for each layer, experts; a tower with clipped layers."""

from pathlib import Path

import torch
from checkpoint_files import DTYPE_NAMES, write_json
from family import Family
from gemma4_files import PIXELS, ROPE, SIZES, knows_no_ids, text_config, token_ids, write_model, write_text_files


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 5,
    shared: int = 2,
    heads: int = 4,
    kv_heads: int = 2,
    head_dim: int = 16,
    global_head_dim: int = 32,
    global_kv_heads: int | None = None,
    keys_as_values: bool = False,
    per_layer_config: bool = False,
    inner: int = 112,
    double: bool = True,
    per_layer: int = 12,
    experts: int = 0,
    per_token: int = 2,
    both_ways: bool = False,
    cap: float | None = None,
    vocabulary: int = 640,
    window: int = 9,
    tower_layers: int = 2,
    tower_width: int = 48,
    tower_kv_heads: int = 4,
    clipped: bool = True,
    standardize: bool = False,
    audio: bool = False,
) -> Path:
    """A Gemma 4 folder; by default as the small models are: layers 3 and 4 take keys of 2 and 1, every layer has
    embeddings of its own. `audio`: with an audio tower, which Atelier does not use. The window is smaller than an image."""
    from transformers import Gemma4Config, Gemma4ForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_text_files(folder, min(vocabulary - 8, 4096), 4, "Gemma4")
    types = ["full_attention" if i % 3 == 1 else "sliding_attention" for i in range(layers - 1)] + ["full_attention"]
    text = text_config(
        ids,
        dtype,
        attention_k_eq_v=keys_as_values,
        enable_moe_block=experts > 0,
        final_logit_softcapping=cap,
        head_dim=head_dim,
        hidden_size=hidden,
        hidden_size_per_layer_input=per_layer,
        intermediate_size=inner,
        layer_types=types,
        model_type="gemma4_text",
        num_attention_heads=heads,
        num_hidden_layers=layers,
        num_key_value_heads=kv_heads,
        num_kv_shared_layers=shared,
        rope_parameters=ROPE,
        sliding_window=window,
        use_bidirectional_attention="vision" if both_ways else None,
        use_double_wide_mlp=double,
        vocab_size=vocabulary,
        vocab_size_per_layer_input=vocabulary,
    )
    if experts:
        text |= {"moe_intermediate_size": 24, "num_experts": experts, "top_k_experts": per_token}
    if per_layer_config:
        text["per_layer_config"] = {
            str(i): {"head_dim": global_head_dim} for i, kind in enumerate(types) if kind == "full_attention"
        }
    else:
        text["global_head_dim"] = global_head_dim
        if global_kv_heads:
            text["num_global_key_value_heads"] = global_kv_heads
    config = token_ids(ids) | {
        "architectures": ["Gemma4ForConditionalGeneration"],
        "audio_config": None,
        "dtype": DTYPE_NAMES[dtype],
        "model_type": "gemma4",
        "text_config": text,
        "tie_word_embeddings": tied,
        "vision_config": {
            "head_dim": 12,
            "hidden_activation": "gelu_pytorch_tanh",
            "hidden_size": tower_width,
            "intermediate_size": 2 * tower_width,
            "model_type": "gemma4_vision",
            "num_attention_heads": 4,
            "num_hidden_layers": tower_layers,
            "num_key_value_heads": tower_kv_heads,
            "patch_size": 4,
            "pooling_kernel_size": 3,
            "position_embedding_size": 256,
            "rms_norm_eps": 1e-06,
            "rope_parameters": {"rope_theta": 100.0, "rope_type": "axial"},
            "standardize": standardize,
            "use_clipped_linears": clipped,
        },
    }
    if audio:
        config["audio_config"] = {
            "conv_kernel_size": 3,
            "hidden_size": 32,
            "model_type": "gemma4_audio",
            "num_attention_heads": 2,
            "num_hidden_layers": 1,
            "output_proj_dims": 24,
            "subsampling_conv_channels": [8, 4],
        }
    write_json(folder / "config.json", config)
    model = Gemma4ForConditionalGeneration(Gemma4Config.from_pretrained(folder))
    write_model(folder, model, seed, dtype, sharded, tied)
    return folder


def picture(config: dict, generator: torch.Generator) -> dict:
    """One random picture of 6 × 9 patches and three of padding."""
    places = torch.stack(torch.meshgrid(torch.arange(6), torch.arange(9), indexing="ij"), -1).flip(-1).reshape(1, 54, 2)
    numbers = 3 * config["vision_config"]["patch_size"] ** 2
    pixels = torch.rand(1, 54, numbers, generator=generator)
    return {
        "pixel_values": torch.cat([pixels, torch.zeros(1, 9, numbers)], 1),
        "image_position_ids": torch.cat([places, torch.full((1, 9, 2), -1)], 1),
    }


FAMILY = Family(
    make=make,
    layouts={
        "hub": {"cap": 9.0},
        "tied": {"tied": True, "sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "large": {
            "shared": 0, "per_layer": 0, "double": False, "both_ways": True, "keys_as_values": True, "global_kv_heads": 1,
            "clipped": False, "standardize": True, "tower_kv_heads": 2, "cap": 12.0,
        },
        "experts": {"shared": 0, "per_layer": 0, "double": False, "both_ways": True, "experts": 5},
        "experts-and-shared": {"experts": 4, "per_token": 1, "layers": 6, "shared": 3, "per_layer_config": True, "sharded": True},
        "fp16-file": {"dtype": "fp16", "kv_heads": 4, "double": False},
    },
    trained={"tied": True, "cap": 9.0},
    norm=("model.language_model.layers.1.input_layernorm.weight",) * 2,
    end="<turn|>",
    image="<|image|>",
    token_types="mm_token_type_ids",
    sizes=SIZES[:2],
    video="<|video|>",
    videos=True,
    frames=SIZES,
    pictures=picture,
    features=6,
    image_processors={
        "gemma4": PIXELS,
        "gemma4-fewest": PIXELS | {"max_soft_tokens": 70},
        "gemma4-other": PIXELS | {"max_soft_tokens": 560, "patch_size": 14, "pooling_kernel_size": 2},
    },
    bridge=["embed_vision"],
    excluded=r".*vision_tower.*",
    takes_prompts=False,
    adapt_model=knows_no_ids,
)
