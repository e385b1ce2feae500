from peft import IA3Config
from peft_case import PeftCase

RECIPES = {"ia3": ""}
CONFIGS = {
    "ia3": PeftCase(
        lambda: IA3Config(
            target_modules=["k_proj", "v_proj", "down_proj"], feedforward_modules=["down_proj"], task_type="CAUSAL_LM"
        )
    ),
}
