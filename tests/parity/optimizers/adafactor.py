from optimizer_case import RATE, Case, assert_close, followed
from transformers import Adafactor


def tiny_steps(actual, expected, start):
    assert max((actual[name] - expected[name]).abs().max().item() for name in expected) < 1e-6
    assert all((actual[name] - start[name]).abs().max().item() > 1e-6 for name in expected)


def case(arguments: str, check=assert_close, **options):
    settings = {"lr": RATE, "scale_parameter": False, "relative_step": False, "weight_decay": 0.1} | options
    return Case(
        optim="adafactor",
        settings={"weight_decay": 0.1, "optim_args": arguments},
        expected=followed(lambda groups: Adafactor(groups, **settings)),
        check=check,
    )


CASES = [
    case(""),
    case("scale_parameter=true", scale_parameter=True),
    case("beta1=0.9, clip_threshold=0.5, decay_rate=-0.6", beta1=0.9, clip_threshold=0.5, decay_rate=-0.6),
    case("scale_parameter=true, relative_step=true", scale_parameter=True, relative_step=True, lr=None),
    case("relative_step=true, warmup_init=true, eps2=0.01", tiny_steps, relative_step=True, warmup_init=True, lr=None),
]
