"""A small project to train on: pictures that need no resampling, answers of unequal lengths."""

import json
import random
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image

WORDS = "total cash change tax receipt apple 12.50 RM 3 of the shop date number paid".split()


class Project:
    def __init__(self, build: Path, folder: Path, sizes, count: int = 14, seed: int = 1, words: int = 2, existing: bool = False):
        """`sizes`: (width, height) of the pictures, used in turn; a sample has none, one or two of them. `words`: of the
        shortest question. `existing`: the folder has it already."""
        self.atelier, self.folder = build / "bin" / "atelier", folder / "project"
        source = folder / "source"
        if existing:
            return
        source.mkdir(parents=True)
        draw = random.Random(seed)
        self.samples = []
        for i in range(count):
            images = []
            for k in range(min(i % 3, len(sizes))):
                width, height = sizes[(i + k) % len(sizes)]
                pixels = np.random.default_rng(100 * i + k).integers(0, 256, (height, width, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(source / f"{i}-{k}.png")
                images.append(f"{i}-{k}.png")
            question = "<image>" * len(images) + " ".join(draw.choices(WORDS, k=words + i % 5))
            answer = " ".join(draw.choices(WORDS, k=1 + i % 6))
            turns = [{"from": "human", "value": question}, {"from": "gpt", "value": answer}]
            self.samples.append({"id": f"s{i}", "images": images, "conversations": turns})
        (source / "data.json").write_text(json.dumps(self.samples))
        columns = {"messages": "conversations", "images": "images"}
        entry = {"file_name": "data.json", "formatting": "sharegpt", "columns": columns}
        (source / "dataset_info.json").write_text(json.dumps({"data": entry}))
        self.source = source
        self("data", "import", source, "--project", self.folder, "--name", "data")

    def __call__(self, *arguments, code: int | None = 0, **options):
        done = subprocess.run([str(self.atelier), *map(str, arguments)], capture_output=True, text=True, **options)
        assert code is None or done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def recipe(self, name: str, **settings) -> Path:
        path = self.folder.parent / f"{name}.yaml"
        text = {"dataset": "[data]", "device": "cpu", "threads": 1} | settings
        path.write_text("".join(f"{key}: {value}\n" for key, value in text.items()))
        return path

    def run_folder(self, name: str) -> Path:
        return self.folder / "runs" / name

    def train(self, name: str, *arguments, recipe: Path | None = None, code: int = 0, settings=None, **options) -> Path:
        recipe = recipe or self.recipe(name, **settings)
        self("train", recipe, "--project", self.folder, "--run", name, *arguments, code=code, **options)
        return self.run_folder(name)

    def log(self, name: str) -> list[dict]:
        return [json.loads(line) for line in (self.run_folder(name) / "trainer_log.jsonl").read_text().splitlines()]

    def asked(self) -> list[dict]:
        """The samples as the harness takes them."""
        roles = {"human": "user", "gpt": "assistant"}
        return [
            {
                "id": s["id"],
                "images": [str(self.source / image) for image in s["images"]],
                "turns": [[roles[turn["from"]], turn["value"]] for turn in s["conversations"]],
            }
            for s in self.samples
        ]
