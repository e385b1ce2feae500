"""LLaVA-NeXT: tiles of the best of some resolutions."""

from pathlib import Path

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
import torch
from family import Family
from tokenizer_files import LLAVA_TEMPLATE, write_llama_tokenizer

PINPOINTS = [(1, 2), (2, 1), (2, 2), (3, 1), (1, 3)]


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    new_names: bool = False,
    feature_layer: int | list[int] = -2,
    text_type: str = "llama",
    window: int | None = None,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 4,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 4,
    tower_width: int = 48,
    tower_heads: int = 4,
    image_size: int = 28,
) -> Path:
    """A LLaVA-NeXT folder with Mistral or Llama (`text_type`). `new_names`: tensor names of transformers 5; else those
    of the hub. Tiles are small, and some pinpoints fill only a part of their tiles with a picture."""
    from transformers import LlavaNextConfig, LlavaNextForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_llama_tokenizer(folder, False, min(vocabulary - 8, 4096), False)
    pinpoints = [[rows * image_size, columns * image_size] for rows, columns in PINPOINTS]
    config = {
        "architectures": ["LlavaNextForConditionalGeneration"],
        "ignore_index": -100,
        "image_token_index": ids["<image>"],
        "image_grid_pinpoints": pinpoints,
        "model_type": "llava_next",
        "pad_token_id": ids["<pad>"],
        "projector_hidden_act": "gelu",
        "text_config": {
            "architectures": ["LlamaForCausalLM"],
            "hidden_size": hidden,
            "intermediate_size": inner,
            "max_position_embeddings": 4096,
            "model_type": text_type,
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "rms_norm_eps": 1e-05,
            "torch_dtype": DTYPE_NAMES[dtype],
            "vocab_size": vocabulary,
        },
        "tie_word_embeddings": tied,
        "torch_dtype": DTYPE_NAMES[dtype],
        "transformers_version": "4.36.0.dev0",
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": image_size,
            "intermediate_size": 2 * tower_width,
            "model_type": "clip_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": 14,
            "projection_dim": 32,
            "vocab_size": 32000,
        },
        "vision_feature_layer": feature_layer,
        "vision_feature_select_strategy": "default",
    }
    if text_type == "mistral":
        config["text_config"] |= {"architectures": ["MistralForCausalLM"], "sliding_window": window}
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": ids["<pad>"]})
    write_json(folder / "chat_template.json", {"chat_template": LLAVA_TEMPLATE})
    write_json(
        folder / "preprocessor_config.json",
        {
            "crop_size": {"height": image_size, "width": image_size},
            "do_center_crop": True,
            "do_convert_rgb": True,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": CLIP_MEAN,
            "image_std": CLIP_STD,
            "image_grid_pinpoints": pinpoints,
            "image_processor_type": "LlavaNextImageProcessor",
            "processor_class": "LlavaNextProcessor",
            "resample": 3,
            "rescale_factor": 1 / 255,
            "size": {"shortest_edge": image_size},
        },
    )
    write_json(
        folder / "processor_config.json",
        {
            "image_token": "<image>",
            "num_additional_image_tokens": 1,
            "patch_size": 14,
            "processor_class": "LlavaNextProcessor",
            "vision_feature_select_strategy": "default",
        },
    )
    model = LlavaNextForConditionalGeneration(LlavaNextConfig.from_pretrained(folder))
    randomize(model, seed)
    tensors = model.named_parameters() if new_names else llava_hub_names(model)
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    write_weights(folder, tensors, dtype, sharded)
    return folder


def tiled_pictures(config: dict, generator: torch.Generator) -> dict:
    """One random picture that fills a half of 2 x 2 tiles."""
    side = config["vision_config"]["image_size"]
    pixels = torch.randn(1, 5, 3, side, side, generator=generator)
    return {"pixel_values": pixels, "image_sizes": torch.tensor([[4 * side, 2 * side + 1]])}


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "new-names": {"new_names": True},
        "tied": {"tied": True},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "fp16-file": {"dtype": "fp16", "new_names": True, "sharded": True},
        "gqa": {"kv_heads": 2},
        "two-layers": {"feature_layer": [-2, 1]},
        "mistral": {"text_type": "mistral", "kv_heads": 2, "window": 9},  # shorter than a picture
    },
    norm=(
        "language_model.model.layers.1.input_layernorm.weight",
        "model.language_model.layers.1.input_layernorm.weight",
    ),
    trained={},
    end="</s>",
    template_ends=False,
    image="<image>",
    sizes=[(28, 28)],  # the whole picture in one tile
    pictures=tiled_pictures,
    features=4 + 4 * 3,
    image_processors={
        "llava-next": {
            "image_processor_type": "LlavaNextImageProcessor",
            "size": {"shortest_edge": 112},
            "crop_size": {"height": 112, "width": 112},
            "image_grid_pinpoints": [[112, 224], [224, 112], [224, 224], [336, 112], [112, 336]],
        }
    },
    bridge=["multi_modal_projector", "image_newline"],
    old_names=LLAVA_PEFT_NAMES,
)
