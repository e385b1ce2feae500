"""PaliGemma: Gemma or Gemma 2 that sees image and prompt both ways; no chat template."""

import functools
from pathlib import Path

import torch
from checkpoint_files import DTYPE_NAMES, LLAVA_PEFT_NAMES, llava_hub_names, randomize, write_json, write_weights
from family import Family
from plain_prompts import images_of, text_of
from tokenizer_files import write_gemma_tokenizer

PLACES = tuple(f"<loc{i:04}>" for i in range(1024)) + tuple(f"<seg{i:03}>" for i in range(128))


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    second: bool = False,
    new_names: bool = False,
    layer_types: list[str] | None = None,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 1,
    head_dim: int = 16,
    inner: int = 112,
    vocabulary: int = 1792,
    window: int = 9,
    logit_cap: float = 5.0,
    tower_layers: int = 2,
    tower_width: int = 48,
    tower_heads: int = 4,
    image_size: int = 56,
) -> Path:
    """A PaliGemma folder as the hub has it, `second`: with Gemma 2. Its window is smaller than an image and its soft
    caps are low, so that they show wherever they are wrong. `new_names`: tensor names of the modules."""
    from transformers import PaliGemmaConfig, PaliGemmaForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_gemma_tokenizer(folder, vocabulary - 8, media={"image_token": "<image>"}, processor="PaliGemmaProcessor", more=PLACES)
    tokens = (image_size // 14) ** 2
    text = {
        "head_dim": head_dim,
        "hidden_size": hidden,
        "intermediate_size": inner,
        "model_type": "gemma2" if second else "gemma",
        "num_attention_heads": heads,
        "num_hidden_layers": layers,
        "num_image_tokens": tokens,
        "num_key_value_heads": kv_heads,
        "torch_dtype": DTYPE_NAMES[dtype],
        "vocab_size": vocabulary,
    }
    if second:
        text |= {
            "attn_logit_softcapping": 2.0,
            "final_logit_softcapping": logit_cap,
            "hidden_activation": "gelu_pytorch_tanh",
            "query_pre_attn_scalar": 24,
            "sliding_window": window,
        }
    if layer_types:
        text["layer_types"] = layer_types
    config = {
        "architectures": ["PaliGemmaForConditionalGeneration"],
        "bos_token_id": ids["<bos>"],
        "eos_token_id": ids["<eos>"],
        "hidden_size": hidden,
        "image_token_index": ids["<image>"],
        "model_type": "paligemma",
        "pad_token_id": ids["<pad>"],
        "projection_dim": hidden,
        "text_config": text,
        "torch_dtype": DTYPE_NAMES[dtype],
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": image_size,
            "intermediate_size": 2 * tower_width,
            "model_type": "siglip_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "num_image_tokens": tokens,
            "patch_size": 14,
            "projection_dim": hidden,
            "vision_use_head": False,
        },
    }
    if not tied:  # the hub's files leave it out: their heads are tied
        config["tie_word_embeddings"] = False
    write_json(folder / "config.json", config)
    special = {"bos_token_id": ids["<bos>"], "eos_token_id": ids["<eos>"], "pad_token_id": ids["<pad>"]}
    write_json(folder / "generation_config.json", special)
    write_json(
        folder / "preprocessor_config.json",
        PIXELS
        | {
            "do_convert_rgb": None,
            "image_seq_length": tokens,
            "processor_class": "PaliGemmaProcessor",
            "rescale_factor": 1 / 255,
            "size": {"height": image_size, "width": image_size},
        },
    )
    read = PaliGemmaConfig.from_pretrained(folder, attn_implementation="eager")
    model = PaliGemmaForConditionalGeneration(read)
    randomize(model, seed)
    tensors = model.named_parameters() if new_names else llava_hub_names(model)
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    write_weights(folder, tensors, dtype, sharded)
    return folder


def with_prefix_alone(model):
    """Without token types a row is a prompt, as the reference's processor says it is."""
    forward = model.forward

    @functools.wraps(forward)
    def call(input_ids=None, inputs_embeds=None, past_key_values=None, token_type_ids=None, **inputs):
        given = input_ids if input_ids is not None else inputs_embeds[..., 0]
        if token_type_ids is None and (past_key_values is None or past_key_values.get_seq_length() == 0):
            token_type_ids = torch.zeros(given.shape, dtype=torch.long)
        return forward(
            input_ids=input_ids,
            inputs_embeds=inputs_embeds,
            past_key_values=past_key_values,
            token_type_ids=token_type_ids,
            **inputs,
        )

    model.forward = call
    return model


class Processor:
    """PaliGemmaProcessor, which takes one prompt with its images, with the chat side of the others'."""

    def __init__(self, inner):
        self.inner = inner
        self.tokenizer, self.image_processor = inner.tokenizer, inner.image_processor
        self.image_token_id = inner.image_token_id

    def save_pretrained(self, folder):
        self.inner.save_pretrained(folder)

    def text_of(self, conversation) -> str:
        text = ""
        for message in conversation:
            answer = message["role"] == "assistant"
            text += text_of(message) + self.tokenizer.eos_token if answer else text_of(message).strip() + "\n"
        return text

    def apply_chat_template(self, conversations: list, **_) -> dict:
        rows, images = [], []
        for conversation in conversations:
            own = [image for message in conversation for image in images_of(message)]
            text = self.text_of(conversation)
            ids = self.tokenizer(self.tokenizer.bos_token + text, add_special_tokens=False)["input_ids"]
            rows.append([self.image_token_id] * (self.inner.image_seq_length * len(own)) + ids)
            images += own
            # The rules are the reference's own where it has any: images and a prompt.
            if own and len(conversation) == 1:
                whole = self.inner(images=[own], text="<image>" * len(own) + text.removesuffix("\n"))
                assert whole["input_ids"][0] == rows[-1] and set(whole["token_type_ids"][0]) == {0}
        padded = self.tokenizer.pad({"input_ids": rows}, return_tensors="pt")
        inputs = {name: padded[name] for name in ("input_ids", "attention_mask")}
        inputs["token_type_ids"] = torch.zeros_like(inputs["input_ids"])
        if images:
            inputs |= dict(self.image_processor(images, return_tensors="pt"))
        return inputs


PIXELS = {
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.5] * 3,
    "image_processor_type": "SiglipImageProcessor",
    "image_std": [0.5] * 3,
    "resample": 3,
    "size": {"height": 224, "width": 224},
}
FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "tied": {"tied": True},
        "ungrouped": {"kv_heads": 4},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "fp16-file": {"dtype": "fp16", "new_names": True, "sharded": True},
        "second": {"second": True, "kv_heads": 2},
        "second-tied": {"second": True, "tied": True, "kv_heads": 4},
        "second-all-sliding": {"second": True, "layer_types": ["sliding_attention"] * 3},
    },
    norm=(
        "language_model.model.layers.1.input_layernorm.weight",
        "model.language_model.layers.1.input_layernorm.weight",
    ),
    end="<eos>",
    image="<image>",
    token_types_of=lambda labels: ((labels != -100).cumsum(1) > 0).long(),
    first_position=1,
    sizes=[(56, 56)],
    features=16,
    image_processors={"siglip": PIXELS},
    bridge=["multi_modal_projector"],
    old_names=LLAVA_PEFT_NAMES,
    takes_prompts=False,
    adapt_model=with_prefix_alone,
    adapt_processor=Processor,
)
