"""Folders of Gemma 4: tokenizer, template, processor and the buffers that stand beside the weights."""

from pathlib import Path

import torch
from checkpoint_files import DTYPE_NAMES, expert_scale, randomize, write_json, write_weights
from tokenizer_files import write_gemma_tokenizer

MEDIA = {
    "boi_token": "<|image>",
    "eoi_token": "<image|>",
    "image_token": "<|image|>",
    "boa_token": "<|audio>",
    "eoa_token": "<audio|>",
    "audio_token": "<|audio|>",
}
SPECIALS = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<|turn>", "<turn|>", "<|video|>"]
# The format of the hub's template in fewer words.
TEMPLATE = """{{ bos_token }}
{%- for message in messages -%}
    {{ '<|turn>' + ('model' if message['role'] == 'assistant' else message['role']) + '\\n' }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- else -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}
                {{ '\\n\\n<|image|>\\n\\n' }}
            {%- elif item['type'] == 'video' -%}
                {{ '\\n\\n<|video|>\\n\\n' }}
            {%- elif item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ '<turn|>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{ '<|turn>model\\n' }}
{%- endif -%}
"""
PIXELS = {
    "do_convert_rgb": True,
    "do_normalize": False,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.0] * 3,
    "image_std": [1.0] * 3,
    "image_processor_type": "Gemma4ImageProcessor",
    "max_soft_tokens": 280,
    "patch_size": 16,
    "pooling_kernel_size": 3,
    "resample": 3,
    "rescale_factor": 1 / 255,
}
# Of 70 squares of 12 pixels: pictures that need no resampling.
SIZES = [(84, 120), (168, 60), (120, 84)]


def write_text_files(folder: Path, vocabulary: int, patch: int, kind: str) -> dict[str, int]:
    """Tokenizer, template and the processor's settings. `kind`: "Gemma4" or "Gemma4Unified". Ids of the special tokens."""
    ids = write_gemma_tokenizer(folder, vocabulary, SPECIALS, MEDIA, f"{kind}Processor")
    (folder / "chat_template.jinja").write_text(TEMPLATE, "utf-8")
    pixels = PIXELS | {"image_processor_type": f"{kind}ImageProcessor", "max_soft_tokens": 70, "patch_size": patch}
    frames = {name: value for name, value in pixels.items() if name != "image_processor_type"}
    write_json(
        folder / "processor_config.json",
        {
            "audio_ms_per_token": 40,
            "audio_seq_length": 750,
            "feature_extractor": {"feature_extractor_type": f"{kind}AudioFeatureExtractor"},
            "image_processor": pixels,
            "image_seq_length": 70,
            "processor_class": f"{kind}Processor",
            "video_processor": frames | {"do_normalize": True, "num_frames": 2, "video_processor_type": f"{kind}VideoProcessor"},
        },
    )
    ends = [ids["<eos>"], ids["<turn|>"]]
    write_json(
        folder / "generation_config.json", {"bos_token_id": ids["<bos>"], "eos_token_id": ends, "pad_token_id": ids["<pad>"]}
    )
    return ids


def token_ids(ids: dict[str, int]) -> dict:
    """What config.json says of tokens."""
    return {
        "audio_token_id": ids["<|audio|>"],
        "boa_token_id": ids["<|audio>"],
        "boi_token_id": ids["<|image>"],
        "eoa_token_index": ids["<audio|>"],
        "eoi_token_id": ids["<image|>"],
        "eos_token_id": [ids["<eos>"], ids["<turn|>"]],
        "image_token_id": ids["<|image|>"],
        "video_token_id": ids["<|video|>"],
    }


def text_config(ids: dict[str, int], dtype: str, **own) -> dict:
    return {
        "attention_bias": False,
        "bos_token_id": ids["<bos>"],
        "dtype": DTYPE_NAMES[dtype],
        "eos_token_id": ids["<eos>"],
        "hidden_activation": "gelu_pytorch_tanh",
        "max_position_embeddings": 8192,
        "pad_token_id": ids["<pad>"],
        "rms_norm_eps": 1e-06,
    } | own


ROPE = {
    "full_attention": {"partial_rotary_factor": 0.25, "rope_theta": 1000.0, "rope_type": "proportional"},
    "sliding_attention": {"rope_theta": 100.0, "rope_type": "default"},
}


def write_model(folder: Path, model, seed: int, dtype: str, sharded: bool, tied: bool, more: dict | None = None) -> None:
    """Random weights and buffers. `more`: further tensors of the files."""
    tables = {
        name: lambda noise: 0.3 * noise
        for name in ("position_embedding_table", "pos_embedding", "embed_tokens_per_layer.weight")
    }
    # Scores are not divided by the root of a head's size: with the usual norms rounding would show more than rules.
    norms = dict.fromkeys(("q_norm.weight", "k_norm.weight"), lambda noise: 0.5 + 0.15 * noise)
    randomize(model, seed, expert_scale | tables | norms)
    generator = torch.Generator().manual_seed(seed + 1)
    stored = {name: model.get_parameter(name) for name, _ in model.named_parameters()}
    keys = model.state_dict().keys()
    for name, buffer in model.named_buffers():
        if name not in keys:
            continue
        noise = torch.rand(buffer.shape, generator=generator)
        end = name.rsplit(".", 1)[-1]
        if end in ("input_min", "output_min"):
            value = -0.8 - noise
        elif end in ("input_max", "output_max"):
            value = 0.8 + noise
        elif end == "std_bias":
            value = noise - 0.5
        else:
            value = 0.7 + 0.6 * noise
        buffer.data.copy_(value)
        stored[name] = buffer
    tensors = {name: value for name, value in stored.items() if not (tied and name == "lm_head.weight")}
    write_weights(folder, tensors | (more or {}), dtype, sharded)


def knows_no_ids(model) -> None:
    """Without ids the reference finds them by the embeddings: what is no token's takes the padding's, as media do."""
    language = model.model.language_model
    given = language.get_per_layer_inputs

    def found(input_ids, inputs_embeds=None):
        if input_ids is None:
            table = language.embed_tokens.weight * language.embed_tokens.embed_scale.to(inputs_embeds.dtype)
            same = (inputs_embeds[:, :, None] == table.to(inputs_embeds.dtype)).all(-1)
            input_ids = torch.where(same.any(-1), same.int().argmax(-1), language.config.pad_token_id)
        return given(input_ids, inputs_embeds)

    if language.config.hidden_size_per_layer_input:
        language.get_per_layer_inputs = found
