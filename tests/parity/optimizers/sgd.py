import torch
from optimizer_case import RATE, Case, followed


def case(arguments: str, **options):
    return Case(
        optim="sgd",
        settings={"weight_decay": 0.1, "optim_args": arguments},
        expected=followed(lambda groups: torch.optim.SGD(groups, lr=RATE, weight_decay=0.1, **options)),
    )


CASES = [case(""), case("momentum=0.9", momentum=0.9), case("momentum=0.9, nesterov=true", momentum=0.9, nesterov=True)]
