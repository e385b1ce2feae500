"""Optimizers, schedules and label smoothing against torch and transformers; Lion and the 8-bit state against their formulas."""

import json
import math

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import Adafactor, get_scheduler

STEPS, RATE = 12, 0.01


def write_recipe(folder, **settings):
    path = folder / "recipe.yaml"
    path.write_text("".join(f"{key}: {value}\n" for key, value in settings.items()))
    return path


@pytest.fixture
def case(tmp_path, run):
    """case(settings, shapes) -> start, gradients of each step, what Atelier makes of them."""

    def make(shapes, **settings):
        draw = torch.Generator().manual_seed(7)
        start = {name: torch.randn(shape, generator=draw) for name, shape in shapes.items()}
        # Gradients of very unequal sizes, as those of a model are.
        grads = [
            {name: torch.randn(shape, generator=draw) * 10.0 ** torch.randn(shape, generator=draw) for name, shape in shapes.items()}
            for _ in range(STEPS)
        ]
        tensors = {f"p.{name}": tensor for name, tensor in start.items()}
        tensors |= {f"g.{step}.{name}": tensor for step, step_grads in enumerate(grads) for name, tensor in step_grads.items()}
        save_file(tensors, tmp_path / "in.safetensors")
        recipe = write_recipe(tmp_path, learning_rate=RATE, **settings)
        run("parity_optimization", "steps", tmp_path / "in.safetensors", tmp_path / "out.safetensors", recipe)
        return start, grads, load_file(tmp_path / "out.safetensors")

    return make


SHAPES = {"a.weight": (40, 30), "a.bias": (30,), "b.weight": (5, 6, 7)}


def followed(start, grads, make) -> dict:
    """make(decaying, others) -> optimizer; weight decay is for matrices alone."""
    parameters = {name: torch.nn.Parameter(tensor.clone()) for name, tensor in start.items()}
    decaying = [p for p in parameters.values() if p.dim() >= 2]
    others = [p for p in parameters.values() if p.dim() < 2]
    optimizer = make([{"params": decaying}, {"params": others, "weight_decay": 0.0}])
    for step in grads:
        for name, parameter in parameters.items():
            parameter.grad = step[name].clone()
        optimizer.step()
    return {name: parameter.detach() for name, parameter in parameters.items()}


def assert_close(actual, expected, start, tolerance=1e-5):
    assert actual.keys() == expected.keys()
    for name in expected:
        moved = (expected[name] - start[name]).abs().max().item()
        assert moved > 1e-3, f"{name} did not move: the test would show nothing"
        difference = (actual[name] - expected[name]).abs().max().item()
        assert difference < tolerance * max(1.0, moved), f"{name}: {difference:.2e}"


@pytest.mark.parametrize("name", ["adamw_torch", "adamw_torch_fused", "paged_adamw_32bit"])
def test_adamw(case, name):
    start, grads, actual = case(SHAPES, optim=name, weight_decay=0.1, adam_beta1=0.8, adam_beta2=0.95)
    expected = followed(start, grads, lambda g: torch.optim.AdamW(g, lr=RATE, betas=(0.8, 0.95), weight_decay=0.1))
    assert_close(actual, expected, start)


@pytest.mark.parametrize(
    "details, options",
    [("", {}), ("momentum=0.9", {"momentum": 0.9}), ("momentum=0.9, nesterov=true", {"momentum": 0.9, "nesterov": True})],
)
def test_sgd(case, details, options):
    start, grads, actual = case(SHAPES, optim="sgd", weight_decay=0.1, optim_args=json.dumps(details))
    expected = followed(start, grads, lambda g: torch.optim.SGD(g, lr=RATE, weight_decay=0.1, **options))
    assert_close(actual, expected, start)


@pytest.mark.parametrize(
    "details, options",
    [
        ("", {}),
        ("scale_parameter=true", {"scale_parameter": True}),
        ("beta1=0.9, clip_threshold=0.5, decay_rate=-0.6", {"beta1": 0.9, "clip_threshold": 0.5, "decay_rate": -0.6}),
        ("scale_parameter=true, relative_step=true", {"scale_parameter": True, "relative_step": True, "lr": None}),
        ("relative_step=true, warmup_init=true, eps2=0.01", {"relative_step": True, "warmup_init": True, "lr": None}),
    ],
)
def test_adafactor(case, details, options):
    start, grads, actual = case(SHAPES, optim="adafactor", weight_decay=0.1, optim_args=json.dumps(details))
    settings = {"lr": RATE, "scale_parameter": False, "relative_step": False, "weight_decay": 0.1} | options
    expected = followed(start, grads, lambda g: Adafactor(g, **settings))
    if settings.get("warmup_init"):  # tiny steps
        assert max((actual[name] - expected[name]).abs().max().item() for name in expected) < 1e-6
        assert all((actual[name] - start[name]).abs().max().item() > 1e-6 for name in expected)
    else:
        assert_close(actual, expected, start)


