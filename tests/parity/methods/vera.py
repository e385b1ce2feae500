from peft import VeraConfig
from peft_case import PeftCase
from reference import LANGUAGE_LINEARS

RECIPES = {"vera": "vera_rank: 24\nvera_target: q_proj, down_proj"}


def config(**options):
    return lambda: VeraConfig(task_type="CAUSAL_LM", **options)


CONFIGS = {
    "vera": PeftCase(config(r=16, target_modules=LANGUAGE_LINEARS, d_initial=0.3)),
    "vera-drawn": PeftCase(
        config(r=8, target_modules=["q_proj", "down_proj"], projection_prng_key=7, save_projection=False, d_initial=0.5)
    ),
}
