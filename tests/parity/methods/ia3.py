from peft import IA3Config
from peft_case import PeftCase

RECIPES = {"ia3": ""}
CONFIGS = {
    "ia3": PeftCase(
        lambda: IA3Config(
            target_modules=["k_proj", "v_proj", "down_proj", "w2"],
            feedforward_modules=["down_proj", "w2"],
            task_type="CAUSAL_LM",
        )
    ),
}
