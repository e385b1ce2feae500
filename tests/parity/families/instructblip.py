"""InstructBLIP: a Q-Former that reads the prompt, with a tokenizer of its own; no chat template."""

import json
from pathlib import Path

import plain_prompts
import torch
from checkpoint_files import CLIP_MEAN, CLIP_STD, DTYPE_NAMES, randomize, write_json, write_weights
from family import Family, square_pictures
from tokenizer_files import write_bert_tokenizer, write_llama_tokenizer



def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    real_tokenizer: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 4,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 2,
    tower_width: int = 48,
    tower_heads: int = 4,
    image_size: int = 56,
    qkv_bias: bool = True,
    queries: int = 5,
    frequency: int = 2,
) -> Path:
    """An InstructBLIP folder with Vicuna, as the hub has it. `vocabulary` is ignored with the real tokenizer (32,064).
    `queries`: tokens of an image. `frequency`: every so many layers of the Q-Former attend to the image."""
    from transformers import InstructBlipConfig, InstructBlipForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_llama_tokenizer(folder, real_tokenizer, min(vocabulary - 8, 4096), False)
    tokenizer = json.loads((folder / "tokenizer_config.json").read_text())
    write_json(folder / "tokenizer_config.json", tokenizer | {"processor_class": "InstructBlipProcessor"})
    words = write_bert_tokenizer(folder / "qformer_tokenizer", 400)
    vocabulary = 32064 if real_tokenizer else vocabulary
    config = {
        "architectures": ["InstructBlipForConditionalGeneration"],
        "image_token_index": ids["<image>"],
        "initializer_factor": 1.0,
        "initializer_range": 0.02,
        "model_type": "instructblip",
        "num_query_tokens": queries,
        "qformer_config": {
            "cross_attention_frequency": frequency,
            "encoder_hidden_size": tower_width,
            "hidden_size": 40,
            "intermediate_size": 72,
            "model_type": "instructblip_qformer",
            "num_attention_heads": 4,
            "num_hidden_layers": 3,
            "vocab_size": words,
        },
        "text_config": {
            "architectures": ["LlamaForCausalLM"],
            "hidden_size": hidden,
            "intermediate_size": inner,
            "max_position_embeddings": 2048,
            "model_type": "llama",
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "pad_token_id": ids["<pad>"],
            "rms_norm_eps": 1e-06,
            "tie_word_embeddings": tied,
            "torch_dtype": DTYPE_NAMES[dtype],
            "vocab_size": vocabulary,
        },
        "tie_word_embeddings": tied,
        "torch_dtype": DTYPE_NAMES[dtype],
        "use_decoder_only_language_model": True,
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": image_size,
            "intermediate_size": 2 * tower_width,
            "model_type": "instructblip_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": 14,
            "qkv_bias": qkv_bias,
        },
    }
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": ids["<pad>"]})
    write_json(
        folder / "preprocessor_config.json",
        {
            "do_convert_rgb": True,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": CLIP_MEAN,
            "image_std": CLIP_STD,
            "image_processor_type": "BlipImageProcessor",
            "processor_class": "InstructBlipProcessor",
            "resample": 3,
            "rescale_factor": 1 / 255,
            "size": {"height": image_size, "width": image_size},
        },
    )
    write_json(
        folder / "processor_config.json", {"num_query_tokens": queries, "processor_class": "InstructBlipProcessor"}
    )
    model = InstructBlipForConditionalGeneration(InstructBlipConfig.from_pretrained(folder))
    randomize(model, seed)
    tensors = dict(model.named_parameters())
    if tied:
        tensors.pop("language_model.lm_head.weight", None)
    write_weights(folder, tensors, dtype, sharded)
    return folder


def pictures(config: dict, generator: torch.Generator) -> dict:
    words = torch.randint(5, 300, (1, 9), generator=generator)
    read = {"qformer_input_ids": words, "qformer_attention_mask": torch.ones_like(words)}
    return square_pictures(config, generator) | read


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "tied": {"tied": True},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "gqa": {"kv_heads": 2},
        "no-bias": {"qkv_bias": False},
        "every-layer": {"frequency": 1, "queries": 3},
        "first-layer": {"frequency": 3},
    },
    real_tokenizers={"plain": {"real_tokenizer": True}},
    norm=("language_model.model.layers.1.input_layernorm.weight",) * 2,
    trained={},
    end="</s>",
    image="<image>",
    sizes=[(56, 56)],
    pictures=pictures,
    features=5,
    image_processors={
        "blip": {"image_processor_type": "BlipImageProcessor", "size": {"height": 224, "width": 196}},
    },
    bridge=["language_projection", "qformer", "query_tokens"],
    takes_prompts=False,
    adapt_model=plain_prompts.with_text_alone,
    adapt_processor=plain_prompts.Processor,
)
