"""Llama 3.2 Vision: layers that attend to tiles of a picture."""

import functools
from pathlib import Path
from types import SimpleNamespace

import torch
from checkpoint_files import CLIP_MEAN, CLIP_STD, DTYPE_NAMES, randomize, rename, write_json, write_weights
from family import Family
from tokenizer_files import write_byte_level_tokenizer

IMAGE = "<|image|>"
SPECIALS = [
    "<|begin_of_text|>", "<|end_of_text|>", "<|finetune_right_pad_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>",
    "<|eot_id|>", "<|python_tag|>", IMAGE,
]  # fmt: skip
HUB_NAMES = [
    ("model.vision_model.", "vision_model."),
    ("model.multi_modal_projector.", "multi_modal_projector."),
    ("model.language_model.", "language_model.model."),
    ("lm_head.", "language_model.lm_head."),
]
OWN = {
    "gate": lambda noise: 0.8 + 0.3 * noise,
    "gate_attn": lambda noise: 0.8 + 0.3 * noise,
    "gate_ffn": lambda noise: 0.8 + 0.3 * noise,
    "tile_embedding.weight": lambda noise: 0.3 * noise,
    "tile_positional_embedding.embedding.weight": lambda noise: 0.3 * noise,
    "gated_positional_embedding.embedding": lambda noise: 0.3 * noise,
}


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    new_names: bool = False,
    new_config: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 4,
    heads: int = 4,
    kv_heads: int = 2,
    inner: int = 112,
    size: int = 640,
    cross: tuple[int, ...] = (1, 3),
    tower_layers: int = 3,
    global_layers: int = 2,
    tower_width: int = 48,
    tower_heads: int = 4,
    tile: int = 28,
    tiles: int = 4,
    inside: tuple[int, ...] = (0, 2),
) -> Path:
    """A Llama 3.2 Vision folder as the hub has it. `size`: tokens; the image's is the last one and stands behind the
    vocabulary that the head knows. `new_names`, `new_config`: tensor names of the modules, the config of transformers 5."""
    from template_corpus import LLAMA3
    from transformers import MllamaConfig, MllamaForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_byte_level_tokenizer(
        folder,
        size,
        SPECIALS,
        bos_token="<|begin_of_text|>",
        eos_token="<|eot_id|>",
        pad_token="<|finetune_right_pad_id|>",
        processor_class="MllamaProcessor",
        tokenizer_class="PreTrainedTokenizerFast",
    )
    rotary = {
        "factor": 4.0,
        "high_freq_factor": 4.0,
        "low_freq_factor": 1.0,
        "original_max_position_embeddings": 64,
        "rope_type": "llama3",
    }
    text = {
        "bos_token_id": ids["<|begin_of_text|>"],
        "cross_attention_layers": list(cross),
        "dropout": 0,
        "eos_token_id": [ids["<|end_of_text|>"], ids["<|eot_id|>"]],
        "hidden_act": "silu",
        "hidden_size": hidden,
        "intermediate_size": inner,
        "max_position_embeddings": 4096,
        "model_type": "mllama_text_model",
        "num_attention_heads": heads,
        "num_hidden_layers": layers,
        "num_key_value_heads": kv_heads,
        "pad_token_id": ids["<|finetune_right_pad_id|>"],
        "rms_norm_eps": 1e-05,
        "tie_word_embeddings": False,
        "vocab_size": ids[IMAGE],
    }
    text |= {"rope_parameters": rotary | {"rope_theta": 1000.0}} if new_config else {"rope_scaling": rotary, "rope_theta": 1000.0}
    vision = {
        "attention_heads": tower_heads,
        "hidden_act": "gelu",
        "hidden_size": tower_width,
        "image_size": tile,
        "intermediate_layers_indices": list(inside),
        "intermediate_size": 2 * tower_width,
        "max_num_tiles": tiles,
        "model_type": "mllama_vision_model",
        "norm_eps": 1e-05,
        "num_channels": 3,
        "num_global_layers": global_layers,
        "num_hidden_layers": tower_layers,
        "patch_size": 14,
        "supported_aspect_ratios": [[a, b] for a in range(1, tiles + 1) for b in range(1, tiles // a + 1)],
        "vision_output_dim": tower_width * (1 + len(inside)),
    }
    config = {
        "architectures": ["MllamaForConditionalGeneration"],
        "dtype" if new_config else "torch_dtype": DTYPE_NAMES[dtype],
        "image_token_index": ids[IMAGE],
        "model_type": "mllama",
        "text_config": text,
        "vision_config": vision,
    }
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {name: text[name] for name in ("bos_token_id", "eos_token_id", "pad_token_id")},
    )
    write_json(folder / "chat_template.json", {"chat_template": LLAMA3})
    write_json(
        folder / "preprocessor_config.json",
        PIXELS | {"max_image_tiles": tiles, "processor_class": "MllamaProcessor", "size": {"height": tile, "width": tile}},
    )
    model = MllamaForConditionalGeneration(MllamaConfig.from_pretrained(folder))
    randomize(model, seed, OWN)
    tensors = model.named_parameters()
    if not new_names:
        tensors = ((rename(name, HUB_NAMES), value) for name, value in tensors)
    write_weights(folder, dict(tensors), dtype, sharded)
    return folder


def pictures(config: dict, generator: torch.Generator) -> dict:
    """One random picture of two tiles."""
    side, tiles = (config["vision_config"][key] for key in ("image_size", "max_num_tiles"))
    real = (torch.arange(tiles) < 2).long()
    pixels = torch.randn(1, 1, tiles, 3, side, side, generator=generator) * real[:, None, None, None]
    return {"pixel_values": pixels, "aspect_ratio_ids": torch.tensor([[2]]), "aspect_ratio_mask": real[None, None]}


def sights(config, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The reference's mask of one row."""
    from transformers.models.mllama import processing_mllama as reference

    spans = reference.get_cross_attention_token_mask(ids[0].tolist(), config.image_token_index)
    tiles = mask[0].sum(1).tolist()
    dense = reference.convert_sparse_cross_attention_mask_to_dense([spans], [tiles], mask.shape[2], ids.shape[1])
    return torch.tensor(dense)


def row_by_row(model):
    """In a batch the reference lets text without pictures, or in front of them, attend to what pads other rows'. Here each
    row is alone. The mask of the processor is made where it lacks."""
    forward = model.forward

    @functools.wraps(forward)
    def call(input_ids=None, attention_mask=None, pixel_values=None, past_key_values=None, **inputs):
        count = len(input_ids) if input_ids is not None else 1
        if count == 1:
            if pixel_values is not None and inputs.get("cross_attention_mask") is None and input_ids is not None:
                inputs["cross_attention_mask"] = sights(model.config, input_ids, inputs["aspect_ratio_mask"])
            return forward(
                input_ids=input_ids,
                attention_mask=attention_mask,
                pixel_values=pixel_values,
                past_key_values=past_key_values,
                **inputs,
            )
        logits = []
        for row, (ids, real) in enumerate(zip(input_ids, attention_mask.bool())):
            own = {"input_ids": ids[real][None], "attention_mask": torch.ones(1, int(real.sum()), dtype=torch.long)}
            images = int((ids == model.config.image_token_index).sum())
            if images:
                own |= {
                    "pixel_values": pixel_values[row : row + 1, :images],
                    "aspect_ratio_ids": inputs["aspect_ratio_ids"][row : row + 1, :images],
                    "aspect_ratio_mask": inputs["aspect_ratio_mask"][row : row + 1, :images],
                }
            alone = call(**own).logits[0]
            places = real.nonzero().expand(-1, alone.shape[1])
            logits.append(torch.zeros(len(ids), alone.shape[1], dtype=alone.dtype).scatter(0, places, alone))
        return SimpleNamespace(logits=torch.stack(logits))

    model.forward = call
    return model


class Processor:
    """MllamaProcessor for batches in which some texts have no picture: each text by itself, then padded."""

    def __init__(self, inner):
        self.inner = inner
        self.tokenizer, self.image_processor = inner.tokenizer, inner.image_processor

    def save_pretrained(self, folder):
        self.inner.save_pretrained(folder)

    def apply_chat_template(self, conversations: list, **options) -> dict:
        rows = [dict(self.inner.apply_chat_template([one], **options)) for one in conversations]
        if len(rows) == 1:
            return rows[0]
        padded = self.tokenizer.pad({"input_ids": [row["input_ids"][0].tolist() for row in rows]}, return_tensors="pt")
        inputs = {name: padded[name] for name in ("input_ids", "attention_mask")}
        return inputs | joined([row for row in rows])

    def pixels(self, texts: list[list]) -> dict:
        """Of the pictures of several texts."""
        return joined([dict(self.image_processor([images], return_tensors="pt")) if images else {} for images in texts])


def joined(rows: list[dict]) -> dict:
    names = ("pixel_values", "aspect_ratio_ids", "aspect_ratio_mask")
    some = [row for row in rows if "pixel_values" in row]
    if not some:
        return {}
    most = max(row["pixel_values"].shape[1] for row in some)
    shapes = {name: some[0][name].shape[2:] for name in names}

    def filled(row, name):
        value = row.get(name, torch.zeros(1, 0, *shapes[name], dtype=some[0][name].dtype))
        return torch.cat([value, value.new_zeros(1, most - value.shape[1], *shapes[name])], 1)

    return {name: torch.cat([filled(row, name) for row in rows]) for name in names}


PIXELS = {
    "do_convert_rgb": True,
    "do_normalize": True,
    "do_pad": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": CLIP_MEAN,
    "image_processor_type": "MllamaImageProcessor",
    "image_std": CLIP_STD,
    "max_image_tiles": 4,
    "resample": 2,
    "rescale_factor": 1 / 255,
    "size": {"height": 224, "width": 224},
}
FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "new-config": {"new_config": True, "new_names": True},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "fp16-file": {"dtype": "fp16", "new_names": True, "sharded": True},
        "ungrouped": {"kv_heads": 4},
        "first-layer": {"cross": (0, 1)},
        "six-tiles": {"tiles": 6, "inside": (1,)},
        "odd-tile": {"tile": 42},
    },
    norm=(
        "language_model.model.layers.1.input_layernorm.weight",
        "model.language_model.layers.1.input_layernorm.weight",
    ),
    trained={},
    end="<|eot_id|>",
    image=IMAGE,
    sizes=[(28, 28), (56, 28), (56, 56)],
    pictures=pictures,
    features=1,
    image_processors={"mllama": PIXELS, "mllama-nine-tiles": PIXELS | {"max_image_tiles": 9, "size": {"height": 98, "width": 98}}},
    bridge=["multi_modal_projector"],
    old_names=[("model." + new, "model." + old) for new, old in HUB_NAMES],
    takes_prompts=False,
    adapt_model=row_by_row,
    adapt_processor=Processor,
)
