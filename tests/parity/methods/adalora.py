import torch
from peft import AdaLoraConfig
from peft_case import PeftCase
from reference import LANGUAGE_LINEARS

RECIPES = {"adalora": "adalora_init_rank: 6\nadalora_target_rank: 4"}


def config(alpha):
    return lambda: AdaLoraConfig(
        init_r=5, target_r=3, lora_alpha=alpha, target_modules=LANGUAGE_LINEARS, total_step=20, task_type="CAUSAL_LM"
    )


def drop_directions(model):
    """As at the end of PEFT's schedule: one layer keeps fewer directions."""
    kept = [True, False, True, False, True]
    pattern = {}
    for name, parameter in model.named_parameters():
        if name.endswith("lora_E.default") and "layers.1." in name:
            parameter.data[~torch.tensor(kept)] = 0
            pattern[name.removeprefix("base_model.model.")] = kept
    model.peft_config["default"].rank_pattern = pattern


CONFIGS = {
    "adalora": PeftCase(config(9)),
    "adalora-dropped": PeftCase(config(20), drop_directions, gradients=False),  # its file is smaller than what is trained
}
