"""Mistral 3: Pixtral's tower, patches joined by two, a token behind each row of a picture."""

from pathlib import Path

import torch
from checkpoint_files import CLIP_MEAN, CLIP_STD, DTYPE_NAMES, LLAVA_PEFT_NAMES, randomize, rename, write_json, write_weights
from family import Family
from tokenizer_files import write_byte_level_tokenizer

SPECIALS = [
    "<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[IMG]", "<pad>", "[IMG_BREAK]", "[IMG_END]", "[SYSTEM_PROMPT]",
    "[/SYSTEM_PROMPT]",
]  # fmt: skip
# The format of the hub's template in fewer words, without its own system text, which has the date in it.
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'user' %}[INST]{% elif message['role'] == 'system' %}[SYSTEM_PROMPT]{% endif %}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'text' %}{{ part['text'] }}{% elif part['type'] == 'image' %}[IMG]{% endif %}{% endfor %}{% endif %}"
    "{% if message['role'] == 'user' %}[/INST]{% elif message['role'] == 'system' %}[/SYSTEM_PROMPT]"
    "{% else %}{{ eos_token }}{% endif %}{% endfor %}"
)
NAMES = [
    ("model.vision_tower.", "vision_tower."),
    ("model.multi_modal_projector.", "multi_modal_projector."),
    ("model.language_model.", "language_model.model."),
    ("lm_head.", "language_model.lm_head."),
]
PIXELS = {
    "do_convert_rgb": True,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": CLIP_MEAN,
    "image_processor_type": "PixtralImageProcessorFast",
    "image_std": CLIP_STD,
    "patch_size": 14,
    "processor_class": "PixtralProcessor",
    "resample": 3,
    "rescale_factor": 1 / 255,
}


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    says_tied: bool = True,
    new_names: bool = False,
    text_type: str = "mistral",
    merge: int = 2,
    bias: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    head_dim: int = 16,
    inner: int = 112,
    vocabulary: int = 640,
    window: int | None = None,
    tower_layers: int = 3,
    tower_width: int = 48,
    tower_heads: int = 4,
    longest: int = 168,
) -> Path:
    """A Mistral 3 folder. `says_tied`: the config says whether the head is tied; else the weights alone tell it, as on the
    hub. `new_names`: tensor names of the modules, else those of the hub."""
    from transformers import Mistral3Config, Mistral3ForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_byte_level_tokenizer(
        folder,
        min(vocabulary, 4096),
        SPECIALS,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        processor_class="PixtralProcessor",
        tokenizer_class="PreTrainedTokenizerFast",
        unk_token="<unk>",
    )
    config = {
        "architectures": ["Mistral3ForConditionalGeneration"],
        "image_token_index": ids["[IMG]"],
        "model_type": "mistral3",
        "multimodal_projector_bias": bias,
        "projector_hidden_act": "gelu",
        "spatial_merge_size": merge,
        "text_config": {
            "attention_dropout": 0.0,
            "head_dim": head_dim,
            "hidden_act": "silu",
            "hidden_size": hidden,
            "intermediate_size": inner,
            "max_position_embeddings": 8192,
            "model_type": text_type,
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "rms_norm_eps": 1e-05,
            "rope_theta": 1000000000.0,
            "sliding_window": window,
            "vocab_size": vocabulary,
        },
        "torch_dtype": DTYPE_NAMES[dtype],
        "transformers_version": "4.50.0.dev0",
        "vision_config": {
            "head_dim": tower_width // tower_heads,
            "hidden_act": "silu",
            "hidden_size": tower_width,
            "image_size": longest,
            "intermediate_size": 2 * tower_width,
            "model_type": "pixtral",
            "num_attention_heads": tower_heads,
            "num_channels": 3,
            "num_hidden_layers": tower_layers,
            "patch_size": 14,
            "rope_theta": 500.0,
        },
        "vision_feature_layer": -1,
    }
    if text_type == "ministral3":
        config["text_config"].pop("rope_theta")
        config["text_config"]["rope_parameters"] = {
            "beta_fast": 32.0,
            "beta_slow": 1.0,
            "factor": 4.0,
            "llama_4_scaling_beta": 0.1,
            "max_position_embeddings": 8192,
            "mscale": 1.0,
            "mscale_all_dim": 1.0,
            "original_max_position_embeddings": 2048,
            "rope_theta": 1000000.0,
            "rope_type": "yarn",
            "type": "yarn",
        }
    if says_tied:
        config["tie_word_embeddings"] = tied
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json", {"bos_token_id": ids["<s>"], "eos_token_id": ids["</s>"], "pad_token_id": ids["<pad>"]}
    )
    write_json(folder / "chat_template.json", {"chat_template": TEMPLATE})
    write_json(folder / "preprocessor_config.json", PIXELS | {"size": {"longest_edge": longest}})
    write_json(
        folder / "processor_config.json",
        {
            "image_break_token": "[IMG_BREAK]",
            "image_end_token": "[IMG_END]",
            "image_token": "[IMG]",
            "patch_size": 14,
            "processor_class": "PixtralProcessor",
            "spatial_merge_size": merge,
        },
    )
    built = Mistral3Config.from_pretrained(folder)
    built.tie_word_embeddings = tied
    model = Mistral3ForConditionalGeneration(built)
    randomize(model, seed)
    tensors = model.named_parameters() if new_names else ((rename(n, NAMES), t) for n, t in model.named_parameters())
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    write_weights(folder, tensors, dtype, sharded)
    return folder


def picture(config: dict, generator: torch.Generator) -> dict:
    """One random picture of 4 × 6 patches."""
    return {"pixel_values": torch.randn(1, 3, 56, 84, generator=generator), "image_sizes": torch.tensor([[56, 84]])}


FAMILY = Family(
    make=make,
    layouts={
        "hub": {"says_tied": False},
        "new-names": {"new_names": True, "kv_heads": 4},
        "tied": {"tied": True},
        "tied-by-default": {"tied": True, "says_tied": False},
        "bf16-file": {"dtype": "bf16", "sharded": True},
        "single-patches": {"merge": 1, "bias": True, "window": 9},
        "ministral3": {"text_type": "ministral3", "head_dim": 24, "tied": True},
        "merged-by-three": {"merge": 3, "kv_heads": 1, "head_dim": 24},
    },
    norm=(
        "language_model.model.layers.1.input_layernorm.weight",
        "model.language_model.layers.1.input_layernorm.weight",
    ),
    end="</s>",
    image="[IMG]",
    sizes=[(56, 84), (112, 56)],
    pictures=picture,
    features=6,
    image_processors={
        "pixtral": PIXELS | {"image_processor_type": "PixtralImageProcessor", "patch_size": {"height": 28, "width": 28}, "size": {"longest_edge": 336}}
    },
    bridge=["multi_modal_projector"],
    old_names=LLAVA_PEFT_NAMES,
)
