"""Training speed and memory: Atelier against transformers + PEFT, in turns, on the same weights, tokens and pixels.

    python tests/bench/train_vs_peft.py [--rounds 5] [--dtype fp32] [--batch 8]

A 75 M-parameter Qwen2-VL, LoRA of rank 8 on the language model's seven kinds of linear layer, 1 to 4 images of mixed
sizes a sample, answers about a third of the text. Each turn is a process of its own: load, some warm-up steps, then the
timed steps. PEFT's side is its best plain use: batches padded to their longest sample and built before the clock
starts, scaled_dot_product_attention, no gradient checkpointing, fused AdamW. The last line is the ratio of the medians
of samples/s.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "parity"))

RATE = 1e-4
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
SCOPE = r".*language_model.*\.(" + "|".join(TARGETS) + ")"


def peak_memory_mb() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


def make_inputs(folder: Path, samples: int, seed: int = 0) -> None:
    """model/, adapter/ and samples.safetensors."""
    import numpy as np
    import torch
    from families import FAMILIES
    from peft import LoraConfig, get_peft_model
    from reference import load_model
    from safetensors.torch import save_file

    FAMILIES["qwen2_vl"].make(
        folder / "model",
        hidden=512, layers=8, heads=8, kv_heads=2, inner=1536, vocabulary=32000,
        tower_layers=8, tower_width=384, tower_heads=6, nested_config=True,
    )  # fmt: skip
    model = load_model(folder / "model")
    count = sum(p.numel() for p in model.parameters())
    print(f"model: {count / 1e6:.1f} M parameters", flush=True)
    torch.manual_seed(seed)
    config = LoraConfig(r=8, lora_alpha=16, lora_dropout=0.0, target_modules=SCOPE)
    get_peft_model(model, config).save_pretrained(folder / "adapter")

    draw = np.random.default_rng(seed)
    config = model.config
    tensors, text, trained = {}, 0, 0
    for i in range(samples):
        grids, ids = [], list(draw.integers(300, 4000, int(draw.integers(10, 20))))
        for _ in range(int(draw.integers(1, 5))):
            h, w = (2 * int(n) for n in draw.integers(4, 13, 2))  # 112 to 336 pixels a side
            grids.append((1, h, w))
            ids += [config.vision_start_token_id, *[config.image_token_id] * (h * w // 4), config.vision_end_token_id]
        question, answer = int(draw.integers(20, 60)), int(draw.integers(20, 60))
        ids += list(draw.integers(300, 4000, question + answer))
        text += len(ids) - sum(h * w // 4 for _, h, w in grids)
        trained += answer
        patches = sum(h * w for _, h, w in grids)
        ids = torch.tensor(np.array(ids, dtype=np.int64))
        grid = torch.tensor(grids)
        kinds = (ids == config.image_token_id).int()
        positions, _ = model.model.get_rope_index(ids[None], kinds[None], grid)
        labels = ids.clone()
        labels[: len(ids) - answer] = -100
        tensors |= {
            f"{i}.ids": ids,
            f"{i}.labels": labels,
            f"{i}.positions": positions[:, 0].contiguous(),
            f"{i}.pixels": torch.tensor(draw.normal(0, 1, (patches, 1176)), dtype=torch.float32),
            f"{i}.grids": grid,
        }
    save_file(tensors, folder / "samples.safetensors")
    print(f"samples: {samples}, answers are {trained / text:.2f} of the text", flush=True)


def peft_side(folder: Path, dtype: str, batch: int, warm: int, timed: int, threads: int) -> None:
    import torch
    from checkpoint_files import DTYPES
    from peft import PeftModel
    from reference import load_model
    from safetensors.torch import load_file

    torch.set_num_threads(threads)
    tensors = load_file(folder / "samples.safetensors")
    samples = [
        {name: tensors[f"{i}.{name}"] for name in ("ids", "labels", "positions", "pixels", "grids")}
        for i in range(sum(name.endswith(".ids") for name in tensors))
    ]
    del tensors
    base = load_model(folder / "model", DTYPES[dtype])
    pad = base.config.text_config.eos_token_id
    image = base.config.image_token_id
    model = PeftModel.from_pretrained(base, folder / "adapter", is_trainable=True)
    model.train()

    def collate(chosen):
        length = max(len(s["ids"]) for s in chosen)
        ids = torch.full((len(chosen), length), pad)
        labels = torch.full((len(chosen), length), -100)
        mask = torch.zeros((len(chosen), length), dtype=torch.long)
        for row, s in enumerate(chosen):
            n = len(s["ids"])
            ids[row, :n], labels[row, :n], mask[row, :n] = s["ids"], s["labels"], 1
        return {
            "input_ids": ids,
            "labels": labels,
            "attention_mask": mask,
            "mm_token_type_ids": (ids == image).int(),
            "pixel_values": torch.cat([s["pixels"] for s in chosen]),
            "image_grid_thw": torch.cat([s["grids"] for s in chosen]),
        }

    steps = warm + timed
    assert len(samples) % batch == 0
    starts = [(step * batch) % len(samples) for step in range(steps)]
    ready = {start: collate(samples[start : start + batch]) for start in set(starts)}
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=RATE, weight_decay=0.0, fused=True)
    losses = []
    for step, start in enumerate(starts):
        if step == warm:
            began = time.perf_counter()
        loss = model(**ready[start]).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0, foreach=True)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
    seconds = time.perf_counter() - began
    answer = {"losses": losses, "samples_per_second": timed * batch / seconds, "peak_memory_mb": peak_memory_mb()}
    print(json.dumps(answer))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dtype", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--samples", type=int, default=48)
    parser.add_argument("--warm", type=int, default=2)
    parser.add_argument("--steps", type=int, default=6, help="timed steps a turn")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--build", type=Path, default=Path(os.environ.get("ATELIER_BUILD", "build/release")))
    parser.add_argument("--peft-side", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peft_side:
        peft_side(options.peft_side, options.dtype, options.batch, options.warm, options.steps, options.threads)
        return

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_inputs(folder, options.samples)
        numbers = [options.dtype, options.batch, options.warm, options.steps, options.threads]
        environment = os.environ | {"OMP_NUM_THREADS": str(options.threads), "MKL_NUM_THREADS": str(options.threads)}
        commands = {
            "atelier": lambda turn: [
                options.build / "bin" / "bench_train", folder / "model", folder / "adapter",
                folder / "samples.safetensors", *numbers, folder / f"run-{turn}",
            ],
            "peft": lambda turn: [
                sys.executable, __file__, "--peft-side", folder, "--dtype", options.dtype, "--batch", options.batch,
                "--warm", options.warm, "--steps", options.steps, "--threads", options.threads,
            ],
        }  # fmt: skip
        results = {"atelier": [], "peft": []}
        for turn in range(options.rounds):
            for side, command in commands.items():
                done = subprocess.run(
                    list(map(str, command(turn))), capture_output=True, text=True, env=environment
                )
                if done.returncode != 0:
                    sys.exit(f"{side} failed:\n{done.stderr}")
                result = json.loads(done.stdout.strip().splitlines()[-1])
                results[side].append(result)
                print(
                    f"round {turn + 1} {side:7} {result['samples_per_second']:7.3f} samples/s "
                    f"{result['peak_memory_mb']:6d} MB  loss {result['losses'][0]:.5f} .. {result['losses'][-1]:.5f}",
                    flush=True,
                )

        limit = 1e-4 if options.dtype == "fp32" else 2e-2
        for ours, theirs in zip(results["atelier"], results["peft"]):
            worst = max(abs(a - b) / abs(b) for a, b in zip(ours["losses"], theirs["losses"], strict=True))
            if worst > limit:
                sys.exit(f"the losses differ by {worst:.1e}: no fair comparison")
        speed = {side: [r["samples_per_second"] for r in rows] for side, rows in results.items()}
        pairs = [a / b for a, b in zip(speed["atelier"], speed["peft"])]
        memory = {side: max(r["peak_memory_mb"] for r in rows) for side, rows in results.items()}
        print(f"losses agree to {limit:.0e} (relative)")
        print(f"samples/s: atelier {statistics.median(speed['atelier']):.3f}, peft {statistics.median(speed['peft']):.3f}")
        print(f"ratio by round: {min(pairs):.2f} .. {max(pairs):.2f}")
        print(f"peak memory: atelier {memory['atelier']} MB, peft {memory['peft']} MB")
        print(f"ratio {statistics.median(speed['atelier']) / statistics.median(speed['peft']):.2f}")


if __name__ == "__main__":
    main()
