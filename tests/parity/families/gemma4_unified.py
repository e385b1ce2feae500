"""Gemma 4 Unified: no vision tower, large patches go through one layer into the language model."""

from pathlib import Path

import torch
from checkpoint_files import DTYPE_NAMES, write_json
from family import Family
from gemma4_files import PIXELS, ROPE, SIZES, text_config, token_ids, write_model, write_text_files


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    shared: int = 0,
    heads: int = 4,
    kv_heads: int = 2,
    keys_as_values: bool = False,
    cap: float | None = None,
    both_ways: bool | None = None,
    inner: int = 112,
    vocabulary: int = 640,
    window: int = 9,
    patch_width: int = 56,
    audio: bool = False,
) -> Path:
    """A Gemma 4 Unified folder. `both_ways`: tokens of an image see each other; None: the config does not say it."""
    from transformers import Gemma4UnifiedConfig, Gemma4UnifiedForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_text_files(folder, min(vocabulary - 8, 4096), 4, "Gemma4Unified")
    text = text_config(
        ids,
        dtype,
        attention_k_eq_v=keys_as_values,
        final_logit_softcapping=cap,
        global_head_dim=32,
        head_dim=16,
        hidden_size=hidden,
        intermediate_size=inner,
        layer_types=["sliding_attention", "full_attention"] * (layers // 2) + ["full_attention"] * (layers % 2),
        model_type="gemma4_unified_text",
        num_attention_heads=heads,
        num_global_key_value_heads=1,
        num_hidden_layers=layers,
        num_key_value_heads=kv_heads,
        num_kv_shared_layers=shared,
        rope_parameters=ROPE,
        sliding_window=window,
        vocab_size=vocabulary,
    )
    if both_ways is not None:
        text["use_bidirectional_attention"] = "vision" if both_ways else None
    config = token_ids(ids) | {
        "architectures": ["Gemma4UnifiedForConditionalGeneration"],
        "audio_config": {"audio_embed_dim": 40, "model_type": "gemma4_unified_audio"} if audio else None,
        "dtype": DTYPE_NAMES[dtype],
        "model_type": "gemma4_unified",
        "text_config": text,
        "tie_word_embeddings": tied,
        "vision_config": {
            "mm_embed_dim": patch_width,
            "mm_posemb_size": 80,
            "model_type": "gemma4_unified_vision",
            "output_proj_dims": patch_width,
            "patch_size": 4,
            "pooling_kernel_size": 3,
            "rms_norm_eps": 1e-06,
        },
    }
    write_json(folder / "config.json", config)
    model = Gemma4UnifiedForConditionalGeneration(Gemma4UnifiedConfig.from_pretrained(folder))
    write_model(folder, model, seed, dtype, sharded, tied)
    return folder


def picture(config: dict, generator: torch.Generator) -> dict:
    """One random picture of 2 × 3 patches and one of padding."""
    places = torch.stack(torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij"), -1).flip(-1).reshape(1, 6, 2)
    vision = config["vision_config"]
    numbers = 3 * (vision["patch_size"] * vision["pooling_kernel_size"]) ** 2
    pixels = torch.rand(1, 6, numbers, generator=generator)
    return {
        "pixel_values": torch.cat([pixels, torch.zeros(1, 1, numbers)], 1),
        "image_position_ids": torch.cat([places, torch.full((1, 1, 2), -1)], 1),
    }


FAMILY = Family(
    make=make,
    layouts={
        "hub": {"keys_as_values": True, "cap": 9.0},
        "tied": {"tied": True, "sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "causal": {"both_ways": False, "layers": 4, "shared": 1},
        "both-ways": {"both_ways": True, "kv_heads": 1, "keys_as_values": True},
        "audio": {"audio": True},
    },
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
    image_processors={"gemma4_unified": PIXELS | {"image_processor_type": "Gemma4UnifiedImageProcessor"}},
    bridge=["embed_vision.multimodal_embedder"],
    takes_prompts=False,
)
