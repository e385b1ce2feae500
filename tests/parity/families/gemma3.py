"""Gemma 3: bidirectional image spans, sliding and global layers."""

from pathlib import Path

from checkpoint_files import DTYPE_NAMES, LLAVA_PEFT_NAMES, llava_hub_names, randomize, write_json, write_weights
from family import Family
from tokenizer_files import write_gemma_tokenizer



def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    new_names: bool = False,
    new_config: bool = False,
    layer_types: list[str] | None = None,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    head_dim: int = 16,
    inner: int = 112,
    vocabulary: int = 640,
    window: int = 9,
    tower_layers: int = 3,
    tower_width: int = 48,
    tower_heads: int = 4,
    image_size: int = 112,
    image_tokens: int = 16,
) -> Path:
    """A Gemma 3 folder. `new_config`: the config of transformers 5, `new_names`: tensor names of the modules; else those
    of the hub. The window is smaller than an image, so that it shows wherever it is wrong."""
    from template_corpus import GEMMA3
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_gemma_tokenizer(folder, min(vocabulary - 8, 4096))
    text = {
        "attention_bias": False,
        "head_dim": head_dim,
        "hidden_size": hidden,
        "intermediate_size": inner,
        "max_position_embeddings": 8192,
        "model_type": "gemma3_text",
        "num_attention_heads": heads,
        "num_hidden_layers": layers,
        "num_key_value_heads": kv_heads,
        "query_pre_attn_scalar": 24,
        "rms_norm_eps": 1e-06,
        "sliding_window": window,
        "vocab_size": vocabulary,
    }
    if new_config:
        text |= {
            "dtype": DTYPE_NAMES[dtype],
            "layer_types": layer_types or ["full_attention"] + ["sliding_attention"] * (layers - 1),
            "rope_parameters": {
                "full_attention": {"factor": 3.0, "rope_theta": 2000.0, "rope_type": "linear"},
                "sliding_attention": {"rope_theta": 100.0, "rope_type": "default"},
            },
        }
    else:
        text |= {
            "rope_local_base_freq": 50.0,
            "rope_scaling": {"factor": 2.0, "rope_type": "linear"},
            "rope_theta": 1000.0,
            "sliding_window_pattern": 2,
        }
    config = {
        "architectures": ["Gemma3ForConditionalGeneration"],
        "boi_token_index": ids["<start_of_image>"],
        "dtype" if new_config else "torch_dtype": DTYPE_NAMES[dtype],
        "eoi_token_index": ids["<end_of_image>"],
        "eos_token_id": [ids["<eos>"], ids["<end_of_turn>"]],
        "image_token_index": ids["<image_soft_token>"],
        "initializer_range": 0.02,
        "mm_tokens_per_image": image_tokens,
        "model_type": "gemma3",
        "text_config": text,
        "transformers_version": "5.23.0" if new_config else "4.50.0.dev0",
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": image_size,
            "intermediate_size": 2 * tower_width,
            "model_type": "siglip_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": 14,
            "vision_use_head": False,
        },
    }
    if not tied:  # the hub's files leave it out: their heads are tied
        config["tie_word_embeddings"] = False
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ids["<bos>"],
            "eos_token_id": [ids["<eos>"], ids["<end_of_turn>"]],
            "pad_token_id": ids["<pad>"],
        },
    )
    write_json(folder / "chat_template.json", {"chat_template": GEMMA3})
    write_json(
        folder / "preprocessor_config.json",
        {
            "do_convert_rgb": None,
            "do_normalize": True,
            "do_pan_and_scan": None,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": [0.5] * 3,
            "image_processor_type": "Gemma3ImageProcessor",
            "image_seq_length": image_tokens,
            "image_std": [0.5] * 3,
            "pan_and_scan_max_num_crops": None,
            "pan_and_scan_min_crop_size": None,
            "pan_and_scan_min_ratio_to_activate": None,
            "processor_class": "Gemma3Processor",
            "resample": 2,
            "rescale_factor": 1 / 255,
            "size": {"height": image_size, "width": image_size},
        },
    )
    write_json(folder / "processor_config.json", {"image_seq_length": image_tokens, "processor_class": "Gemma3Processor"})
    model = Gemma3ForConditionalGeneration(Gemma3Config.from_pretrained(folder))
    randomize(model, seed)
    tensors = model.named_parameters() if new_names else llava_hub_names(model)
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    write_weights(folder, tensors, dtype, sharded)
    return folder


PIXELS = {
    "image_processor_type": "Gemma3ImageProcessor",
    "size": {"height": 224, "width": 224},
    "image_mean": [0.5] * 3,
    "image_std": [0.5] * 3,
    "resample": 2,
}
PAN_AND_SCAN = {
    "do_pan_and_scan": True,
    "pan_and_scan_min_crop_size": 90,
    "pan_and_scan_max_num_crops": 4,
    "pan_and_scan_min_ratio_to_activate": 1.2,
}
FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "new-config": {"new_config": True},
        "tied": {"tied": True},
        "all-sliding": {"new_config": True, "layer_types": ["sliding_attention"] * 3, "tied": True},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "fp16-file": {"dtype": "fp16", "new_names": True, "new_config": True, "sharded": True},
        "wide-heads": {"head_dim": 24, "kv_heads": 1},
    },
    norm=(
        "language_model.model.layers.1.input_layernorm.weight",
        "model.language_model.layers.1.input_layernorm.weight",
    ),
    end="<end_of_turn>",
    image="<image_soft_token>",
    token_types="token_type_ids",
    sizes=[(112, 112)],
    features=16,
    image_processors={"gemma3": PIXELS, "gemma3-pan-and-scan": PIXELS | PAN_AND_SCAN},
    bridge=["multi_modal_projector"],
    old_names=LLAVA_PEFT_NAMES,
)
