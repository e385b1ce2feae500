"""A project of judged answers: each sample has a preferred and a rejected one, and says whether the first was liked."""

import json
import random
from pathlib import Path

import numpy as np
from PIL import Image
from training_project import WORDS, Project


class PreferenceProject(Project):
    def __init__(self, build: Path, folder: Path, sizes, count: int = 6, validation: int = 0, seed: int = 3, likes: bool = True):
        """The last `validation` samples are for validation."""
        self.atelier, self.folder = build / "bin" / "atelier", folder / "project"
        self.source = folder / "source"
        self.source.mkdir(parents=True)
        draw = random.Random(seed)
        self.samples = []
        for i in range(count):
            images = []
            for k in range(min(i % 3, len(sizes))):
                width, height = sizes[(i + k) % len(sizes)]
                pixels = np.random.default_rng(100 * i + k).integers(0, 256, (height, width, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(self.source / f"{i}-{k}.png")
                images.append(f"{i}-{k}.png")
            question = "<image>" * len(images) + " ".join(draw.choices(WORDS, k=2 + i % 4))
            answer = {"role": "assistant", "text": " ".join(draw.choices(WORDS, k=1 + i % 5))}
            answer["rejected"] = " ".join(draw.choices(WORDS, k=5 - i % 5))
            if likes:
                answer["liked"] = i % 3 != 1
            sample = {"id": f"s{i}", "turns": [{"role": "user", "text": question}, answer]}
            sample["media"] = [{"kind": "image", "path": image} for image in images]
            if i >= count - validation:
                sample["split"] = "validation"
            self.samples.append(sample)
        self.write(self.samples)
        self("data", "import", self.source, "--project", self.folder, "--name", "data")

    def write(self, samples):
        rows = [{"atelier": 1, "dataset": "data"}, *samples]
        (self.source / "atelier.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    def asked(self) -> list[dict]:
        """Three sequences of each sample, one behind the other, as the harness takes them: with the preferred answer, with
        the rejected one, and with the answer of the sample before."""
        sequences = []
        for i, sample in enumerate(self.samples):
            (question, answer), before = sample["turns"], self.samples[i - 1]["turns"][1]
            for text in (answer["text"], answer["rejected"], before["text"]):
                sequences.append(
                    {
                        "id": sample["id"],
                        "images": [str(self.source / media["path"]) for media in sample["media"]],
                        "turns": [["user", question["text"]], ["assistant", text]],
                    }
                )
        return sequences
