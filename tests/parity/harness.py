"""What the model tests share: running Atelier, making pictures, building the reference's batches."""

import json
import subprocess
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file


class Atelier:
    """The programs of a build."""

    def __init__(self, build: Path):
        self.bin = build / "bin"

    def command(self, *arguments, fails: bool = False) -> str:
        done = subprocess.run([str(self.bin / "atelier"), *map(str, arguments)], capture_output=True, text=True)
        if fails:
            assert done.returncode == 2, f"exit {done.returncode}: {done.stdout}{done.stderr}"
            return done.stderr
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, command: str, **request):
        """parity_model's answer."""
        text = json.dumps({"command": command} | request, default=str)
        done = subprocess.run([str(self.bin / "parity_model")], input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def logits_of_inputs(self, folder, inputs: dict, out: Path, dtype: str = "fp32") -> torch.Tensor:
        """`atelier logits --inputs`: [rows, length, vocabulary]."""
        file = out / "inputs.safetensors"
        kept = (
            "input_ids", "attention_mask", "pixel_values", "image_grid_thw", "pixel_values_videos", "video_grid_thw",
            "qformer_input_ids", "qformer_attention_mask",
        )  # fmt: skip
        save_file({name: inputs[name].contiguous() for name in kept if inputs.get(name) is not None}, file)
        result = out / "logits.safetensors"
        self.command("logits", "--model", folder, "--inputs", file, "--dtype", dtype, "--out", result)
        return load_file(result)["logits"]


def picture(folder: Path, width: int, height: int, seed: int) -> Path:
    """A smooth random picture, so that resampling is not all that differs."""
    coarse = np.random.default_rng(seed).integers(0, 256, (7, 9, 3), dtype=np.uint8)
    path = folder / f"{width}x{height}-{seed}.png"
    Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC).save(path)
    return path


def messages(images, turns) -> list[dict]:
    """Turns with <image> marks as transformers' conversations; `images` are paths."""
    left = iter(images)
    conversation = []
    for role, text in turns:
        content = []
        for i, piece in enumerate(text.split("<image>")):
            if i > 0:
                content.append({"type": "image", "image": Image.open(next(left)).convert("RGB")})
            if piece:
                content.append({"type": "text", "text": piece})
        conversation.append({"role": role, "content": content})
    return conversation


def sample(name: str, images, turns) -> dict:
    return {"id": name, "images": [str(path) for path in images], "turns": [list(turn) for turn in turns]}


def processed(processor, conversations, side: str = "left", prompt: bool = True) -> dict:
    """The reference's tensors for a batch of conversations, padded on `side`."""
    processor.tokenizer.padding_side = side
    return dict(
        processor.apply_chat_template(
            conversations,
            tokenize=True,
            add_generation_prompt=prompt,
            return_dict=True,
            return_tensors="pt",
            processor_kwargs={"padding": True},
        )
    )


def reference_logits(model, inputs: dict) -> torch.Tensor:
    with torch.no_grad():
        return model(**inputs).logits.float()


def largest_difference(actual: torch.Tensor, expected: torch.Tensor, mask: torch.Tensor | None = None) -> float:
    assert actual.shape == expected.shape, (actual.shape, expected.shape)
    difference = (actual - expected).abs()
    if mask is not None:
        difference = difference[mask.bool()]
    return difference.max().item()
