"""Qwen2.5-VL: windows in the tower, time of videos in seconds."""

from pathlib import Path

from checkpoint_files import DTYPE_NAMES, randomize, rename, write_json, write_weights
from family import Family, grid_of_patches
from tokenizer_files import write_grid_videos, write_qwen_tokenizer



def make(
    folder,
    *,
    tied: bool = False,
    dtype: str = "fp32",
    sharded: bool = False,
    nested_config: bool = False,
    real_tokenizer: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 3,
    tower_width: int = 64,
    tower_heads: int = 4,
    window: int = 64,
    mrope_section: list[int] | None = None,
) -> Path:
    """A Qwen2.5-VL folder. `nested_config`: the layout and tensor names of transformers since 4.52; else the flat
    config.json and the tensor names of the hub. Every second block of the tower sees the whole picture. `vocabulary` is
    ignored with the real tokenizer (151,936)."""
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_qwen_tokenizer(
        folder, real_tokenizer, min(vocabulary, 4096), {"processor_class": "Qwen2_5_VLProcessor"}
    )
    write_grid_videos(folder)
    vocabulary = 151936 if real_tokenizer else vocabulary
    half = hidden // heads // 2
    sections = mrope_section or [half - 2 * (3 * half // 8), 3 * half // 8, 3 * half // 8]
    assert sum(sections) == half
    text = {
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "vocab_size": vocabulary,
        "hidden_act": "silu",
        "rms_norm_eps": 1e-6,
        "max_position_embeddings": 32768,
        "initializer_range": 0.02,
        "attention_dropout": 0.0,
        "use_cache": True,
        "use_sliding_window": False,
        "sliding_window": 32768,
        "max_window_layers": layers,
        "bos_token_id": ids["<|endoftext|>"],
        "eos_token_id": ids["<|im_end|>"],
    }
    special = {
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
    }
    vision = {
        "depth": tower_layers,
        "hidden_size": tower_width,
        "intermediate_size": 2 * tower_width + 12,
        "out_hidden_size": hidden,
        "hidden_act": "silu",
        "window_size": window,
        "fullatt_block_indexes": list(range(1, tower_layers, 2)),
        "tokens_per_second": 2,
        "num_heads": tower_heads,
        "patch_size": 14,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
    }
    top = {"architectures": ["Qwen2_5_VLForConditionalGeneration"], "model_type": "qwen2_5_vl", "tie_word_embeddings": tied}
    if nested_config:
        rope = {"mrope_section": sections, "rope_theta": 1000000.0, "rope_type": "default"}
        config = top | special | {
            "dtype": DTYPE_NAMES[dtype],
            "text_config": text | {"model_type": "qwen2_5_vl_text", "rope_parameters": rope, "dtype": DTYPE_NAMES[dtype]},
            "vision_config": vision
            | {"model_type": "qwen2_5_vl_vision", "in_channels": 3, "initializer_range": 0.02},
            "transformers_version": "5.23.0",
        }  # fmt: skip
    else:
        config = top | special | text | {
            "rope_theta": 1000000.0,
            "rope_scaling": {"type": "mrope", "mrope_section": sections},
            "torch_dtype": DTYPE_NAMES[dtype],
            "vision_token_id": ids["<|vision_pad|>"],
            "vision_config": vision | {"model_type": "qwen2_5_vl", "in_chans": 3, "spatial_patch_size": 14},
            "transformers_version": "4.41.2",
        }  # fmt: skip
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]],
            "pad_token_id": ids["<|endoftext|>"],
        },
    )
    model = Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig.from_pretrained(folder))
    randomize(model, seed)
    rules = [] if nested_config else [("model.visual.", "visual."), ("model.language_model.", "model.")]
    tensors = {rename(name, rules): parameter for name, parameter in model.named_parameters()}
    if tied:
        tensors.pop("lm_head.weight", None)
    elif not any(name == "lm_head.weight" for name in tensors):
        raise AssertionError("lm_head missing")
    write_weights(folder, tensors, dtype, sharded)
    return folder


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "nested": {"nested_config": True},
        "tied": {"tied": True},
        "nested-tied": {"nested_config": True, "tied": True, "sharded": True},
        "bf16-file": {"dtype": "bf16", "sharded": True},
        "no-gqa": {"kv_heads": 4},
        "one-window": {"window": 112},
        "small-windows": {"window": 28, "mrope_section": [4, 1, 3]},
    },
    norm=("model.layers.1.input_layernorm.weight", "model.language_model.layers.1.input_layernorm.weight"),
    end="<|im_end|>",
    image="<|image_pad|>",
    token_types="mm_token_type_ids",
    sizes=[(56, 84), (112, 168), (84, 84)],  # some larger than a window
    videos=True,
    frames=[(56, 84), (84, 56), (56, 56)],
    frames_apart=False,
    pictures=grid_of_patches,
    features=6,
    bridge=["visual.merger"],
    planes=3,
    old_names=[("model.model.language_model.", "model.model."), ("model.model.visual.", "model.visual.")],
)
