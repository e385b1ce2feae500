"""What the tests have to be told of a model family: one record, beside the function that makes its folders."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch


def square_pictures(config: dict, generator: torch.Generator) -> dict:
    """One random picture of the only size that the tower takes."""
    side = config["vision_config"]["image_size"]
    return {"pixel_values": torch.randn(1, 3, side, side, generator=generator)}


def grid_of_patches(config: dict, generator: torch.Generator) -> dict:
    """One random picture of 4 × 6 patches, in Qwen's layout."""
    patch = config["vision_config"]["patch_size"]
    return {
        "pixel_values": torch.randn(6 * 4, 3 * 2 * patch * patch, generator=generator),
        "image_grid_thw": torch.tensor([[1, 6, 4]]),
    }


@dataclass(frozen=True, kw_only=True)
class Family:
    # ---- checkpoints
    make: Callable[..., Path]
    """make(folder, seed=…, tied=…, …): a small random folder, laid out as it is downloaded from the hub."""
    layouts: dict[str, dict]
    """Options of `make` by name: everything that a checkpoint of the family can be."""
    real_tokenizers: dict[str, dict] = field(default_factory=dict)
    """Options of `make` by name: folders with tokenizers of the hub, where those are at hand."""
    norm: tuple[str, str]
    """The norm in front of the attention of layer 1 of the language model: its tensor in the file, and in the model."""
    trained: dict = field(default_factory=lambda: {"tied": True})
    """Options of `make` for the folder that is trained."""

    # ---- texts and media
    end: str
    """Ends an answer."""
    template_ends: bool = True
    """The template writes `end` behind every answer, not only behind the last one."""
    end_is_learned: bool = True
    """Else the template writes `end` behind its {% generation %} blocks, which say what is learned."""
    image: str
    """Stands for a feature of an image."""
    video: str = "<|video_pad|>"
    """What the template writes for a video."""
    token_types: str | None = None
    """The input with which the reference wants to be told which tokens are an image's."""
    token_types_of: Callable[[torch.Tensor], torch.Tensor] | None = None
    """The token types of a batch by its labels, where they say which tokens are learned."""
    first_position: int = 0
    """Of a sequence."""
    sizes: list[tuple[int, int]]
    """Pictures (width, height) that need no resampling."""
    videos: bool = False
    frames: list[tuple[int, int]] = field(default_factory=lambda: [(64, 96), (96, 64), (64, 64)])
    """Frames of videos (width, height) that need no resampling."""
    mixes_media: bool = True
    """The reference's processor takes pictures and several videos for one text."""
    refused_videos: tuple[str, ...] = ()
    """Videos of test_videos.py that are too short for the reference."""
    takes_single_frames: bool = False
    """A video may be one frame."""
    frames_apart: bool = True
    """Each time of a video has tokens of its own, with text between; else all stand in one run."""
    pictures: Callable[[dict, torch.Generator], dict] = square_pictures
    """The reference's inputs for one random picture, from config.json."""
    features: int
    """How many tokens stand for it."""
    reference_pixels: Callable[[torch.Tensor], torch.Tensor] = lambda pixels: pixels
    """Atelier's pixel_values as the reference lays them out."""
    image_processors: dict[str, dict] = field(default_factory=dict)
    """preprocessor_config.json by name; classes that another family's record has need no second entry."""

    # ---- the model
    bridge: list[str]
    """Modules of transformers' model between encoder and language model; the first is trained in full in tests."""
    feed_forward: str = "mlp"
    """The module of the language model's layers behind attention."""
    recipes: dict[str, str] = field(default_factory=dict)
    """Settings by the case's name, in place of those that name layers which the family does not have."""
    planes: int = 1
    """Of positions: 3 where rotary counts time, height and width by itself; the model has get_rope_index then."""
    old_names: list[tuple[str, str]] = field(default_factory=list)
    """(today's, older) prefixes of PEFT's tensors: adapters of earlier transformers."""
    excluded: str | None = None
    """exclude_modules for PEFT's configs that name modules: where others than linear layers have those names."""
    takes_prompts: bool = True
    """PEFT can put tokens or a cache in front of the model's inputs."""
    adapt_model: Callable | None = None
    """Lets the reference's model do what the tests ask of all families, changing it in place."""
    adapt_processor: Callable | None = None
    """The same of its processor: returns what is used in its place."""
