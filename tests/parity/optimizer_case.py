"""What the records of optimizers share: a case, references made of torch's optimizers, and state kept in 8 bits."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

STEPS, RATE = 12, 0.01
SHAPES = {"a.weight": (40, 30), "a.bias": (30,), "b.weight": (5, 6, 7)}
# One tensor that is kept in 8 bits, with a broken last block, and small ones that are not.
MIXED = {"a.weight": (70, 61), "a.bias": (30,), "b.weight": (40, 30)}

Tensors = dict[str, torch.Tensor]


def assert_close(actual: Tensors, expected: Tensors, start: Tensors, tolerance=1e-5):
    assert actual.keys() == expected.keys()
    for name in expected:
        moved = (expected[name] - start[name]).abs().max().item()
        assert moved > 1e-3, f"{name} did not move: the test would show nothing"
        difference = (actual[name] - expected[name]).abs().max().item()
        assert difference < tolerance * max(1.0, moved), f"{name}: {difference:.2e}"


@dataclass(frozen=True, kw_only=True)
class Case:
    optim: str
    """The name in recipes."""
    expected: Callable[[Tensors, list[Tensors]], Tensors]
    """expected(start, gradients of each step) -> the parameters behind the last step, at a learning rate of RATE."""
    settings: dict = field(default_factory=dict)
    """Further keys of the recipe."""
    shapes: dict[str, tuple[int, ...]] = field(default_factory=lambda: SHAPES)
    check: Callable[[Tensors, Tensors, Tensors], None] = assert_close
    """check(actual, expected, start) fails where Atelier differs."""


def followed(make) -> Callable[[Tensors, list[Tensors]], Tensors]:
    """make(groups) -> an optimizer of torch or transformers; weight decay is for matrices alone."""

    def expected(start, gradients):
        parameters = {name: torch.nn.Parameter(tensor.clone()) for name, tensor in start.items()}
        decaying = [p for p in parameters.values() if p.dim() >= 2]
        others = [p for p in parameters.values() if p.dim() < 2]
        optimizer = make([{"params": decaying}, {"params": others, "weight_decay": 0.0}])
        for step in gradients:
            for name, parameter in parameters.items():
                parameter.grad = step[name].clone()
            optimizer.step()
        return {name: parameter.detach() for name, parameter in parameters.items()}

    return expected


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


def state_of(shape, eight_bits: bool, signed=True):
    return Blocks(shape, signed) if eight_bits and math.prod(shape) >= 4096 else Exact(shape)
