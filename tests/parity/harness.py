"""What the model tests share: running Atelier, making pictures, building the reference's batches."""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file


class Resident:
    """A program that answers line for line, until it has an answer that ends a request. It starts at the first one."""

    def __init__(self, *command):
        self.command, self.process, self.stderr = [str(part) for part in command], None, None

    def ask(self, request: dict) -> dict:
        """{"result": …} or {"error": …}"""
        if self.process is None:
            self.stderr = tempfile.TemporaryFile("w+")
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self.stderr, "text": True}
            self.process = subprocess.Popen(self.command, **pipes)
        self.process.stdin.write(json.dumps(request, default=str) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            answer = json.loads(line)
            if "result" in answer or "error" in answer:
                return answer
        process, self.process = self.process, None
        process.stdin.close()
        self.stderr.seek(0)
        raise AssertionError(f"{self.command} ended with {process.wait()} during {request}: {self.stderr.read()[-2000:]}")

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()


class Atelier:
    """The programs of a build. Two of them stay and answer the requests of all tests: a start loads libtorch, which takes
    longer than most tests."""

    def __init__(self, build: Path):
        self.bin = build / "bin"
        self.worker = Resident(self.bin / "atelier", "worker")
        self.parity_model = Resident(self.bin / "parity_model")

    def close(self):
        self.worker.close()
        self.parity_model.close()

    def command(self, *arguments, fails: bool = False) -> str:
        """The command line, in a process of its own."""
        done = subprocess.run([str(self.bin / "atelier"), *map(str, arguments)], capture_output=True, text=True)
        if fails:
            assert done.returncode == 2, f"exit {done.returncode}: {done.stdout}{done.stderr}"
            return done.stderr
        assert done.returncode == 0, done.stderr
        return done.stdout

    def job(self, job: str, fails: bool = False, **request):
        """The result of a job of `atelier worker`; `fails`: what it says to the user's mistake."""
        answer = self.worker.ask({"job": job} | request)
        if not fails:
            assert "error" not in answer, answer
            return answer["result"]
        assert "error" in answer and answer["error"]["kind"] == "user", answer
        return ": ".join(answer["error"].get(key, "") for key in ("where", "what", "hint"))

    def ask(self, command: str, **request):
        """parity_model's answer."""
        answer = self.parity_model.ask({"command": command} | request)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def logits_of_inputs(self, folder, inputs: dict, out: Path, dtype: str = "fp32", adapter=None) -> torch.Tensor:
        """The job of `atelier logits --inputs`: [rows, length, vocabulary]."""
        file, result = out / "inputs.safetensors", out / "logits.safetensors"
        save_file({name: value.contiguous() for name, value in inputs.items() if name not in TOKEN_TYPES}, file)
        more = {"adapter": adapter} if adapter else {}
        self.job("logits", model=folder, inputs=file, dtype=dtype, out=result, **more)
        return load_file(result)["logits"]


# What the references call pixels: of pictures, of pictures beside videos, of videos.
PIXELS = ("pixel_values", "pixel_values_images", "pixel_values_videos")


def channels_last(kind):
    """An image processor that works on arrays guesses where a picture's channels lie, and takes those of narrow ones for
    its rows: the same class, told."""

    def preprocess(self, images, **options):
        return kind.preprocess(self, images, **{"input_data_format": "channels_last"} | options)

    return type(kind.__name__, (kind,), {"preprocess": preprocess})


def pixels_in(inputs) -> list[str]:
    return [name for name in PIXELS if name in inputs]


# What the reference wants to be told of the tokens, and Atelier reads from the ids.
TOKEN_TYPES = ("token_type_ids", "mm_token_type_ids", "cross_attention_mask")


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
