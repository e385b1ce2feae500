"""Estimated against real memory and time of trainings: `atelier recipe estimate` beside the training's own peak.

    python tests/bench/estimate_vs_peak.py [--build build/release] [--only NAME ...] [--device cpu]
    python tests/bench/estimate_vs_peak.py --matrix [--families ...] [--methods ...] [--every N] [--keep FOLDER]
    python tests/bench/estimate_vs_peak.py --sizes

Models of up to some 100 M parameters with random weights, of two families, are trained for a few steps: batches, sizes
of pictures, methods, fp32 and bf16. The peak is the process's own (VmHWM until the training is over), or with --device
cuda what the training reports of the card. The last column of a line is estimate / measured; the last line is the worst
of them.

--matrix: every family x method x {fp32, bf16, NF4} x activations kept or computed again (estimate_matrix.py). A table,
the worst first, and exit code 1 when a cell lies outside 15 %. With --keep the models and the measured peaks stay in
FOLDER and are used again there: to go on later, or to compare another estimate with the same peaks.

--sizes: how long an estimate takes for models of two billion parameters whose files hold nothing.
"""

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "parity"))

import estimate_matrix  # noqa: E402

QWEN_SMALL = dict(hidden=256, layers=6, heads=8, kv_heads=2, inner=768, vocabulary=8000,
                  tower_layers=4, tower_width=192, tower_heads=4, nested_config=True)  # fmt: skip
QWEN_LARGE = dict(hidden=512, layers=12, heads=8, kv_heads=2, inner=1536, vocabulary=32000,
                  tower_layers=8, tower_width=384, tower_heads=6, nested_config=True)  # fmt: skip
LLAVA = dict(family="llava", hidden=512, layers=12, heads=8, kv_heads=8, inner=1536, vocabulary=32000,
             tower_layers=8, tower_width=384, tower_heads=6, image_size=336)  # fmt: skip
LORA = dict(finetuning_type="lora", lora_rank=8, lora_target="all")

# name: model, sizes of pictures, settings
CASES = {
    "lora-fp32": (QWEN_LARGE, [(448, 448), (336, 560)], LORA | dict(per_device_train_batch_size=8)),
    "lora-bf16": (QWEN_LARGE, [(448, 448), (336, 560)], LORA | dict(per_device_train_batch_size=8, bf16="true")),
    "lora-tower": (QWEN_LARGE, [(448, 448)], LORA | dict(per_device_train_batch_size=8, freeze_vision_tower="false",
                                                       freeze_multi_modal_projector="false")),
    "lora-large-pictures": (QWEN_LARGE, [(1120, 840)], LORA | dict(per_device_train_batch_size=4,
                                                                 image_max_pixels=1000000)),
    "lora-small-batch": (QWEN_LARGE, [(224, 224)], LORA | dict(per_device_train_batch_size=1,
                                                             gradient_accumulation_steps=8)),
    "lora-token-batches": (QWEN_LARGE, [(448, 448), (224, 224), (336, 560)], LORA | dict(max_tokens_per_batch=1500)),
    "lora-dropout": (QWEN_SMALL, [(448, 448)], LORA | dict(per_device_train_batch_size=12, lora_dropout=0.1)),
    "ia3": (QWEN_LARGE, [(448, 448)], dict(finetuning_type="ia3", per_device_train_batch_size=8)),
    "prefix": (QWEN_LARGE, [(336, 336)], dict(finetuning_type="prefix", per_device_train_batch_size=8)),
    "freeze": (QWEN_LARGE, [(448, 448)], dict(finetuning_type="freeze", freeze_trainable_layers=2,
                                            per_device_train_batch_size=8)),
    "full-fp32": (QWEN_LARGE, [(336, 336)], dict(finetuning_type="full", per_device_train_batch_size=4)),
    "full-bf16": (QWEN_LARGE, [(336, 336)], dict(finetuning_type="full", per_device_train_batch_size=4, bf16="true")),
    "full-accumulation": (QWEN_SMALL, [(448, 448)], dict(finetuning_type="full", per_device_train_batch_size=4,
                                                       gradient_accumulation_steps=2)),
    "llava-lora": (LLAVA, [(336, 336)], LORA | dict(per_device_train_batch_size=8)),
    "evaluation": (QWEN_SMALL, [(560, 560)], LORA | dict(per_device_train_batch_size=1, val_size=16,
                                                       eval_strategy="steps", eval_steps=2,
                                                       per_device_eval_batch_size=16)),
}  # fmt: skip


def measure(build: Path, folder: Path, name: str, device: str, steps: int) -> float:
    from families import FAMILIES
    from training_project import Project

    model, sizes, settings = CASES[name]
    folder.mkdir()
    make = FAMILIES[model.get("family", "qwen2_vl")].make
    make(folder / "model", **{key: value for key, value in model.items() if key != "family"})
    project = Project(build, folder, sizes, count=48)
    settings = dict(model_name_or_path=folder / "model", max_steps=steps, logging_steps=1, save_steps=1000,
                    device=device, threads=2) | settings  # fmt: skip
    recipe = project.recipe(name, **settings)
    atelier = str(build / "bin" / "atelier")
    asked = [atelier, "recipe", "estimate", str(recipe), "--project", str(project.folder), "--json"]
    estimate = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    peak = estimate_matrix.peak_of([atelier, "train", str(recipe), "--project", str(project.folder), "--run", name])
    log = [entry for entry in project.log(name) if "throughput" in entry]
    if device == "cuda":
        peak = max(entry["vram_reserved"] for entry in log) * 1e9
    # Of the last step: what it was trained on, by its tokens a second.
    seconds = (log[-1]["total_tokens"] - log[-2]["total_tokens"]) / log[-1]["throughput"]
    ratio = estimate["peak"] / peak
    parts = ", ".join(f"{part['name']} {part['bytes'] / 1e6:.0f}" for part in estimate["memory"])
    print(f"{name:20} {estimate['parameters'] / 1e6:6.1f} M  estimate {estimate['peak'] / 1e6:6.0f} MB"
          f"  measured {peak / 1e6:6.0f} MB  {ratio:.2f}"
          f"   a step {estimate['seconds_per_step']:.2f} s, measured {seconds:.2f} s"
          f"   ({estimate['moment']}: {parts})", flush=True)  # fmt: skip
    return ratio


@contextlib.contextmanager
def folder_of(keep: Path | None):
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release")
    parser.add_argument("--only", nargs="*", default=list(CASES), choices=list(CASES))
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--matrix", action="store_true")
    parser.add_argument("--families", nargs="*")
    parser.add_argument("--methods", nargs="*")
    parser.add_argument("--every", type=int, default=1, help="of the matrix only every Nth cell")
    parser.add_argument("--keep", type=Path, help="folder for models and measured peaks, used again")
    parser.add_argument("--sizes", action="store_true")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    with folder_of(arguments.keep) as folder:
        if arguments.sizes:
            estimate_matrix.time_of_sizes(build, folder, arguments.families)
        elif arguments.matrix:
            cells = estimate_matrix.cells(build, arguments.families, arguments.methods)[:: arguments.every]
            sys.exit(0 if estimate_matrix.measured(build, folder, cells) else 1)
        else:
            ratios = [measure(build, folder / name, name, arguments.device, arguments.steps) for name in arguments.only]
            print(f"worst: {max(ratios, key=lambda ratio: abs(ratio - 1)):.2f}")


if __name__ == "__main__":
    main()
