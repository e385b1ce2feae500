"""Makes the presets tune_*.yaml beside this file: each a family, a method and a computer of the tables below.

    python3 resources/recipes/make_presets.py [--check]

The files are what people read, copy and train with, so they stand here ready made; this table is where they are
changed. --check says which are not as the table has them, and exits with 1.
"""

import sys
from pathlib import Path

FOLDER = Path(__file__).parent

# title; whether the size of its pictures can be chosen
FAMILIES = {"llava": ("LLaVA-1.5", False), "qwen2_vl": ("Qwen2-VL", True)}
# title; what it is good for; settings
METHODS = {
    "lora": ("LoRA", "The first choice: learns nearly as much as all weights would, in a file of some megabytes.",
             {"finetuning_type": "lora", "lora_rank": 8, "lora_target": "all", "learning_rate": "1.0e-4"}),
    "ia3": ("(IA)³", "The smallest of all results: for a format or a style, not for new knowledge.",
            {"finetuning_type": "ia3", "learning_rate": "3.0e-3"}),
    "prefix": ("Prefix tuning", "Weights stay untouched; learns a task by tokens that are put before every text.",
               {"finetuning_type": "prefix", "prefix_tokens": 20, "learning_rate": "1.0e-3"}),
    "freeze": ("Last layers", "Trains the last two layers as they are: no adapter is needed to use the result.",
               {"finetuning_type": "freeze", "freeze_trainable_layers": 2, "learning_rate": "5.0e-5"}),
    "full": ("All weights", "Learns the most and forgets the most; wants thousands of samples.",
             {"finetuning_type": "full", "learning_rate": "1.0e-5"}),
}  # fmt: skip
# title; for whom; settings; largest picture where the family lets one choose
COMPUTERS = {
    "small_gpu": ("small graphics card", "For whom: a graphics card of 12 to 24 GB and a model of about 2 billion weights.",
                  {"cutoff_len": 1024, "per_device_train_batch_size": 1, "gradient_accumulation_steps": 16}, 262144),
    "large_gpu": ("large graphics card", "For whom: a graphics card of 80 GB or more and a model of up to 7 billion weights.",
                  {"cutoff_len": 2048, "per_device_train_batch_size": 8, "gradient_accumulation_steps": 2}, 589824),
    "cpu": ("processor only", "For whom: a computer without a graphics card, a small model and patience.",
            {"device": "cpu", "cutoff_len": 512, "per_device_train_batch_size": 1, "gradient_accumulation_steps": 8},
            100352),
}  # fmt: skip
# All weights of a large model fit nowhere else.
LEFT_OUT = {("full", "small_gpu"), ("full", "cpu")}

COMMON = {"num_train_epochs": "3.0", "lr_scheduler_type": "cosine", "warmup_ratio": 0.1, "bf16": "true", "val_size": 0.1,
          "eval_strategy": "epoch", "per_device_eval_batch_size": 1, "logging_steps": 10, "save_steps": 200,
          "save_total_limit": 2, "dataloader_num_workers": 4}  # fmt: skip

RECEIPTS = (
    "Qwen2-VL · LoRA · receipts",
    ["For whom: whoever reads fields of receipts or forms with Qwen2-VL-2B, as the field's tutorials do it.",
     "A graphics card of 24 GB or more."],
    {"finetuning_type": "lora", "lora_target": "all", "cutoff_len": 1024, "per_device_train_batch_size": 8,
     "gradient_accumulation_steps": 8, "learning_rate": "1.0e-4", "num_train_epochs": "10.0",
     "lr_scheduler_type": "cosine", "warmup_ratio": 0.1, "bf16": "true", "val_size": 0.1, "eval_strategy": "steps",
     "eval_steps": 500, "per_device_eval_batch_size": 1, "logging_steps": 10, "save_steps": 500,
     "dataloader_num_workers": 16},
)  # fmt: skip

STAGES = (
    "LLaVA-1.5 · two stages · large graphics card",
    ["For whom: pictures of a kind that the model has never seen, and a graphics card of 80 GB or more.",
     "First the projector alone learns to read the new pictures, then LoRA learns the answers; one run, two stages."],
    {"finetuning_type": "lora", "lora_rank": 8, "lora_target": "all", "learning_rate": "1.0e-4", "cutoff_len": 2048,
     "per_device_train_batch_size": 8, "gradient_accumulation_steps": 2} | COMMON | {
        "stages": [
            {"name": "projector", "finetuning_type": "full", "freeze_vision_tower": "true",
             "freeze_language_model": "true", "freeze_multi_modal_projector": "false", "learning_rate": "1.0e-3",
             "num_train_epochs": "1.0"},
            {"name": "answers"},
        ]},
)  # fmt: skip

HINT = """
# Model and dataset are those that are chosen in the window; on the command line:
# atelier train FILE --project PROJECT --set model_name_or_path=FOLDER --set dataset=NAME
"""


def text(title: str, lines: list[str], settings: dict) -> str:
    head = "".join(f"# {line}\n" for line in [title, *lines])
    return head + HINT + "".join(f"{key}:{written(value)}\n" for key, value in settings.items())


def written(value) -> str:
    if not isinstance(value, list):
        return f" {value}"
    items = ["".join(f"\n    {key}: {one}" for key, one in item.items()) for item in value]
    return "".join("\n  - " + item.lstrip() for item in items)


def presets() -> dict[str, str]:
    made = {"tune_receipts_qwen2_vl_lora.yaml": text(*RECEIPTS), "tune_llava_stages_large_gpu.yaml": text(*STAGES)}
    for family, (family_title, sizes) in FAMILIES.items():
        for method, (method_title, good_for, method_settings) in METHODS.items():
            for computer, (computer_title, whom, computer_settings, pixels) in COMPUTERS.items():
                if (method, computer) in LEFT_OUT:
                    continue
                picture = {"image_max_pixels": pixels} if sizes else {}
                settings = picture | method_settings | computer_settings | COMMON
                title = f"{family_title} · {method_title} · {computer_title}"
                made[f"tune_{family}_{method}_{computer}.yaml"] = text(title, [whom, good_for], settings)
    return made


def main() -> int:
    made = presets()
    there = {file.name: file.read_text() for file in FOLDER.glob("tune_*.yaml")}
    if "--check" in sys.argv[1:]:
        stale = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
        print("\n".join(stale), end="\n" if stale else "")
        return 1 if stale else 0
    for name in there.keys() - made.keys():
        (FOLDER / name).unlink()
    for name, content in made.items():
        (FOLDER / name).write_text(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
