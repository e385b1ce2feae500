"""Folders of Idefics3 and SmolVLM, which share layout and model."""

from pathlib import Path

import torch
from checkpoint_files import DTYPE_NAMES, randomize, write_json, write_weights
from family import Family
from tokenizer_files import write_byte_level_tokenizer

SPECIALS = [
    "<|endoftext|>", "<|im_start|>", "<end_of_utterance>", "<fake_token_around_image>", "<image>", "<global-img>",
    *[f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)],
]  # fmt: skip
# The format of the hub's templates in fewer words.
TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}"
    "{% if message['content'][0]['type'] == 'image' %}:{% else %}: {% endif %}"
    "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}"
    "{% elif part['type'] == 'image' %}<image>{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)
PIXELS = {
    "do_convert_rgb": True,
    "do_image_splitting": True,
    "do_normalize": True,
    "do_pad": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.5] * 3,
    "image_std": [0.5] * 3,
    "resample": 1,
    "rescale_factor": 1 / 255,
}


def make_folder(
    folder,
    architecture: str,
    model_type: str,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    splits: bool = True,
    scale: int = 2,
    text_type: str = "llama",
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
    tile: int = 56,
    patch: int = 14,
) -> tuple[Path, dict]:
    """A folder of `architecture`, and what its processors of pictures and videos have in common. Without `splits` a
    picture is one tile."""
    import transformers

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_byte_level_tokenizer(
        folder,
        min(vocabulary, 4096),
        SPECIALS,
        bos_token="<|im_start|>",
        eos_token="<end_of_utterance>",
        pad_token="<|endoftext|>",
        processor_class=architecture.removesuffix("ForConditionalGeneration") + "Processor",
        tokenizer_class="GPT2Tokenizer",
    )
    config = {
        "architectures": [architecture],
        "image_token_id": ids["<image>"],
        "model_type": model_type,
        "scale_factor": scale,
        "text_config": {
            "architectures": ["VLlama3ForCausalLM"],
            "hidden_size": hidden,
            "intermediate_size": inner,
            "max_position_embeddings": 8192,
            "model_type": text_type,
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "pixel_shuffle_factor": scale,
            "qk_layer_norms": False,
            "rms_norm_eps": 1e-05,
            "rope_theta": 100000,
            "torch_dtype": DTYPE_NAMES[dtype],
            "vocab_size": vocabulary,
        },
        "tie_word_embeddings": tied,
        "torch_dtype": DTYPE_NAMES[dtype],
        "transformers_version": "4.46.0",
        "use_cache": True,
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": tile,
            "intermediate_size": 2 * tower_width,
            "model_type": "idefics3" if model_type == "idefics3" else "smolvlm_vision",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": patch,
        },
        "vocab_size": vocabulary,
    }
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {"bos_token_id": ids["<|im_start|>"], "eos_token_id": ids["<end_of_utterance>"], "pad_token_id": ids["<|endoftext|>"]},
    )
    write_json(folder / "chat_template.json", {"chat_template": TEMPLATE})
    name = architecture.removesuffix("ForConditionalGeneration")
    pixels = PIXELS | {"max_image_size": {"longest_edge": tile}, "processor_class": f"{name}Processor"}
    own = {"do_image_splitting": splits, "image_processor_type": f"{name}ImageProcessor", "size": {"longest_edge": 2 * tile if splits else tile}}
    write_json(folder / "preprocessor_config.json", pixels | own)
    tokens = (tile // patch) ** 2 // scale**2
    write_json(folder / "processor_config.json", {"image_seq_len": tokens, "processor_class": f"{name}Processor"})
    model = getattr(transformers, architecture)(getattr(transformers, f"{name}Config").from_pretrained(folder))
    randomize(model, seed)
    tensors = {name: value for name, value in model.named_parameters() if not (tied and name == "lm_head.weight")}
    write_weights(folder, tensors, dtype, sharded)
    return folder, pixels


def tiles(config: dict, generator: torch.Generator) -> dict:
    """Two random tiles of one text."""
    side = config["vision_config"]["image_size"]
    return {"pixel_values": torch.randn(1, 2, 3, side, side, generator=generator)}


def with_pillow(processor):
    """torchvision has no Lanczos filter before 0.27, and transformers then takes another one."""
    import transformers

    old = processor.image_processor
    kind = getattr(transformers, type(old).__name__.removesuffix("Pil") + "Pil")
    processor.image_processor = kind(**{key: value for key, value in old.to_dict().items() if key != "image_processor_type"})
    return processor


LAYOUTS = {
    "hub": {},
    "tied": {"tied": True},
    "bf16-file": {"dtype": "bf16", "sharded": True},
    "whole-pictures": {"splits": False, "kv_heads": 4},
    "no-shuffle": {"scale": 1, "kv_heads": 1},
    # With 25 patches a side, rounding moves some of them to the position before.
    "rounded-positions": {"tile": 100, "patch": 4, "scale": 5, "splits": False},
}
RECORD = {
    "norm": ("model.text_model.layers.1.input_layernorm.weight",) * 2,
    "trained": {"tied": True, "splits": False},
    "end": "<end_of_utterance>",
    "image": "<image>",
    "sizes": [(56, 56)],
    "pictures": tiles,
    "features": 8,
    "bridge": ["connector"],
    "adapt_processor": with_pillow,
}
