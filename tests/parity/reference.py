"""transformers' side: a folder's processor and model, adapted where the record of its family says so."""

import copy
import functools
import json
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from families import FAMILIES
from family import Family

# Linear layers of language models, in attention, other mixers and MLPs.
LANGUAGE = r".*(language|text)_model"
PER_LAYER = r"per_layer_(input_gate|projection|model_projection)"
LANGUAGE_LINEARS = LANGUAGE + r".*\.((q|k|v|o|gate|up|gate_up|down|in|out)_proj|in_proj_(qkv|z|b|a)|shared_expert_gate|w[123]|" + PER_LAYER + ")"


def config_of(folder) -> dict:
    return json.loads((Path(folder) / "config.json").read_text())


def family_of(folder) -> Family:
    return FAMILIES[config_of(folder)["model_type"]]


def adapted(model, folder):
    if adapt := family_of(folder).adapt_model:
        adapt(model)
    return model


# Language models that transformers runs with no other attention than eager.
EAGER = ("gemma2",)


def read_model(folder, dtype: torch.dtype, attention: str):
    from transformers import AutoModelForImageTextToText

    if config_of(folder).get("text_config", {}).get("model_type") in EAGER:
        attention = "eager"
    model, info = AutoModelForImageTextToText.from_pretrained(
        str(folder), dtype=dtype, attn_implementation=attention, local_files_only=True, output_loading_info=True
    )
    for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        assert not info.get(kind), f"the reference finds {kind}: {info[kind]}"
    return model.eval()


def load_model(folder, dtype: torch.dtype = torch.float32, attention: str = "sdpa"):
    return adapted(read_model(folder, dtype, attention), folder)


def load_processor(folder):
    from transformers import AutoProcessor

    processor = AutoProcessor.from_pretrained(str(folder), local_files_only=True)
    adapt = family_of(folder).adapt_processor
    return adapt(processor) if adapt else processor


class Reference:
    """A folder as transformers reads it, each thing once and when it is asked for."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.family = family_of(folder)

    @functools.cached_property
    def config(self) -> dict:
        return config_of(self.folder)

    @functools.cached_property
    def processor(self):
        return load_processor(self.folder)

    @functools.cached_property
    def _read(self):
        return read_model(self.folder, torch.float32, "sdpa")

    def fresh(self):
        """A model that the caller may change."""
        return adapted(copy.deepcopy(self._read), self.folder)

    @functools.cached_property
    def model(self):
        return self.fresh()


def decoder_of(model):
    """The language model without its head."""
    if not hasattr(model, "model"):
        return model.language_model.model
    return model.model.language_model if hasattr(model.model, "language_model") else model.model.text_model


def head_of(model):
    return model.get_output_embeddings()
