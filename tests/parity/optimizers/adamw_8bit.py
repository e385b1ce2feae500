"""Against its formula."""

import torch
from optimizer_case import MIXED, RATE, Case, state_of


def steps(start, gradients, eight_bits: bool):
    result = {}
    for key, tensor in start.items():
        p = tensor.clone()
        mean, square = state_of(tensor.shape, eight_bits), state_of(tensor.shape, eight_bits, signed=False)
        for t, step in enumerate(gradients, 1):
            g = step[key]
            m, v = 0.9 * mean.get() + 0.1 * g, 0.95 * square.get() + 0.05 * g * g
            p = p * (1 - RATE * (0.1 if p.dim() >= 2 else 0))
            p = p - RATE * (m / (1 - 0.9**t)) / ((v / (1 - 0.95**t)).sqrt() + 1e-8)
            mean.put(m)
            square.put(v)
        result[key] = p
    return result


def expected(start, gradients):
    narrow, exact = steps(start, gradients, True), steps(start, gradients, False)
    assert (narrow["a.weight"] - exact["a.weight"]).abs().max() > 1e-4, "8 bits made no difference: the test would show nothing"
    assert torch.equal(narrow["b.weight"], exact["b.weight"])
    return narrow


def check(actual, expected, start):
    """A number that lies between two values of the table may go to the other one: then it is off, but it alone."""
    assert actual.keys() == expected.keys()
    for key in expected:
        off = ((actual[key] - expected[key]).abs() > 1e-5).float().mean().item()
        assert off < 1e-3, f"{key}: {off:.2%} are off"


CASES = [
    Case(optim=name, settings={"weight_decay": 0.1, "adam_beta2": 0.95}, shapes=MIXED, expected=expected, check=check)
    for name in ("adamw_8bit", "adamw_bnb_8bit", "paged_adamw_8bit")
]
