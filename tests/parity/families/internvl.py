"""InternVL: tiles of a picture and the whole of it, videos as frames, language models of several kinds."""

from pathlib import Path

import torch
from checkpoint_files import CLIP_MEAN, CLIP_STD, DTYPE_NAMES, LLAVA_PEFT_NAMES, randomize, rename, write_json, write_weights
from family import Family
from tokenizer_files import write_byte_level_tokenizer

SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<img>", "</img>", "<IMG_CONTEXT>", "<video>"]
# The format of the hub's template in fewer words.
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<IMG_CONTEXT>\n{% elif part['type'] == 'video' %}<video>\n"
    "{% elif part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NAMES = [
    ("model.vision_tower.", "vision_tower."),
    ("model.multi_modal_projector.", "multi_modal_projector."),
    ("model.language_model.", "language_model.model."),
    ("lm_head.", "language_model.lm_head."),
]
PIXELS = {
    "crop_to_patches": False,  # the processor asks for tiles whatever this says
    "do_convert_rgb": True,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": CLIP_MEAN,
    "image_processor_type": "GotOcr2ImageProcessorFast",
    "image_std": CLIP_STD,
    "max_patches": 6,
    "min_patches": 1,
    "processor_class": "InternVLProcessor",
    "resample": 3,
    "rescale_factor": 1 / 255,
}


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    new_names: bool = False,
    text_type: str = "qwen2",
    tower: dict | None = None,
    feature_layer: int = -1,
    class_token: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 3,
    tower_width: int = 48,
    tower_heads: int = 4,
    image_size: int = 56,
) -> Path:
    """An InternVL folder. `tower`: what differs in the config of the tower; `class_token`: its features are kept, whose
    number must then be a square with it; `new_names`: tensor names of the modules, else those of the hub."""
    from transformers import InternVLConfig, InternVLForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_byte_level_tokenizer(
        folder,
        min(vocabulary, 4096),
        SPECIALS,
        bos_token=None,
        context_image_token="<IMG_CONTEXT>",
        end_image_token="</img>",
        eos_token="<|im_end|>",
        extra_special_tokens={
            "context_image_token": "<IMG_CONTEXT>",
            "end_image_token": "</img>",
            "start_image_token": "<img>",
            "video_token": "<video>",
        },
        pad_token="<|endoftext|>",
        processor_class="InternVLProcessor",
        start_image_token="<img>",
        tokenizer_class="Qwen2Tokenizer",
        video_token="<video>",
    )
    text = {
        "hidden_act": "silu",
        "hidden_size": hidden,
        "intermediate_size": inner,
        "max_position_embeddings": 8192,
        "model_type": text_type,
        "num_attention_heads": heads,
        "num_hidden_layers": layers,
        "num_key_value_heads": kv_heads,
        "rms_norm_eps": 1e-06,
        "tie_word_embeddings": tied,
        "torch_dtype": DTYPE_NAMES[dtype],
        "vocab_size": vocabulary,
    }
    if text_type == "qwen2":
        text |= {"rope_scaling": {"factor": 2.0, "rope_type": "dynamic", "type": "dynamic"}, "rope_theta": 1000000.0}
    if text_type == "qwen3":
        text |= {"head_dim": 24}
    side = image_size // 14
    config = {
        "architectures": ["InternVLForConditionalGeneration"],
        "downsample_ratio": 0.5,
        "image_seq_length": side * side // 4,
        "image_token_id": ids["<IMG_CONTEXT>"],
        "model_type": "internvl",
        "projector_hidden_act": "gelu",
        "text_config": text,
        "torch_dtype": DTYPE_NAMES[dtype],
        "transformers_version": "4.52.0.dev0",
        "vision_config": {
            "attention_bias": True,
            "hidden_act": "gelu",
            "hidden_size": tower_width,
            "image_size": [image_size, image_size],
            "intermediate_size": 2 * tower_width,
            "layer_norm_eps": 1e-06,
            "model_type": "internvl_vision",
            "norm_type": "layer_norm",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": [14, 14],
        }
        | (tower or {}),
        "vision_feature_layer": feature_layer,
        "vision_feature_select_strategy": "default",
    }
    if not tied:  # as transformers' class, which ties by default
        config["tie_word_embeddings"] = False
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {"bos_token_id": ids["<|endoftext|>"], "eos_token_id": ids["<|im_end|>"], "pad_token_id": ids["<|endoftext|>"]},
    )
    write_json(folder / "chat_template.json", {"chat_template": TEMPLATE})
    size = {"size": {"height": image_size, "width": image_size}}
    write_json(folder / "preprocessor_config.json", PIXELS | size)
    frames = {key: value for key, value in PIXELS.items() if not key.endswith("_patches") and key != "image_processor_type"}
    sampling = {"do_sample_frames": True, "num_frames": 2, "video_processor_type": "InternVLVideoProcessor"}
    write_json(folder / "video_preprocessor_config.json", frames | size | sampling)
    write_json(folder / "processor_config.json", {"image_seq_length": side * side // 4, "processor_class": "InternVLProcessor"})
    model = InternVLForConditionalGeneration(InternVLConfig.from_pretrained(folder))
    randomize(model, seed)
    tensors = model.named_parameters() if new_names else ((rename(n, NAMES), t) for n, t in model.named_parameters())
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    write_weights(folder, tensors, dtype, sharded)
    return folder


def tiles(config: dict, generator: torch.Generator) -> dict:
    """Two random tiles."""
    side = config["vision_config"]["image_size"][0]
    return {"pixel_values": torch.randn(2, 3, side, side, generator=generator)}


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "new-names": {"new_names": True, "tied": True},
        "tied": {"tied": True},
        "bf16-file": {"dtype": "bf16", "sharded": True},
        "qwen3": {"text_type": "qwen3", "kv_heads": 1},
        "llama": {"text_type": "llama", "kv_heads": 4},
        "normed-tower": {
            "tower": {"use_qk_norm": True, "norm_type": "rms_norm", "attention_bias": False, "use_mean_pooling": False}
        },
        "bare-tower": {"tower": {"use_absolute_position_embeddings": False, "use_mask_token": True}, "feature_layer": -2},
    },
    norm=(
        "language_model.model.layers.1.input_layernorm.weight",
        "model.language_model.layers.1.input_layernorm.weight",
    ),
    end="<|im_end|>",
    image="<IMG_CONTEXT>",
    sizes=[(56, 56)],
    videos=True,
    frames=[(56, 56)],
    pictures=tiles,
    features=8,
    image_processors={
        "internvl": PIXELS | {"crop_to_patches": True, "size": {"height": 224, "width": 224}, "image_processor_type": "GotOcr2ImageProcessor"}
    },
    bridge=["multi_modal_projector"],
    old_names=LLAVA_PEFT_NAMES,
)
