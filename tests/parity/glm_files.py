"""Folders of GLM-4.1V and GLM-4.6V, which share model and tokens."""

from pathlib import Path

from checkpoint_files import CLIP_MEAN, CLIP_STD, DTYPE_NAMES, randomize, write_json, write_weights
from tokenizer_files import write_byte_level_tokenizer

SPECIALS = [
    "<|endoftext|>", "[gMASK]", "<sop>", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>",
    "<|begin_of_image|>", "<|end_of_image|>", "<|begin_of_video|>", "<|end_of_video|>", "<|image|>", "<|video|>",
]  # fmt: skip
# The format of the hub's templates in fewer words.
TEMPLATE = (
    "[gMASK]<sop>{% for message in messages %}<|{{ message['role'] }}|>\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'video' %}<|begin_of_video|><|video|><|end_of_video|>"
    "{% elif part['type'] == 'image' %}<|begin_of_image|><|image|><|end_of_image|>"
    "{% elif part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)


def make_folder(
    folder,
    name: str,
    model_type: str,
    *,
    tied: bool = False,
    dtype: str = "fp32",
    sharded: bool = False,
    old_rotary: bool = False,
    bias: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 2,
    tower_width: int = 48,
    tower_heads: int = 4,
) -> Path:
    """`name`: of transformers' classes, "Glm4v" or "Glm46V". `old_rotary`: written as before transformers 5. `bias`: of
    the tower's attention. The tower's width differs from the language model's, its table of positions from all grids."""
    import transformers

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_byte_level_tokenizer(
        folder,
        min(vocabulary, 4096),
        SPECIALS,
        eos_token="<|endoftext|>",
        pad_token="<|endoftext|>",
        processor_class=f"{name}Processor",
        tokenizer_class="PreTrainedTokenizerFast",
    )
    (folder / "chat_template.jinja").write_text(TEMPLATE, "utf-8")
    pixels = {
        "do_rescale": True,
        "image_mean": CLIP_MEAN,
        "image_std": CLIP_STD,
        "merge_size": 2,
        "patch_size": 14,
        "rescale_factor": 1 / 255,
        "temporal_patch_size": 2,
        "processor_class": f"{name}Processor",
    }
    size = {"longest_edge": 2 * 1003520, "shortest_edge": 2 * 3136}
    write_json(
        folder / "preprocessor_config.json", pixels | {"image_processor_type": f"{name}ImageProcessor", "size": size}
    )
    write_json(
        folder / "video_preprocessor_config.json", pixels | {"video_processor_type": f"{name}VideoProcessor", "size": size}
    )
    half = hidden // heads // 4  # of the turned half
    sections = [half - 2 * (3 * half // 8), 3 * half // 8, 3 * half // 8]
    rope = {"rope_type": "default", "mrope_section": sections}
    if old_rotary:
        rotary = {"rope_scaling": rope, "rope_theta": 10000.0, "partial_rotary_factor": 0.5}
    else:
        rotary = {"rope_parameters": rope | {"rope_theta": 10000.0, "partial_rotary_factor": 0.5}}
    ends = [ids["<|endoftext|>"], ids["<|user|>"], ids["<|observation|>"]]
    config = {
        "architectures": [f"{name}ForConditionalGeneration"],
        "model_type": model_type,
        "tie_word_embeddings": tied,
        "image_token_id": ids["<|image|>"],
        "video_token_id": ids["<|video|>"],
        "image_start_token_id": ids["<|begin_of_image|>"],
        "image_end_token_id": ids["<|end_of_image|>"],
        "video_start_token_id": ids["<|begin_of_video|>"],
        "video_end_token_id": ids["<|end_of_video|>"],
        "text_config": {
            "model_type": "glm4v_text",
            "vocab_size": vocabulary,
            "hidden_size": hidden,
            "intermediate_size": inner,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "num_key_value_heads": kv_heads,
            "max_position_embeddings": 65536,
            "rms_norm_eps": 1e-5,
            "attention_bias": True,
            "eos_token_id": ends,
            "pad_token_id": ids["<|endoftext|>"],
            "dtype": DTYPE_NAMES[dtype],
            **rotary,
        },
        "vision_config": {
            "model_type": "glm4v_vision",
            "attention_bias": bias,
            "depth": tower_layers,
            "hidden_act": "silu",
            "hidden_size": tower_width,
            "image_size": 70,
            "in_channels": 3,
            "intermediate_size": 88,
            "num_heads": tower_heads,
            "out_hidden_size": hidden,
            "patch_size": 14,
            "rms_norm_eps": 1e-5,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
        },
        "transformers_version": "4.57.1" if old_rotary else "5.23.0",
    }
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {"eos_token_id": ends, "pad_token_id": ids["<|endoftext|>"]})
    model = getattr(transformers, f"{name}ForConditionalGeneration")(
        getattr(transformers, f"{name}Config").from_pretrained(folder)
    )
    randomize(model, seed)
    tensors = dict(model.named_parameters())
    if tied:
        tensors.pop("lm_head.weight", None)
    write_weights(folder, tensors, dtype, sharded)
    return folder


LAYOUTS = {
    "hub": {"old_rotary": True},
    "saved": {},
    "tied": {"tied": True},
    "sharded": {"sharded": True, "dtype": "bf16"},
    "one-kv-head": {"kv_heads": 1},
    "no-gqa": {"kv_heads": 4},
    "tower-bias": {"bias": True},
}
RECORD = {
    "layouts": LAYOUTS,
    "norm": ("model.language_model.layers.1.input_layernorm.weight",) * 2,
    "end": "<|user|>",
    "template_ends": False,
    "image": "<|image|>",
    "video": "<|video|>",
    "token_types": "mm_token_type_ids",
    "sizes": [(56, 84), (112, 56), (84, 84)],
    "videos": True,
    "frames": [(56, 84), (84, 56), (56, 56)],
    "mixes_media": False,
    "takes_single_frames": True,
    "features": 6,
    "bridge": ["visual.merger"],
    "planes": 3,
}
