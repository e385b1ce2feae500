"""What TRL's trainers make of log probabilities: their own code for losses and metrics, without their data pipelines."""

from collections import defaultdict
from types import SimpleNamespace

import torch

ALONE = SimpleNamespace(
    device=torch.device("cpu"), gather=lambda x: x, gather_for_metrics=lambda x: x, unwrap_model=lambda model: model
)


def padded(rows: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Log probabilities of answers' tokens as a model returns them, [rows, longest], and a mask one token longer: nothing
    predicts the first token."""
    longest = max(len(row) for row in rows)
    logs = torch.stack([torch.nn.functional.pad(row, (0, longest - len(row))) for row in rows])
    mask = torch.stack([torch.arange(longest + 1) <= len(row) for row in rows])
    mask[:, 0] = False
    return logs, mask.long()


class Model:
    """Answers with log probabilities that are there already: `quiet` where no gradient is recorded."""

    training = True

    def __init__(self, logs, quiet=None):
        self.logs, self.quiet = logs, quiet

    def __call__(self, **inputs):
        logs = self.logs if torch.is_grad_enabled() else self.quiet
        zeros = torch.zeros_like(logs)
        return SimpleNamespace(log_probs=logs, entropy=zeros, mean_logits=zeros, is_top1=zeros.bool(), aux_loss=None)


def trainer(cls, model=None, **attributes):
    self = cls.__new__(cls)
    common = {"accelerator": ALONE, "model": model, "ref_model": None, "aux_loss_enabled": False, "_tp_size": 1}
    common |= {"_metrics": defaultdict(lambda: defaultdict(list)), "_total_train_tokens": 0, "precompute_ref_logps": True}
    for name, value in (common | attributes).items():
        object.__setattr__(self, name, value)
    return self


def figures_of(self) -> dict:
    return {name: values[-1] for name, values in self._metrics["train"].items()}


def inputs(mask, prefix="") -> dict:
    return {f"{prefix}input_ids": torch.zeros_like(mask), f"{prefix}attention_mask": torch.ones_like(mask), f"{prefix}completion_mask": mask}


def dpo(loss_type, chosen, rejected, base_chosen, base_rejected, beta):
    from trl import DPOTrainer

    logs, mask = padded(chosen + rejected)
    self = trainer(
        DPOTrainer, Model(logs), ld_alpha=None, f_divergence_type="reverse_kl", loss_types=[loss_type], loss_weights=[1.0],
        beta=beta, label_smoothing=0.0, use_weighting=False,
    )  # fmt: skip
    references = {"ref_chosen_logps": base_chosen, "ref_rejected_logps": base_rejected}
    loss = self._compute_loss(self.model, inputs(mask) | references, return_outputs=False)
    return loss, figures_of(self)


def kto(answers, others, liked, base_answers, base_others, beta, chosen_weight, rejected_weight):
    from trl import KTOTrainer

    (logs, mask), (quiet, other_mask) = padded(answers), padded(others)
    self = trainer(
        KTOTrainer, Model(logs, quiet), calculate_KL=True, loss_type="kto", beta=beta, desirable_weight=chosen_weight,
        undesirable_weight=rejected_weight,
    )  # fmt: skip
    known = {"label": torch.tensor(liked), "ref_logps": base_answers, "ref_KL_logps": base_others}
    loss = self._compute_loss(self.model, inputs(mask) | inputs(other_mask, "KL_") | known, return_outputs=False)
    return loss, figures_of(self)


def cpo(loss_type, chosen, rejected, beta, gamma=0.0, smoothing=0.0):
    """Of sums or means, [pairs]: losses and rewards."""
    from trl.experimental.cpo import CPOTrainer

    self = trainer(CPOTrainer, alpha=0.0, beta=beta, loss_type=loss_type, simpo_gamma=gamma, label_smoothing=smoothing)
    return self.cpo_loss(chosen, rejected)


def orpo(chosen, rejected, beta):
    """Of means, [pairs]: the losses of the odds times beta, rewards, and the mean of the former without beta."""
    from trl.experimental.orpo import ORPOTrainer

    losses, chosen_rewards, rejected_rewards, ratio, _ = trainer(ORPOTrainer, beta=beta).odds_ratio_loss(chosen, rejected)
    return -losses, chosen_rewards, rejected_rewards, -ratio
