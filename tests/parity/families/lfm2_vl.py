"""LFM2-VL: short convolutions and attention, pictures in their own shape, large ones as tiles and as a whole."""

from pathlib import Path

import torch
from checkpoint_files import DTYPE_NAMES, randomize, rename, write_json, write_weights
from family import Family
from tokenizer_files import write_byte_level_tokenizer

PLACES = [f"<|img_row_{row}_col_{column}|>" for row in range(1, 11) for column in range(1, 11) if row * column <= 10]
SPECIALS = [
    "<|pad|>", "<|startoftext|>", "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>", "<|image_start|>",
    "<|image_end|>", "<|img_thumbnail|>", *PLACES,
]  # fmt: skip
# The format of the hub's template in fewer words.
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% elif part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NAMES = [("model.vision_tower.", "model.vision_tower.vision_model.")]
PIXELS = {
    "do_image_splitting": True,
    "do_normalize": True,
    "do_pad": True,
    "do_rescale": True,
    "do_resize": True,
    "downsample_factor": 2,
    "encoder_patch_size": 16,
    "image_mean": [0.5] * 3,
    "image_processor_type": "Lfm2VlImageProcessor",
    "image_std": [0.5] * 3,
    "max_image_tokens": 256,
    "max_pixels_tolerance": 2.0,
    "max_tiles": 10,
    "min_image_tokens": 64,
    "min_tiles": 2,
    "resample": 2,
    "rescale_factor": 1 / 255,
    "tile_size": 512,
    "use_thumbnail": True,
}
# Sides of tiles so that the reference can take pictures of extreme sides beside them.
SMALL = {"encoder_patch_size": 8, "max_image_tokens": 16, "max_tiles": 4, "min_image_tokens": 4, "tile_size": 96}


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    says_tied: bool = True,
    new_names: bool = False,
    old_keys: bool = True,
    adjusted: bool = True,
    conv_bias: bool = False,
    kernel: int = 3,
    bare_bridge: bool = False,
    pixels: dict | None = None,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 4,
    heads: int = 4,
    kv_heads: int = 2,
    inner: int = 150,
    vocabulary: int = 640,
    tower_layers: int = 2,
    tower_width: int = 48,
    tower_heads: int = 4,
) -> Path:
    """An LFM2-VL folder. `old_keys`: config.json as on the hub, with the names of Liquid's own code. `new_names`: tensor
    names of the modules. `adjusted`: feed-forward layers are 128 wide, not 150."""
    from transformers import Lfm2VlConfig, Lfm2VlForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_byte_level_tokenizer(
        folder,
        min(vocabulary, 4096),
        SPECIALS,
        bos_token="<|startoftext|>",
        eos_token="<|im_end|>",
        pad_token="<|pad|>",
        processor_class="Lfm2VlProcessor",
        tokenizer_class="PreTrainedTokenizerFast",
    )
    attention = [*range(1, layers - 1)]
    old = {"block_ff_dim": inner, "full_attn_idxs": attention, "norm_eps": 1e-5, "rope_theta": 1000000.0}
    types = ["full_attention" if layer in attention else "conv" for layer in range(layers)]
    new = {
        "intermediate_size": inner,
        "layer_types": types,
        "norm_eps": 1e-5,
        "rope_parameters": {"rope_theta": 1000000.0, "rope_type": "default"},
    }
    config = {
        "architectures": ["Lfm2VlForConditionalGeneration"],
        "downsample_factor": 2,
        "dtype": DTYPE_NAMES[dtype],
        "image_token_id": ids["<image>"],
        "model_type": "lfm2_vl",
        "projector_bias": not bare_bridge,
        "projector_hidden_act": "gelu",
        "projector_hidden_size": 80,
        "projector_use_layernorm": not bare_bridge,
        "text_config": {
            "block_auto_adjust_ff_dim": adjusted,
            "block_ffn_dim_multiplier": 1.0,
            "block_multiple_of": 32,
            "bos_token_id": ids["<|startoftext|>"],
            "conv_L_cache": kernel,
            "conv_bias": conv_bias,
            "eos_token_id": ids["<|im_end|>"],
            "hidden_size": hidden,
            "max_position_embeddings": 8192,
            "model_type": "lfm2",
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "vocab_size": vocabulary,
        }
        | (old if old_keys else new),
        "transformers_version": "4.57.0.dev0",
        "vision_config": {
            "hidden_act": "gelu_pytorch_tanh",
            "hidden_size": tower_width,
            "intermediate_size": 2 * tower_width,
            "model_type": "siglip2_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "num_patches": 25,
            "patch_size": 8,
            "vision_use_head": False,
        },
    }
    if says_tied:
        config["tie_embedding" if old_keys else "tie_word_embeddings"] = tied
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {"bos_token_id": ids["<|startoftext|>"], "eos_token_id": ids["<|im_end|>"], "pad_token_id": ids["<|pad|>"]},
    )
    write_json(folder / "chat_template.json", {"chat_template": TEMPLATE})
    write_json(folder / "preprocessor_config.json", PIXELS | SMALL | (pixels or {}))
    write_json(folder / "processor_config.json", {"processor_class": "Lfm2VlProcessor"})
    model = Lfm2VlForConditionalGeneration(Lfm2VlConfig.from_pretrained(folder))
    randomize(model, seed)
    tensors = ((name if new_names else rename(name, NAMES), value) for name, value in model.named_parameters())
    tensors = {name: value for name, value in tensors if not (tied and name == "lm_head.weight")}
    write_weights(folder, tensors, dtype, sharded)
    return folder


def picture(config: dict, generator: torch.Generator) -> dict:
    """A random tile and the whole of a picture, of 6 tokens each: given by themselves, each is a medium of its own."""
    numbers = 3 * config["vision_config"]["patch_size"] ** 2
    shapes = [(4, 6), (6, 4)]
    mask = torch.tensor([[1] * (rows * columns) + [0] * (64 - rows * columns) for rows, columns in shapes])
    pixels = torch.randn(2, 64, numbers, generator=generator)
    return {"pixel_values": pixels, "pixel_attention_mask": mask, "spatial_shapes": torch.tensor(shapes)}


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "new-names": {"new_names": True, "old_keys": False},
        "tied": {"tied": True},
        "tied-by-default": {"tied": True, "says_tied": False},
        "bf16-file": {"dtype": "bf16", "sharded": True},
        "biases": {"conv_bias": True, "kernel": 4, "kv_heads": 4},
        "bare-bridge": {"bare_bridge": True, "adjusted": False},
        "whole-pictures": {"pixels": {"do_image_splitting": False}, "kv_heads": 1},
        "tiles-alone": {"pixels": {"use_thumbnail": False}},
    },
    norm=("model.language_model.layers.1.operator_norm.weight",) * 2,
    end="<|im_end|>",
    image="<image>",
    sizes=[(64, 64), (48, 80)],
    pictures=picture,
    features=12,
    image_processors={
        "lfm2_vl": PIXELS,
        "lfm2_vl-other": PIXELS
        | {"encoder_patch_size": 14, "max_image_tokens": 200, "max_tiles": 6, "tile_size": 448, "use_thumbnail": False},
        "lfm2_vl-whole": PIXELS | {"do_image_splitting": False},
    },
    bridge=["multi_modal_projector"],
    feed_forward="feed_forward",
    recipes={
        "boft-factors": "boft_block_size: 2\nboft_n_butterfly_factor: 2\nboft_target: q_proj, out_proj\n",
        "ia3": "ia3_target: k_proj, v_proj, w2\nia3_feedforward: w2\n",
        "vera": "vera_rank: 24\nvera_target: q_proj, w2\n",
    },
)
