from peft import LoKrConfig
from peft_case import PeftCase
from reference import LANGUAGE_LINEARS

RECIPES = {
    "lokr": "lokr_rank: 2\nlokr_alpha: 5",
    "lokr-both": "lokr_rank: 1\nlokr_factor: 4\nlokr_decompose_both: true",
}


def config(**options):
    return lambda: LoKrConfig(task_type="CAUSAL_LM", target_modules=LANGUAGE_LINEARS, **options)


CONFIGS = {
    "lokr": PeftCase(config(r=2, alpha=8)),
    "lokr-both": PeftCase(config(r=1, alpha=12, decompose_both=True, decompose_factor=5)),
    "lokr-patterns": PeftCase(config(r=3, alpha=8, rank_pattern={"o_proj": 40}, alpha_pattern={"o_proj": 90})),
}
