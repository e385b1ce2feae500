"""Against its formula."""

import torch
from optimizer_case import MIXED, RATE, Case, state_of


def reference(eight_bits: bool):
    def expected(start, gradients):
        result = {}
        for key, tensor in start.items():
            p, mean = tensor.clone(), state_of(tensor.shape, eight_bits)
            for step in gradients:
                g, m = step[key], mean.get()
                p = p * (1 - RATE * (0.1 if p.dim() >= 2 else 0))
                p = p - RATE * torch.sign(0.9 * m + 0.1 * g)
                mean.put(0.99 * m + 0.01 * g)
            result[key] = p
        return result

    return expected


SETTINGS = {"weight_decay": 0.1, "adam_beta1": 0.9, "adam_beta2": 0.99}
CASES = [
    Case(optim=name, settings=SETTINGS, shapes=MIXED, expected=reference(name.endswith("8bit")))
    for name in ("lion_32bit", "lion_8bit", "paged_lion_32bit", "paged_lion_8bit")
]
