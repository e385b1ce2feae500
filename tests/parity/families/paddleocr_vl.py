"""PaddleOCR-VL: SigLIP's tower for pictures of any size, ERNIE 4.5 with multimodal rotary; files have three kinds of
names."""

from pathlib import Path

import torch
from checkpoint_files import CLIP_MEAN, CLIP_STD, DTYPE_NAMES, randomize, rename, write_json, write_weights
from family import Family
from tokenizer_files import write_byte_level_tokenizer

SPECIALS = [
    "</s>", "<unk>", "<|begin_of_sentence|>", "<|end_of_sentence|>", "<|IMAGE_PLACEHOLDER|>", "<|IMAGE_START|>",
    "<|IMAGE_END|>",
]  # fmt: skip
# The format of the hub's template in fewer words.
TEMPLATE = (
    "{% if not cls_token is defined %}{% set cls_token = '<|begin_of_sentence|>' %}{% endif %}"
    "{% if not image_token is defined %}{% set image_token = 'none' %}{% endif %}"  # the reference gives it to templates
    "{{ cls_token }}{% for message in messages %}{% if message['role'] == 'user' %}User: "
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}<|IMAGE_START|>{{ image_token }}<|IMAGE_END|>"
    "{% elif part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}\n"
    "{% elif message['role'] == 'assistant' %}Assistant:\n{% for part in message['content'] %}"
    "{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}</s>"
    "{% else %}{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}\n"
    "{% endif %}{% endfor %}{% if add_generation_prompt %}Assistant:\n{% endif %}"
)


def patches(config: dict, generator: torch.Generator) -> dict:
    """One random picture of 4 × 6 patches."""
    side = config["vision_config"]["patch_size"]
    return {
        "pixel_values": torch.randn(6 * 4, 3, side, side, generator=generator),
        "image_grid_thw": torch.tensor([[1, 6, 4]]),
    }


def make(
    folder,
    *,
    tied: bool = False,
    dtype: str = "fp32",
    sharded: bool = False,
    names: str = "saved",
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
    mrope_section: list[int] | None = None,
) -> Path:
    """`names`: "hub", with a flat config.json; "saved", as transformers 5 writes folders; "modules", as its modules are
    called. Heads are wider than their share of the hidden size."""
    from transformers import PaddleOCRVLConfig, PaddleOCRVLForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_byte_level_tokenizer(
        folder,
        min(vocabulary, 4096),
        SPECIALS,
        bos_token="<|begin_of_sentence|>",
        cls_token="<|begin_of_sentence|>",
        eos_token="</s>",
        pad_token="<unk>",
        extra_special_tokens={"image_token": "<|IMAGE_PLACEHOLDER|>"},
        additional_special_tokens=SPECIALS[5:],
        processor_class="PaddleOCRVLProcessor",
        tokenizer_class="PreTrainedTokenizerFast",
    )
    (folder / "chat_template.jinja").write_text(TEMPLATE, "utf-8")
    write_json(
        folder / "preprocessor_config.json",
        {
            "do_convert_rgb": True,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": CLIP_MEAN,
            "image_std": CLIP_STD,
            "image_processor_type": "PaddleOCRVLImageProcessor",
            "merge_size": 2,
            "patch_size": 14,
            "processor_class": "PaddleOCRVLProcessor",
            "resample": 3,
            "rescale_factor": 1 / 255,
            "size": {"longest_edge": 1003520, "shortest_edge": 3136},
            "temporal_patch_size": 1,
        },
    )
    head = hidden // heads + 8
    half = head // 2
    sections = mrope_section or [half - 2 * (3 * half // 8), 3 * half // 8, 3 * half // 8]
    text = {
        "vocab_size": vocabulary,
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "head_dim": head,
        "hidden_act": "silu",
        "max_position_embeddings": 131072,
        "rms_norm_eps": 1e-5,
        "use_bias": bias,
        "bos_token_id": ids["<|begin_of_sentence|>"],
        "eos_token_id": ids["</s>"],
        "pad_token_id": ids["<unk>"],
    }
    vision = {
        "hidden_size": tower_width,
        "intermediate_size": 2 * tower_width,
        "num_hidden_layers": tower_layers,
        "num_attention_heads": tower_heads,
        "num_channels": 3,
        "image_size": 70,
        "patch_size": 14,
        "hidden_act": "gelu_pytorch_tanh",
        "layer_norm_eps": 1e-6,
        "spatial_merge_size": 2,
    }
    top = {
        "architectures": ["PaddleOCRVLForConditionalGeneration"],
        "model_type": "paddleocr_vl",
        "tie_word_embeddings": tied,
        "image_token_id": ids["<|IMAGE_PLACEHOLDER|>"],
        "vision_start_token_id": ids["<|IMAGE_START|>"],
        "vision_end_token_id": ids["<|IMAGE_END|>"],
    }
    rope = {"mrope_section": sections, "rope_type": "default"}
    if names == "hub":
        config = top | text | {
            "rope_theta": 500000,
            "rope_scaling": rope | {"type": "default"},
            "torch_dtype": DTYPE_NAMES[dtype],
            "vision_config": vision | {"model_type": "paddleocr_vl"},
            "transformers_version": "4.55.0",
        }  # fmt: skip
    else:
        own = {"model_type": "paddleocr_vl_text", "rope_parameters": rope | {"rope_theta": 500000.0}, "tie_word_embeddings": tied}
        config = top | {
            "dtype": DTYPE_NAMES[dtype],
            "text_config": text | own,
            "vision_config": vision | {"model_type": "paddleocr_vl_vision"},
            "transformers_version": "5.23.0",
        }  # fmt: skip
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {"eos_token_id": ids["</s>"], "pad_token_id": ids["<unk>"]})
    model = PaddleOCRVLForConditionalGeneration(PaddleOCRVLConfig.from_pretrained(folder))
    if not tied:  # whatever the config's class makes of a flat file
        model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.detach().clone())
    randomize(model, seed)
    rules = [("model.projector.", "mlp_AR."), ("model.visual.", "visual."), ("model.language_model.", "model.")]
    tensors = {rename(name, [] if names == "modules" else rules): value for name, value in model.named_parameters()}
    if tied:
        tensors.pop("lm_head.weight", None)
    write_weights(folder, tensors, dtype, sharded)
    return folder


FAMILY = Family(
    make=make,
    layouts={
        "hub": {"names": "hub"},
        "saved": {},
        "modules": {"names": "modules"},
        "tied": {"names": "hub", "tied": True},
        "saved-tied": {"tied": True},
        "sharded": {"names": "hub", "sharded": True, "dtype": "bf16"},
        "one-kv-head": {"kv_heads": 1},
        "no-gqa": {"names": "hub", "kv_heads": 4},
        "bias": {"names": "hub", "bias": True},
        "sections": {"mrope_section": [6, 2, 4]},
    },
    norm=("model.layers.1.input_layernorm.weight", "model.language_model.layers.1.input_layernorm.weight"),
    end="</s>",
    image="<|IMAGE_PLACEHOLDER|>",
    token_types="mm_token_type_ids",
    sizes=[(56, 84), (112, 56), (84, 84)],
    pictures=patches,
    features=6,
    image_processors={
        "paddleocr_vl": {"image_processor_type": "PaddleOCRVLImageProcessor"},
        "paddleocr_vl-small": {
            "image_processor_type": "PaddleOCRVLImageProcessor",
            "size": {"shortest_edge": 3136, "longest_edge": 1003520},
        },
    },
    bridge=["projector"],
    planes=3,
)
