"""MiniCPM-V 4.6: pictures and frames as a whole and in slices, patches joined within the tower and behind it."""

from pathlib import Path

import torch
from checkpoint_files import DTYPE_NAMES, randomize, write_json, write_weights
from family import Family
from families.qwen3_5 import slow_decay
from tokenizer_files import write_byte_level_tokenizer

NAMED = {
    "image_token": "<|image_pad|>",
    "video_token": "<|video_pad|>",
    "image_start_token": "<image>",
    "image_end_token": "</image>",
    "slice_start_token": "<slice>",
    "slice_end_token": "</slice>",
    "image_id_start_token": "<image_id>",
    "image_id_end_token": "</image_id>",
}
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *NAMED.values()]
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<|image_pad|>\n{% elif part['type'] == 'video' %}<|video_pad|>\n"
    "{% elif part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PIXELS = {
    "do_convert_rgb": True,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "downsample_mode": "16x",
    "image_mean": [0.5] * 3,
    "image_processor_type": "MiniCPMV4_6ImageProcessor",
    "image_std": [0.5] * 3,
    "max_slice_nums": 9,
    "patch_size": 16,
    "resample": 3,
    "rescale_factor": 1 / 255,
    "scale_resolution": 448,
    "slice_mode": True,
    "use_image_id": True,
}
SMALL = {"max_slice_nums": 4, "patch_size": 8, "scale_resolution": 64}
TEXTS = {
    "qwen3_5_text": {
        "head_dim": 32,
        "linear_conv_kernel_dim": 4,
        "linear_key_head_dim": 16,
        "linear_num_key_heads": 2,
        "linear_num_value_heads": 4,
        "linear_value_head_dim": 24,
        "rope_parameters": {
            "mrope_interleaved": True,
            "mrope_section": [2, 1, 1],
            "partial_rotary_factor": 0.25,
            "rope_theta": 10000000,
            "rope_type": "default",
        },
    },
    "qwen3": {"head_dim": 16, "rope_theta": 1000000.0},
    "llama": {"rope_theta": 500000.0},
}


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    text_type: str = "qwen3_5_text",
    says_type: bool = True,
    mode: str = "16x",
    insert: int = 1,
    mtp: bool = False,
    pixels: dict | None = None,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 4,
    heads: int = 4,
    kv_heads: int = 2,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 3,
    tower_width: int = 32,
    tower_heads: int = 4,
) -> Path:
    """A MiniCPM-V 4.6 folder. `says_type`: config.json says which language model it has; else it is the usual one.
    `insert`: the layer of the tower behind which patches are joined."""
    from transformers import MiniCPMV4_6Config, MiniCPMV4_6ForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_byte_level_tokenizer(
        folder,
        min(vocabulary, 4096),
        SPECIALS,
        additional_special_tokens=[],
        bos_token=None,
        eos_token="<|im_end|>",
        extra_special_tokens=NAMED,
        pad_token="<|endoftext|>",
        processor_class="MiniCPMV4_6Processor",
        tokenizer_class="PreTrainedTokenizerFast",
    )
    config = {
        "architectures": ["MiniCPMV4_6ForConditionalGeneration"],
        "downsample_mode": mode,
        "dtype": DTYPE_NAMES[dtype],
        "image_token_id": ids["<|image_pad|>"],
        "insert_layer_id": insert,
        "model_type": "minicpmv4_6",
        "text_config": {
            "bos_token_id": None,
            "eos_token_id": ids["<|im_end|>"],
            "hidden_act": "silu",
            "hidden_size": hidden,
            "intermediate_size": inner,
            "max_position_embeddings": 8192,
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "rms_norm_eps": 1e-6,
            "vocab_size": vocabulary,
        }
        | TEXTS[text_type],
        "tie_word_embeddings": tied,
        "transformers_version": "5.7.0",
        "video_token_id": ids["<|video_pad|>"],
        "vision_config": {
            "hidden_act": "gelu_pytorch_tanh",
            "hidden_size": tower_width,
            "image_size": 56,
            "intermediate_size": 2 * tower_width,
            "model_type": "minicpmv4_6_vision",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": 8,
        },
    }
    if text_type == "qwen3_5_text":
        inside = ["full_attention"] * (layers - 2)
        config["text_config"]["layer_types"] = ["linear_attention", *inside, "linear_attention"]
    if says_type:
        config["text_config"]["model_type"] = text_type
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {"eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]], "pad_token_id": ids["<|endoftext|>"]},
    )
    write_json(folder / "chat_template.json", {"chat_template": TEMPLATE})
    own = PIXELS | SMALL | {"downsample_mode": mode} | (pixels or {})
    write_json(folder / "preprocessor_config.json", own | {"processor_class": "MiniCPMV4_6Processor"})
    frames = {key: value for key, value in own.items() if key != "image_processor_type"}
    sampling = {"do_sample_frames": True, "max_num_frames": 5, "stack_frames": 1, "video_processor_type": "MiniCPMV4_6VideoProcessor"}
    write_json(folder / "video_preprocessor_config.json", frames | sampling)
    model = MiniCPMV4_6ForConditionalGeneration(MiniCPMV4_6Config.from_pretrained(folder))
    randomize(model, seed, {"A_log": slow_decay})
    tensors = {name: value for name, value in model.named_parameters() if not (tied and name == "lm_head.weight")}
    if mtp:
        tensors["mtp.fc.weight"] = torch.ones(hidden, 2 * hidden)
    write_weights(folder, tensors, dtype, sharded)
    return folder


def picture(config: dict, generator: torch.Generator) -> dict:
    """A random picture and a slice of it, of 4 tokens each: given by themselves, each is a medium of its own."""
    patch = config["vision_config"]["patch_size"]
    sizes = [(8, 8), (4, 16)]
    count = sum(rows * columns for rows, columns in sizes)
    return {
        "pixel_values": torch.randn(1, 3, patch, count * patch, generator=generator),
        "target_sizes": torch.tensor(sizes, dtype=torch.int32),
    }


def reference_pixels(ours: torch.Tensor) -> torch.Tensor:
    """[patches, 3, patch²] -> [1, 3, patch, patches · patch]"""
    count, side = len(ours), round(ours.shape[2] ** 0.5)
    return ours.view(count, 3, side, side).permute(1, 2, 0, 3).reshape(1, 3, side, count * side)


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "tied": {"tied": True, "says_type": False},
        "bf16-file": {"dtype": "bf16", "sharded": True},
        "qwen3": {"text_type": "qwen3", "kv_heads": 1},
        "llama": {"text_type": "llama", "kv_heads": 4},
        "more-tokens": {"mode": "4x"},
        "first-layer": {"insert": 0, "tower_layers": 2},
        "whole-pictures": {"pixels": {"slice_mode": False, "use_image_id": False}},
        "unused-weights": {"mtp": True},
    },
    norm=("model.language_model.layers.1.input_layernorm.weight",) * 2,
    end="<|im_end|>",
    image="<|image_pad|>",
    sizes=[(64, 64), (128, 32)],
    videos=True,
    frames=[(64, 64), (128, 32), (32, 128)],
    pictures=picture,
    features=8,
    image_processors={"minicpmv4_6": PIXELS, "minicpmv4_6-small": PIXELS | SMALL},
    bridge=["model.merger"],  # "merger" alone would be the end of vit_merger, too, for PEFT
    reference_pixels=reference_pixels,
)
