from peft import LoraConfig
from peft_case import PeftCase
from reference import LANGUAGE_LINEARS

RECIPES = {
    "lora": "lora_rank: 4",
    "lora-names": "lora_target: q_proj, v_proj\nuse_rslora: true",
    "lora-regex": "lora_target: ['.*(language|text)_model.*(up_proj|down_proj|w[23])']\nlora_alpha: 5",
    "lora-all-linear": "lora_target: all-linear\nlora_dropout: 0.1",
    "lora-tower": "freeze_vision_tower: false\nfreeze_multi_modal_projector: false",
    "dora": "lora_rank: 3\nuse_dora: true",
}


def config(**options):
    return lambda: LoraConfig(task_type="CAUSAL_LM", **options)


CONFIGS = {
    "lora": PeftCase(config(r=4, lora_alpha=6, target_modules=LANGUAGE_LINEARS)),
    "lora-names": PeftCase(config(r=3, use_rslora=True, target_modules=["q_proj", "down_proj", "w2"])),
    "lora-all-linear": PeftCase(config(r=2, target_modules="all-linear")),
    "lora-patterns": PeftCase(
        config(
            r=4,
            lora_alpha=8,
            target_modules=["gate_proj", "up_proj", "o_proj", "w1", "w3"],
            rank_pattern={r"layers\.1\.mlp\.up_proj": 2, r"layers\.1\.feed_forward\.w3": 2, "o_proj": 6},
            alpha_pattern={"layers.0.mlp.gate_proj": 3, "layers.0.feed_forward.w1": 3},
        )
    ),
    "lora-layers": PeftCase(
        config(target_modules=["q_proj", "v_proj"], layers_to_transform=[0, 2], exclude_modules=r".*vision.*")
    ),
    "dora": PeftCase(config(r=4, lora_alpha=6, target_modules=LANGUAGE_LINEARS, use_dora=True)),
}
