from peft import FourierFTConfig
from peft_case import PeftCase
from reference import LANGUAGE_LINEARS

RECIPES = {"fourierft": "fourier_frequencies: 40\nfourier_scaling: 100"}


def config(**options):
    return lambda: FourierFTConfig(task_type="CAUSAL_LM", **options)


CONFIGS = {
    "fourierft": PeftCase(config(n_frequency=50, scaling=20, target_modules=LANGUAGE_LINEARS)),
    "fourierft-pattern": PeftCase(
        config(n_frequency=30, scaling=40, target_modules=["q_proj", "o_proj"], n_frequency_pattern={"o_proj": 60}, random_loc_seed=3)
    ),
}
