"""LLaVA-1.5."""

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
from family import Family
from tokenizer_files import LLAVA_TEMPLATE, write_llama_tokenizer



def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    new_names: bool = False,
    feature_layer: int | list[int] = -2,
    text_type: str = "llama",
    pixtral: bool = False,
    window: int | None = None,
    real_tokenizer: bool = False,
    legacy_tokenizer: bool = False,
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
    image_size: int = 56,
) -> Path:
    """A LLaVA-1.5 folder, or one with another language model (`text_type`), as BakLLaVA. `pixtral`: another tower, with its own processor. `new_names`: tensor names of transformers 5; else those of the hub. `vocabulary` is ignored
    with the real tokenizer (32,064). `legacy_tokenizer`: tokenizer.json as made before 2024."""
    from transformers import LlavaConfig, LlavaForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    more = {"more": ("[IMG_BREAK]", "[IMG_END]"), "processor": "PixtralProcessor"} if pixtral else {}
    ids = write_llama_tokenizer(folder, real_tokenizer, min(vocabulary - 8, 4096), legacy_tokenizer, **more)
    vocabulary = 32064 if real_tokenizer else vocabulary
    config = {
        "architectures": ["LlavaForConditionalGeneration"],
        "ignore_index": -100,
        "image_token_index": ids["<image>"],
        "image_seq_length": (image_size // 14) ** 2,
        "model_type": "llava",
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
    if pixtral:
        tower = ("hidden_size", "image_size", "intermediate_size", "num_attention_heads", "num_hidden_layers", "patch_size")
        config["vision_config"] = {key: config["vision_config"][key] for key in tower} | {"model_type": "pixtral"}
        config |= {"vision_feature_layer": -1, "vision_feature_select_strategy": "full"}
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
            "image_processor_type": "CLIPImageProcessor",
            "processor_class": "LlavaProcessor",
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
            "processor_class": "LlavaProcessor",
            "vision_feature_select_strategy": "default",
        },
    )
    if pixtral:
        pixels = {"image_processor_type": "PixtralImageProcessor", "patch_size": {"height": 14, "width": 14}, "resample": 3}
        write_json(folder / "preprocessor_config.json", pixels | {"size": {"longest_edge": 2 * image_size}})
        write_json(
            folder / "processor_config.json",
            {"image_token": "<image>", "patch_size": 14, "processor_class": "PixtralProcessor"},
        )
    model = LlavaForConditionalGeneration(LlavaConfig.from_pretrained(folder))
    randomize(model, seed)
    tensors = model.named_parameters() if new_names else llava_hub_names(model)
    if pixtral:
        tensors = ((name.replace("vision_tower.vision_model.", "vision_tower."), value) for name, value in tensors)
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    write_weights(folder, tensors, dtype, sharded)
    return folder


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
        "pixtral": {"text_type": "mistral", "kv_heads": 2, "pixtral": True},
    },
    real_tokenizers={"plain": {"real_tokenizer": True}, "legacy": {"real_tokenizer": True, "legacy_tokenizer": True}},
    norm=(
        "language_model.model.layers.1.input_layernorm.weight",
        "model.language_model.layers.1.input_layernorm.weight",
    ),
    trained={},
    end="</s>",
    template_ends=False,
    image="<image>",
    sizes=[(56, 56)],
    features=16,
    image_processors={
        "clip": {
            "image_processor_type": "CLIPImageProcessor",
            "size": {"shortest_edge": 336},
            "crop_size": {"height": 336, "width": 336},
        }
    },
    bridge=["multi_modal_projector"],
    old_names=LLAVA_PEFT_NAMES,
)
