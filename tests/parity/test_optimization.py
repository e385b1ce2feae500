"""Optimizers (each in optimizers/), schedules and label smoothing against torch and transformers."""

import json

import pytest
import torch
from optimizer_case import RATE, STEPS
from optimizers import CASES
from safetensors.torch import load_file, save_file
from transformers import get_scheduler


def write_recipe(folder, **settings):
    path = folder / "recipe.yaml"
    path.write_text("".join(f"{key}: {value}\n" for key, value in settings.items()))
    return path


def choices(run, key) -> set[str]:
    groups = json.loads(run("atelier", "settings", "--json"))["groups"]
    return next(set(option["choices"]) for group in groups for option in group["options"] if option["key"] == key)


def test_every_optimizer_is_run(run):
    assert {case.optim for case in CASES} == choices(run, "optim")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.optim)
def test_optimizers(run, tmp_path, case):
    draw = torch.Generator().manual_seed(7)
    start = {name: torch.randn(shape, generator=draw) for name, shape in case.shapes.items()}
    # Gradients of very unequal sizes, as those of a model are.
    gradients = [
        {name: torch.randn(shape, generator=draw) * 10.0 ** torch.randn(shape, generator=draw) for name, shape in case.shapes.items()}
        for _ in range(STEPS)
    ]
    tensors = {f"p.{name}": tensor for name, tensor in start.items()}
    tensors |= {f"g.{step}.{name}": tensor for step, of_step in enumerate(gradients) for name, tensor in of_step.items()}
    save_file(tensors, tmp_path / "in.safetensors")
    settings = {key: json.dumps(value) for key, value in case.settings.items()}
    recipe = write_recipe(tmp_path, learning_rate=RATE, optim=case.optim, **settings)
    run("parity_optimization", "steps", tmp_path / "in.safetensors", tmp_path / "out.safetensors", recipe)
    case.check(load_file(tmp_path / "out.safetensors"), case.expected(start, gradients), start)


SCHEDULES = [
    ("constant", 0, {}),
    ("constant_with_warmup", 7, {}),
    ("linear", 7, {}),
    ("cosine", 7, {}),
    ("cosine", 7, {"num_cycles": 1.5}),
    ("cosine_with_restarts", 5, {"num_cycles": 3}),
    ("cosine_with_min_lr", 5, {"min_lr_rate": 0.1}),
    ("cosine_with_min_lr", 5, {"min_lr": 1e-4, "num_cycles": 0.75}),
    ("polynomial", 5, {}),
    ("polynomial", 0, {"lr_end": 1e-5, "power": 2.5}),
    ("inverse_sqrt", 9, {}),
    ("inverse_sqrt", 0, {"timescale": 30}),
    ("warmup_stable_decay", 10, {"num_decay_steps": 30}),
    ("warmup_stable_decay", 10, {"num_decay_steps": 20, "num_stable_steps": 40, "min_lr_ratio": 0.1, "decay_type": "linear", "warmup_type": "cosine"}),
    ("warmup_stable_decay", 8, {"num_decay_steps": 20, "decay_type": "1-sqrt", "warmup_type": "1-sqrt", "min_lr_ratio": 0.2}),
]


def test_every_schedule_is_run(run):
    named = {name for name, _, _ in SCHEDULES} | {"reduce_lr_on_plateau"}
    assert named == choices(run, "lr_scheduler_type")


def rates(run, folder, steps, *losses, **settings):
    recipe = write_recipe(folder, learning_rate=RATE, **settings)
    return [float(line) for line in run("parity_optimization", "rates", recipe, steps, *losses).split()]


@pytest.mark.parametrize("name, warmup, details", SCHEDULES)
def test_schedules(run, tmp_path, name, warmup, details):
    steps = 100
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=steps, scheduler_specific_kwargs=details)
    expected = []
    for _ in range(steps):
        expected.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    # A mapping, as LLaMA-Factory has it.
    actual = rates(run, tmp_path, steps, lr_scheduler_type=name, warmup_steps=warmup, lr_scheduler_kwargs=json.dumps(details))
    assert actual == pytest.approx(expected, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(
    "details",
    [
        {"patience": 1, "factor": 0.5},
        {"patience": 0, "factor": 0.6, "threshold": 0.05, "threshold_mode": "abs", "cooldown": 2, "min_lr": 0.002},
        {"patience": 0, "factor": 0.9, "threshold": 0.2, "eps": 5e-4},
    ],
)
def test_plateau(run, tmp_path, details):
    draw = torch.Generator().manual_seed(3)
    losses = [2 - 0.03 * i + 0.2 * torch.rand(1, generator=draw).item() for i in range(20)] + [1.5] * 20
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler = get_scheduler("reduce_lr_on_plateau", optimizer, scheduler_specific_kwargs=details)
    expected = []
    for loss in losses:
        expected.append(optimizer.param_groups[0]["lr"])
        scheduler.step(loss)
    assert len(set(expected)) > 3, "the rate hardly changed: the test would show little"
    text = json.dumps(json.dumps(details))  # as a text, the way transformers' command line takes it
    actual = rates(run, tmp_path, len(losses), *losses, lr_scheduler_type="reduce_lr_on_plateau", lr_scheduler_kwargs=text)
    assert actual == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.6])
def test_label_smoothing(run, tmp_path, smoothing):
    draw = torch.Generator().manual_seed(11)
    hidden = torch.randn(300, 24, generator=draw)
    weight = torch.randn(517, 24, generator=draw)
    targets = torch.randint(0, 517, (300,), generator=draw)
    save_file({"hidden": hidden, "weight": weight, "targets": targets}, tmp_path / "in.safetensors")
    run("parity_optimization", "loss", tmp_path / "in.safetensors", tmp_path / "out.safetensors", smoothing)
    actual = load_file(tmp_path / "out.safetensors")
    hidden.requires_grad_(), weight.requires_grad_()
    loss = torch.nn.functional.cross_entropy(hidden @ weight.T, targets, reduction="sum", label_smoothing=smoothing)
    loss.backward()
    assert actual["loss"].item() == pytest.approx(loss.item(), rel=1e-6)
    for name, grad in (("hidden", hidden.grad), ("weight", weight.grad)):
        assert (actual[name] - grad).abs().max().item() < 1e-5 * grad.abs().max().item() + 1e-5, name