class Exact:
    """State that is kept as it is."""

    def __init__(self, shape):
        self.value = torch.zeros(shape, dtype=torch.float32)

    def get(self):
        return self.value

    def put(self, value):
        self.value = value


def dynamic_values(signed: bool) -> torch.Tensor:
    """The table of arXiv 2110.02861: in each of seven powers of ten the middles of equal steps, twice as many in the next."""
    values = [0.0, 1.0]
    for power in range(7):
        bounds = torch.linspace(0.1, 1, 2 ** (power + (0 if signed else 1)) + 1, dtype=torch.float64)
        middles = (10.0 ** (power - 6) * (bounds[:-1] + bounds[1:]) / 2).tolist()
        values += middles + ([-x for x in middles] if signed else [])
    assert len(values) == 256
    return torch.tensor(sorted(values), dtype=torch.float64).float()


class Blocks:
    """State in blocks of 256 that share their largest magnitude, each number the nearest of the table."""

    def __init__(self, shape, signed: bool):
        self.table, self.shape = dynamic_values(signed), shape
        self.codes, self.scales = torch.zeros(0), torch.zeros(0)
        self.put(torch.zeros(shape))

    def get(self):
        flat = (self.table[self.codes] * self.scales[:, None]).flatten()
        return flat[: math.prod(self.shape)].view(self.shape)

    def put(self, value):
        count = math.prod(self.shape)
        padded = torch.zeros((count + 255) // 256 * 256)
        padded[:count] = value.flatten()
        blocks = padded.view(-1, 256)
        self.scales = blocks.abs().amax(1)
        shares = blocks / self.scales.clamp_min(1e-38)[:, None]
        self.codes = (shares[..., None] - self.table).abs().argmin(-1)


def state_of(name, shape, signed=True):
    return Blocks(shape, signed) if "8bit" in name and math.prod(shape) >= 4096 else Exact(shape)


# One tensor that is kept in 8 bits, with a broken last block, and small ones that are not.
MIXED = {"a.weight": (70, 61), "a.bias": (30,), "b.weight": (40, 30)}


@pytest.mark.parametrize("name", ["lion_32bit", "lion_8bit", "paged_lion_32bit", "paged_lion_8bit"])
def test_lion(case, name):
    start, grads, actual = case(MIXED, optim=name, weight_decay=0.1, adam_beta1=0.9, adam_beta2=0.99)
    expected = {}
    for key, tensor in start.items():
        p, mean = tensor.clone(), state_of(name, tensor.shape)
        for step in grads:
            g, m = step[key], mean.get()
            p = p * (1 - RATE * (0.1 if p.dim() >= 2 else 0))
            p = p - RATE * torch.sign(0.9 * m + 0.1 * g)
            mean.put(0.99 * m + 0.01 * g)
        expected[key] = p
    assert_close(actual, expected, start)


@pytest.mark.parametrize("name", ["adamw_8bit", "adamw_bnb_8bit", "paged_adamw_8bit"])
def test_adamw_8bit(case, name):
    start, grads, actual = case(MIXED, optim=name, weight_decay=0.1, adam_beta2=0.95)
    expected, exact = {}, {}
    for key, tensor in start.items():
        for result, kind in ((expected, name), (exact, "exact")):
            p, mean, square = tensor.clone(), state_of(kind, tensor.shape), state_of(kind, tensor.shape, signed=False)
            for t, step in enumerate(grads, 1):
                g = step[key]
                m, v = 0.9 * mean.get() + 0.1 * g, 0.95 * square.get() + 0.05 * g * g
                p = p * (1 - RATE * (0.1 if p.dim() >= 2 else 0))
                p = p - RATE * (m / (1 - 0.9**t)) / ((v / (1 - 0.95**t)).sqrt() + 1e-8)
                mean.put(m)
                square.put(v)
            result[key] = p
    assert (expected["a.weight"] - exact["a.weight"]).abs().max() > 1e-4, "8 bits made no difference: the test would show nothing"
    assert torch.equal(expected["b.weight"], exact["b.weight"])
    for key in expected:
        # A number that lies between two values of the table may go to the other one: then it is off, but it alone.
        off = ((actual[key] - expected[key]).abs() > 1e-5).float().mean().item()
        assert off < 1e-3, f"{key}: {off:.2%} are off"


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
