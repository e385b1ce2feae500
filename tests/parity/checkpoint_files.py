"""Model folders with random weights, laid out as they are downloaded from the hub.

Nothing here is committed output: every folder is made at test time. Weights are scaled so that every term of the
forward pass shows in the logits (biases, norms and class embeddings are all non-trivial).
"""

import contextlib
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
DTYPE_NAMES = {"fp32": "float32", "bf16": "bfloat16", "fp16": "float16"}
CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_STD = [0.26862954, 0.26130258, 0.27577711]


def write_json(path: Path, value) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf-8")


def randomize(model: torch.nn.Module, seed: int, own: dict | None = None) -> None:
    """`own`: ends of names with what becomes of unit noise there, where the rules below do not fit."""
    if _only_sizes:
        return
    own = own or {}
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        ending = next((end for end in own if name.endswith(end)), None)
        if ending:
            value = own[ending](noise)
        elif name.endswith(
            (
                "embed_tokens.weight", "position_embedding.weight", "position_embedding", "class_embedding", "query_tokens",
                "word_embeddings.weight", "position_embeddings.weight",
            )
        ):  # fmt: skip
            value = 0.3 * noise
        elif name == "lm_head.weight":
            value = 2.4 * noise / parameter.shape[1] ** 0.5
        elif name.endswith("bias"):
            value = 0.2 * noise
        elif parameter.dim() == 1:
            # Norms start with what is neutral, 1, or 0 where they add 1; what starts at random would differ in each run.
            neutral = parameter.data if parameter.data.unique().numel() == 1 else 0
            value = neutral + 0.2 * noise
        else:
            value = noise / parameter[0].numel() ** 0.5
        parameter.data.copy_(value)


def _by_inputs(noise):
    return noise / noise.shape[-1] ** 0.5


# Of `randomize`: experts' matrices [experts, out, in].
expert_scale = {"experts.gate_up_proj": _by_inputs, "experts.down_proj": _by_inputs}


def write_weights(folder: Path, tensors: dict[str, torch.Tensor], dtype: str, sharded: bool) -> None:
    if _only_sizes:
        write_sizes(folder, tensors, dtype)
        return
    tensors = {name: tensor.detach().to(DTYPES[dtype]).contiguous() for name, tensor in tensors.items()}
    if not sharded:
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        return
    names = sorted(tensors)
    count = 3
    weight_map = {}
    for part in range(count):
        file = f"model-{part + 1:05d}-of-{count:05d}.safetensors"
        chosen = {name: tensors[name] for name in names[part::count]}
        save_file(chosen, folder / file, metadata={"format": "pt"})
        weight_map |= dict.fromkeys(chosen, file)
    size = sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
    write_json(
        folder / "model.safetensors.index.json",
        {"metadata": {"total_size": size}, "weight_map": dict(sorted(weight_map.items()))},
    )


def write_sizes(folder: Path, tensors: dict[str, torch.Tensor], dtype: str) -> None:
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        begin, end = end, end + tensor.numel() * DTYPES[dtype].itemsize
        stored = {"fp32": "F32", "bf16": "BF16", "fp16": "F16"}[dtype]
        header[name] = {"dtype": stored, "shape": list(tensor.shape), "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(folder / "model.safetensors", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(file.tell() + end)


_only_sizes = False


@contextlib.contextmanager
def sizes_alone():
    """Folders that are made inside have their tensors' names and sizes; the weights are zeros in files that take no room.
    A model of any size is made in seconds."""
    global _only_sizes
    _only_sizes = True
    try:
        with torch.device("meta"):
            yield
    finally:
        _only_sizes = False


def rename(name: str, rules: list[tuple[str, str]]) -> str:
    for prefix, replacement in rules:
        if name.startswith(prefix):
            return replacement + name[len(prefix) :]
    return name


def llava_hub_names(model):
    """Parameters under the names that LLaVA and Gemma 3 have on the hub."""
    rules = [
        ("model.vision_tower.vision_model.", "vision_tower.vision_model."),
        ("model.vision_tower.", "vision_tower.vision_model."),
        ("model.multi_modal_projector.", "multi_modal_projector."),
        ("model.language_model.", "language_model.model."),
        ("lm_head.", "language_model.lm_head."),
    ]
    return ((rename(name, rules), value) for name, value in model.named_parameters())


LLAVA_PEFT_NAMES = [  # of adapters, newest -> older
    ("model.model.language_model.", "model.language_model.model."),
    ("model.model.vision_tower.", "model.vision_tower.vision_model."),
    ("model.model.multi_modal_projector.", "model.multi_modal_projector."),
]
