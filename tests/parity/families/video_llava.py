"""Video-LLaVA: a tower for pictures and one for the frames of videos."""

from pathlib import Path

import torch
from checkpoint_files import (
    CLIP_MEAN,
    CLIP_STD,
    DTYPE_NAMES,
    LLAVA_PEFT_NAMES,
    llava_hub_names,
    randomize,
    rename,
    write_json,
    write_weights,
)
from family import Family
from harness import channels_last
from tokenizer_files import LLAVA_TEMPLATE, write_llama_tokenizer

TOWERS = ("image_tower", "video_tower")
# Videos behind the pictures of a turn.
TEMPLATE = LLAVA_TEMPLATE.replace(
    "{# Render all text next #}",
    "{% for content in message['content'] | selectattr('type', 'equalto', 'video') %}{{ '<video>\n' }}{% endfor %}"
    "{# Render all text next #}",
)
NAMES = [(f"model.{tower}.{inner}", f"{tower}.vision_model.") for tower in TOWERS for inner in ("vision_model.", "")]


def make(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    new_names: bool = False,
    feature_layer: int | list[int] = -2,
    strategy: str = "default",
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 4,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 4,
    tower_width: int = 48,
    tower_heads: int = 4,
    image_size: int = 42,
) -> Path:
    """A Video-LLaVA folder. `new_names`: tensor names of transformers 5, else those of the hub."""
    from transformers import VideoLlavaConfig, VideoLlavaForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = write_llama_tokenizer(
        folder, False, min(vocabulary - 8, 4096), False, more=("<video>",), processor="VideoLlavaProcessor"
    )
    config = {
        "architectures": ["VideoLlavaForConditionalGeneration"],
        "ignore_index": -100,
        "image_token_index": ids["<image>"],
        "model_type": "video_llava",
        "pad_token_id": ids["<pad>"],
        "projector_hidden_act": "gelu",
        "text_config": {
            "architectures": ["LlamaForCausalLM"],
            "hidden_size": hidden,
            "intermediate_size": inner,
            "max_position_embeddings": 4096,
            "model_type": "llama",
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "rms_norm_eps": 1e-05,
            "torch_dtype": DTYPE_NAMES[dtype],
            "vocab_size": vocabulary,
        },
        "tie_word_embeddings": tied,
        "torch_dtype": DTYPE_NAMES[dtype],
        "transformers_version": "4.40.0.dev0",
        "video_token_index": ids["<video>"],
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": image_size,
            "intermediate_size": 2 * tower_width,
            "model_type": "clip_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": 14,
            "projection_dim": 32,
            "vocab_size": 32000,
        },
        "vision_feature_layer": feature_layer,
        "vision_feature_select_strategy": strategy,
    }
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": ids["<pad>"]})
    write_json(folder / "chat_template.json", {"chat_template": TEMPLATE})
    pixels = {
        "crop_size": {"height": image_size, "width": image_size},
        "do_center_crop": True,
        "do_convert_rgb": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": CLIP_MEAN,
        "image_std": CLIP_STD,
        "processor_class": "VideoLlavaProcessor",
        "resample": 3,
        "rescale_factor": 1 / 255,
        "size": {"shortest_edge": image_size},
    }
    write_json(folder / "preprocessor_config.json", pixels | {"image_processor_type": "VideoLlavaImageProcessor"})
    sampling = {"do_sample_frames": True, "num_frames": 2, "video_processor_type": "VideoLlavaVideoProcessor"}
    write_json(folder / "video_preprocessor_config.json", pixels | sampling)
    write_json(
        folder / "processor_config.json",
        {
            "image_token": "<image>",
            "num_additional_image_tokens": 1,
            "patch_size": 14,
            "processor_class": "VideoLlavaProcessor",
            "video_token": "<video>",
            "vision_feature_select_strategy": strategy,
        },
    )
    model = VideoLlavaForConditionalGeneration(VideoLlavaConfig.from_pretrained(folder))
    randomize(model, seed)
    tensors = model.named_parameters() if new_names else ((rename(n, NAMES), t) for n, t in llava_hub_names(model))
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    write_weights(folder, tensors, dtype, sharded)
    return folder


def with_channels_last(processor):
    processor.image_processor.__class__ = channels_last(type(processor.image_processor))
    return processor


FAMILY = Family(
    make=make,
    layouts={
        "hub": {},
        "new-names": {"new_names": True},
        "tied": {"tied": True},
        "sharded": {"sharded": True},
        "bf16-file": {"dtype": "bf16"},
        "fp16-file": {"dtype": "fp16", "new_names": True, "sharded": True},
        "gqa": {"kv_heads": 2},
        "two-layers": {"feature_layer": [-2, 1]},
        "with-class": {"strategy": "full"},
    },
    norm=(
        "language_model.model.layers.1.input_layernorm.weight",
        "model.language_model.layers.1.input_layernorm.weight",
    ),
    trained={},
    end="</s>",
    template_ends=False,
    image="<image>",
    sizes=[(42, 42)],
    videos=True,
    frames=[(42, 42)],
    frames_apart=False,
    features=9,
    image_processors={
        "video-llava": {
            "image_processor_type": "VideoLlavaImageProcessor",
            "size": {"shortest_edge": 224},
            "crop_size": {"height": 224, "width": 224},
        }
    },
    bridge=["multi_modal_projector"],
    old_names=[
        *LLAVA_PEFT_NAMES,
        *((f"model.model.{tower}.", f"model.{tower}.vision_model.") for tower in TOWERS),
    ],
    adapt_processor=with_channels_last,
)
