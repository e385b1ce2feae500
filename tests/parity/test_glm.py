"""GLM-4.1V and GLM-4.6V: images and videos share a token, so the marks around videos decide; which frames are taken."""

import json
import shutil

import pytest
import torch
from harness import largest_difference
from reference import Reference
from safetensors.torch import load_file
from test_videos import Case

NAMES = ["glm4v", "glm46v"]
TOLERANCE = 1e-4
SIZE = (56, 84)
TURNS = [
    ("user", "<image>Compare <video> with <video>"),
    ("assistant", "Hm."),
    ("user", "and <image>, <video>."),
]
VIDEOS = [(8, (84, 56), 2), (12, SIZE, 5), (4, (56, 56), 3)]


@pytest.fixture(params=NAMES)
def family(request, made):
    return made(request.param, seed=21)


@pytest.fixture
def mixed(tmp_path):
    return Case(tmp_path, [SIZE, (84, 84)], VIDEOS, TURNS)


def encoded(atelier, folder, case):
    [ours] = atelier.ask("encode", model=folder, samples=[case.sample()], options={}, prompt=True)
    return ours


def test_tokens_and_positions_of_images_among_videos(atelier, family, mixed):
    inputs = mixed.inputs(family.processor)
    ours = encoded(atelier, family.folder, mixed)
    assert ours["ids"] == inputs["input_ids"][0].tolist()
    positions, _ = family.model.model.get_rope_index(
        input_ids=inputs["input_ids"], mm_token_type_ids=inputs["mm_token_type_ids"],
        image_grid_thw=inputs["image_grid_thw"], video_grid_thw=inputs["video_grid_thw"],
    )  # fmt: skip
    assert ours["positions"] == positions[:, 0].flatten().tolist()


def test_logits_of_images_among_videos(atelier, family, mixed, tmp_path):
    """The reference puts either kind at all tokens, so its own parts are put together here."""
    inputs = mixed.inputs(family.processor)
    model, types = family.model, inputs["mm_token_type_ids"]
    with torch.no_grad():
        embeddings = model.get_input_embeddings()(inputs["input_ids"])
        for kind, features in (
            (1, model.model.get_image_features(inputs["pixel_values"], inputs["image_grid_thw"])),
            (2, model.model.get_video_features(inputs["pixel_values_videos"], inputs["video_grid_thw"])),
        ):
            embeddings[types == kind] = torch.cat(list(features.pooler_output))
        positions, _ = model.model.get_rope_index(
            input_ids=inputs["input_ids"], mm_token_type_ids=types,
            image_grid_thw=inputs["image_grid_thw"], video_grid_thw=inputs["video_grid_thw"],
        )  # fmt: skip
        expected = model(inputs_embeds=embeddings, position_ids=positions).logits.float()
    assert largest_difference(atelier.logits_of_inputs(family.folder, inputs, tmp_path), expected) < TOLERANCE
    atelier.ask("logits", model=family.folder, samples=[mixed.sample()], out=tmp_path / "packed.safetensors")
    assert largest_difference(load_file(tmp_path / "packed.safetensors")["logits"][None], expected) < TOLERANCE


def with_settings(folder, target, settings):
    shutil.copytree(folder, target)
    path = target / "video_preprocessor_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))
    return target


# Settings; frames and rate.
CLIPS = {
    "rate": ({"fps": 5}, 30, 12.5),
    "long": ({"max_duration": 5}, 60, 10),
    "long and slow": ({"max_duration": 5}, 9, 1),
    "half a minute": ({}, 80, 2.5),
    "six minutes": ({}, 366, 1),
    "six minutes, slow": ({}, 100, 0.25),
    "fast": ({}, 100, 59.94),
    "few": ({}, 5, 7.3),
    "one": ({}, 1, 2),
}


@pytest.mark.parametrize("name", CLIPS)
def test_frames_and_their_times(atelier, family, tmp_path, name):
    settings, count, fps = CLIPS[name]
    folder = with_settings(family.folder, tmp_path / "model", settings)
    case = Case(tmp_path, [], [(count, (28, 28), fps)], [("user", "<video>What?")])
    inputs = case.inputs(Reference(folder).processor)
    ours = encoded(atelier, folder, case)
    assert ours["ids"] == inputs["input_ids"][0].tolist()
    assert [shape[0] for shape in ours["pixels"]] == inputs["video_grid_thw"].prod(1).tolist()
