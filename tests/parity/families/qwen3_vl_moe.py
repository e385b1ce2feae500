"""Qwen3-VL with experts in place of most MLPs."""

from pathlib import Path

from checkpoint_files import DTYPE_NAMES, expert_scale, randomize, write_json, write_weights
from family import Family, grid_of_patches
from tokenizer_files import write_qwen3_tokenizer



def make(
    folder,
    *,
    tied: bool = False,
    dtype: str = "fp32",
    sharded: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    inner: int = 112,
    experts: int = 5,
    per_token: int = 2,
    expert_inner: int = 24,
    dense_layers: tuple[int, ...] = (1,),
    turned: bool = True,
    vocabulary: int = 640,
    tower_layers: int = 3,
    tower_width: int = 64,
    tower_heads: int = 4,
) -> Path:
    """A Qwen3-VL MoE folder. `turned`: experts' matrices lie as [in, out], as on the hub; else as transformers 5 has
    them."""
    from transformers import Qwen3VLMoeConfig, Qwen3VLMoeForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_qwen3_tokenizer(folder, min(vocabulary, 4096))
    half = hidden // heads // 2
    config = {
        "architectures": ["Qwen3VLMoeForConditionalGeneration"],
        "model_type": "qwen3_vl_moe",
        "tie_word_embeddings": tied,
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
        "text_config": {
            "model_type": "qwen3_vl_moe_text",
            "hidden_size": hidden,
            "intermediate_size": inner,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "num_key_value_heads": kv_heads,
            "head_dim": hidden // heads,
            "vocab_size": vocabulary,
            "hidden_act": "silu",
            "rms_norm_eps": 1e-6,
            "max_position_embeddings": 262144,
            "rope_theta": 5000000,
            "rope_scaling": {
                "mrope_interleaved": True,
                "mrope_section": [half - 2 * (half // 4), half // 4, half // 4],
                "rope_type": "default",
            },
            "attention_bias": False,
            "decoder_sparse_step": 1,
            "mlp_only_layers": list(dense_layers),
            "moe_intermediate_size": expert_inner,
            "norm_topk_prob": True,
            "num_experts": experts,
            "num_experts_per_tok": per_token,
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": ids["<|im_end|>"],
            "dtype": DTYPE_NAMES[dtype],
        },
        "vision_config": {
            "model_type": "qwen3_vl_moe",
            "deepstack_visual_indexes": [0, 1],
            "depth": tower_layers,
            "hidden_act": "gelu_pytorch_tanh",
            "hidden_size": tower_width,
            "in_channels": 3,
            "intermediate_size": 2 * tower_width,
            "num_heads": tower_heads,
            "num_position_embeddings": 64,
            "out_hidden_size": hidden,
            "patch_size": 16,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
        },
        "transformers_version": "4.57.0.dev0",
    }
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]],
            "pad_token_id": ids["<|endoftext|>"],
        },
    )
    model = Qwen3VLMoeForConditionalGeneration(Qwen3VLMoeConfig.from_pretrained(folder))
    randomize(model, seed, expert_scale)
    tensors = dict(model.named_parameters())
    if turned:
        tensors |= {name: value.transpose(1, 2) for name, value in tensors.items() if ".mlp.experts." in name}
    if tied:
        tensors.pop("lm_head.weight", None)
    write_weights(folder, tensors, dtype, sharded)
    return folder


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "saved": {"turned": False, "tied": True},
        "bf16-file": {"dtype": "bf16", "sharded": True},
        "all-layers": {"dense_layers": (), "per_token": 1, "kv_heads": 4},
    },
    norm=("model.language_model.layers.1.input_layernorm.weight",) * 2,
    end="<|im_end|>",
    image="<|image_pad|>",
    token_types="mm_token_type_ids",
    sizes=[(64, 96), (128, 64)],
    videos=True,
    pictures=grid_of_patches,
    features=6,
    bridge=["visual.merger", "visual.deepstack_merger_list"],
    planes=3,
)
