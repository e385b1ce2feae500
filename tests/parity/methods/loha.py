from peft import LoHaConfig
from peft_case import PeftCase
from reference import LANGUAGE_LINEARS

RECIPES = {"loha": "loha_rank: 3\nloha_alpha: 5"}

CONFIGS = {
    "loha": PeftCase(lambda: LoHaConfig(task_type="CAUSAL_LM", r=3, alpha=6, target_modules=LANGUAGE_LINEARS)),
    "loha-patterns": PeftCase(
        lambda: LoHaConfig(
            task_type="CAUSAL_LM",
            r=4,
            alpha=8,
            target_modules=["gate_proj", "o_proj", "w1"],
            rank_pattern={"o_proj": 2},
            alpha_pattern={"layers.0.mlp.gate_proj": 3, "layers.0.feed_forward.w1": 3},
        )
    ),
}
