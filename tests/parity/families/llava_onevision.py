"""LLaVA-OneVision: a picture in tiles whose features are shrunk, several as a whole each, and videos."""

from pathlib import Path

import torch
from checkpoint_files import (
    CLIP_MEAN,
    CLIP_STD,
    DTYPE_NAMES,
    LLAVA_PEFT_NAMES,
    llava_hub_names,
    randomize,
    write_json,
    write_weights,
)
from family import Family
from tokenizer_files import write_byte_level_tokenizer

PINPOINTS = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (1, 3)]
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>", "<video>"]
# The format of the hub's template in fewer words.
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + ' ' }}"
    "{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>' }}{% endfor %}"
    "{% for content in message['content'] | selectattr('type', 'equalto', 'video') %}{{ '<video>' }}{% endfor %}"
    "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}"
    "{% if message['role'] != 'assistant' %}{{ '\n' + content['text'] }}"
    "{% else %}{% generation %}{{ '\n' + content['text'] }}{% endgeneration %}{% endif %}{% endfor %}"
    "{{ '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    new_names: bool = False,
    feature_layer: int | list[int] = -1,
    clip: bool = False,
    most_tiles: int = 2,
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
    image_size: int = 42,
) -> Path:
    """A LLaVA-OneVision folder. `clip`: another tower, whose class token is left out; `most_tiles`: the hub has 9;
    `new_names`: tensor names of transformers 5, else those of the hub. `tied`: as the hub says it, in the text part."""
    from transformers import LlavaOnevisionConfig, LlavaOnevisionForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_byte_level_tokenizer(
        folder,
        min(vocabulary, 4096),
        SPECIALS,
        bos_token=None,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        processor_class="LlavaOnevisionProcessor",
        tokenizer_class="Qwen2Tokenizer",
    )
    pinpoints = [[rows * image_size, columns * image_size] for rows, columns in PINPOINTS]
    strategy = "default" if clip else "full"
    config = {
        "architectures": ["LlavaOnevisionForConditionalGeneration"],
        "ignore_index": -100,
        "image_grid_pinpoints": pinpoints,
        "image_token_index": ids["<image>"],
        "model_type": "llava_onevision",
        "projector_hidden_act": "gelu",
        "text_config": {
            "architectures": ["Qwen2ForCausalLM"],
            "hidden_size": hidden,
            "intermediate_size": inner,
            "max_position_embeddings": 4096,
            "model_type": "qwen2",
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "rope_theta": 1000000.0,
            "tie_word_embeddings": tied,
            "torch_dtype": DTYPE_NAMES[dtype],
            "vocab_size": vocabulary,
        },
        "tie_word_embeddings": False,
        "torch_dtype": DTYPE_NAMES[dtype],
        "transformers_version": "4.45.0.dev0",
        "video_token_index": ids["<video>"],
        "vision_aspect_ratio": f"anyres_max_{most_tiles}",
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": image_size,
            "intermediate_size": 2 * tower_width,
            "model_type": "clip_vision_model" if clip else "siglip_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": 14,
        }
        | ({} if clip else {"vision_use_head": False}),
        "vision_feature_layer": feature_layer,
        "vision_feature_select_strategy": strategy,
    }
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {"bos_token_id": ids["<|endoftext|>"], "eos_token_id": ids["<|im_end|>"], "pad_token_id": ids["<|endoftext|>"]},
    )
    write_json(folder / "chat_template.json", {"chat_template": TEMPLATE})
    pixels = {
        "do_convert_rgb": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": CLIP_MEAN,
        "image_std": CLIP_STD,
        "processor_class": "LlavaOnevisionProcessor",
        "resample": 3,
        "rescale_factor": 1 / 255,
        "size": {"height": image_size, "width": image_size},
    }
    tiles = {"do_pad": True, "image_grid_pinpoints": pinpoints, "image_processor_type": "LlavaOnevisionImageProcessor"}
    write_json(folder / "preprocessor_config.json", pixels | tiles)
    sampling = {"do_sample_frames": True, "num_frames": 2, "video_processor_type": "LlavaOnevisionVideoProcessor"}
    write_json(folder / "video_preprocessor_config.json", pixels | sampling)
    side = image_size // 14
    write_json(
        folder / "processor_config.json",
        {
            "image_token": "<image>",
            "num_image_tokens": side * side + (1 if clip else 0),
            "processor_class": "LlavaOnevisionProcessor",
            "video_token": "<video>",
            "vision_aspect_ratio": f"anyres_max_{most_tiles}",
            "vision_feature_select_strategy": strategy,
        },
    )
    model = LlavaOnevisionForConditionalGeneration(LlavaOnevisionConfig.from_pretrained(folder))
    randomize(model, seed)
    tensors = model.named_parameters() if new_names else llava_hub_names(model)
    if not new_names:
        tensors = ((name.replace("model.image_newline", "image_newline"), value) for name, value in tensors)
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    write_weights(folder, tensors, dtype, sharded)
    return folder


def shrunk_tiles(config: dict, generator: torch.Generator) -> dict:
    """One random picture that fills a half of 2 x 2 tiles, which are more than 2 tiles' features."""
    side = config["vision_config"]["image_size"]
    pixels = torch.randn(1, 5, 3, side, side, generator=generator)
    return {"pixel_values": pixels, "image_sizes": torch.tensor([[4 * side, 2 * side + 1]])}


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "new-names": {"new_names": True},
        "tied": {"tied": True, "kv_heads": 4},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "fp16-file": {"dtype": "fp16", "new_names": True, "sharded": True},
        "two-layers": {"feature_layer": [-2, 1]},
        "clip": {"clip": True, "feature_layer": -2},
        "even-side": {"image_size": 56, "most_tiles": 9},
    },
    norm=(
        "language_model.model.layers.1.input_layernorm.weight",
        "model.language_model.layers.1.input_layernorm.weight",
    ),
    trained={},
    end="<|im_end|>",
    end_is_learned=False,
    image="<image>",
    sizes=[(42, 42)],
    videos=True,
    frames=[(42, 42)],
    frames_apart=False,
    pictures=shrunk_tiles,
    features=9 + 5 * (3 + 1),
    image_processors={
        "llava-onevision": {
            "image_processor_type": "LlavaOnevisionImageProcessor",
            "size": {"height": 112, "width": 112},
            "image_grid_pinpoints": [[112, 112], [112, 224], [224, 112], [224, 224], [336, 112], [112, 336]],
        }
    },
    bridge=["multi_modal_projector", "image_newline"],
    old_names=LLAVA_PEFT_NAMES,
)
