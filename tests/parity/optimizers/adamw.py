import torch
from optimizer_case import RATE, Case, followed

reference = followed(lambda groups: torch.optim.AdamW(groups, lr=RATE, betas=(0.8, 0.95), weight_decay=0.1))
SETTINGS = {"weight_decay": 0.1, "adam_beta1": 0.8, "adam_beta2": 0.95}
CASES = [
    Case(optim=name, settings=SETTINGS, expected=reference)
    for name in ("adamw_torch", "adamw_torch_fused", "paged_adamw_32bit")
]
