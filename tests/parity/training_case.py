"""A project with a small model, trained by Atelier's job and by transformers and PEFT."""

import torch
from harness import PIXELS, messages
from peft import LoraConfig, get_peft_model
from PIL import Image
from reference import LANGUAGE_LINEARS, family_of, load_model, load_processor

BATCH, ACCUMULATION = 2, 2


class Case:
    def __init__(self, atelier, folder, model, project):
        self.folder, self.model, self.project, self.family = folder, model, project, family_of(model)
        self.atelier = atelier
        self.encoded = atelier.ask("encode", model=model, samples=project.asked(), options={}, prompt=False)
        self.processor = load_processor(model)

    def settings(self, **more):
        return {
            "model_name_or_path": self.model,
            "disable_shuffling": "true",
            "per_device_train_batch_size": BATCH,
            "gradient_accumulation_steps": ACCUMULATION,
            "logging_steps": 1,
            "save_steps": 1000,
            "image_max_pixels": 0,
            "image_min_pixels": 0,
        } | more

    def train(self, run, settings):
        """The job of `atelier train`: the run's folder."""
        recipe = self.project.recipe(run, **settings).read_text()
        self.atelier.job("train", recipe=recipe, recipe_name=f"{run}.yaml", project=self.project.folder, run=run)
        return self.project.run_folder(run)

    def adapter(self):
        """A PEFT adapter that already does something, and the reference with it."""
        torch.manual_seed(5)
        model = get_peft_model(
            load_model(self.model), LoraConfig(r=4, lora_alpha=8, target_modules=LANGUAGE_LINEARS)
        )
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(parameter, std=0.05)
        path = self.folder / "adapter"
        model.save_pretrained(str(path))
        return model, path

    def batch(self, indices) -> dict:
        """Right-padded, with the labels that Atelier learns (test_labels holds them against the templates)."""
        chosen = [self.encoded[i] for i in indices]
        length = max(len(item["ids"]) for item in chosen)
        rows = {"input_ids": [], "attention_mask": [], "labels": []}
        for item in chosen:
            rest = length - len(item["ids"])
            rows["input_ids"].append(item["ids"] + [0] * rest)
            rows["attention_mask"].append([1] * len(item["ids"]) + [0] * rest)
            rows["labels"].append(item["labels"] + [-100] * rest)
        batch = {name: torch.tensor(values) for name, values in rows.items()}
        paths = [path for i in indices for path in self.project.asked()[i]["images"]]
        if paths:
            images = [Image.open(path).convert("RGB") for path in paths]
            if hasattr(self.processor, "pixels"):
                left = iter(images)
                batch |= self.processor.pixels([[next(left) for _ in self.project.asked()[i]["images"]] for i in indices])
            else:
                pixels = self.processor.image_processor(images=images, return_tensors="pt")
                names = (*PIXELS, "image_grid_thw", "image_sizes", "pixel_attention_mask", "spatial_shapes", "target_sizes", "image_position_ids")
                batch |= {name: pixels[name] for name in names if name in pixels}
            if hasattr(self.processor, "prompts"):
                asked = [self.project.asked()[i] for i in indices]
                batch |= self.processor.prompts([messages(item["images"], item["turns"]) for item in asked])
        if types := self.family.token_types:
            token = self.processor.tokenizer.convert_tokens_to_ids(self.family.image)
            batch[types] = (batch["input_ids"] == token).long()
        if types_of := self.family.token_types_of:
            batch["token_type_ids"] = types_of(batch["labels"])
        return batch

    def steps(self):
        """Indices of each step's micro-batches; an epoch's last step is short."""
        count = len(self.encoded)
        while True:
            for begin in range(0, count, BATCH * ACCUMULATION):
                step = list(range(begin, min(begin + BATCH * ACCUMULATION, count)))
                yield [step[i : i + BATCH] for i in range(0, len(step), BATCH)]

    def backward(self, model, step) -> float:
        """Gradient of the mean over all target tokens of the step."""
        batches = [self.batch(indices) for indices in step]
        targets = sum((batch["labels"][:, 1:] != -100).sum().item() for batch in batches)
        total = 0.0
        for batch in batches:
            labels = batch.pop("labels")
            logits = model(**batch).logits.float()
            loss = torch.nn.functional.cross_entropy(
                logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100, reduction="sum"
            )
            (loss / targets).backward()
            total += loss.item()
        return total / targets


def largest_relative(actual: dict, expected: dict) -> float:
    assert actual.keys() == expected.keys()
    scale = max(g.abs().max().item() for g in expected.values())
    return max((actual[name] - expected[name]).abs().max().item() for name in expected) / scale
