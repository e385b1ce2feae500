"""Videos against transformers: which frames, tokens, positions, pixels, logits and answers."""

import copy
import math
import shutil

import numpy as np
import pytest
import torch
from families import FAMILIES
from harness import largest_difference, picture, pixels_in, reference_logits
from PIL import Image
from safetensors.torch import load_file, save_file

TOLERANCE = 1e-4
STEPS = 16


class Case:
    """Pictures and videos (frames and rate) with turns that speak of them, for both sides. Sizes need no resampling, so
    that the pixels are the same."""

    def __init__(self, folder, images, videos, turns):
        self.turns = turns
        self.images = [picture(folder, *size, seed) for seed, size in enumerate(images)]
        self.videos = []
        for number, (count, size, fps) in enumerate(videos):
            frames = [picture(folder, *size, 1000 * number + 100 + i) for i in range(count)]
            self.videos.append({"frames": [str(path) for path in frames], "fps": fps})

    def sample(self):
        return {"id": "s", "images": [str(path) for path in self.images], "videos": self.videos, "turns": self.turns}

    def inputs(self, processor, prompt=True, chosen=None):
        """`chosen`: the frames of each video that the processor is given, and takes all of."""
        conversation = []
        for role, text in self.turns:
            content = []
            for piece in text.replace("<image>", "\0i\0").replace("<video>", "\0v\0").split("\0"):
                if piece:
                    kind = {"i": "image", "v": "video"}.get(piece)
                    content.append({"type": kind} if kind else {"type": "text", "text": piece})
            conversation.append({"role": role, "content": content})
        text = processor.apply_chat_template(conversation, add_generation_prompt=prompt)
        # As apply_chat_template() does where it tokenizes itself.
        bos = processor.tokenizer.bos_token
        specials = {"add_special_tokens": False} if bos and text.startswith(bos) else {}
        videos, metadata = [], []
        for video in self.videos:
            frames = np.stack([np.asarray(Image.open(path).convert("RGB")) for path in video["frames"]])
            videos.append(frames.transpose(0, 3, 1, 2))
            metadata.append({"fps": video["fps"], "total_num_frames": len(frames), "duration": len(frames) / video["fps"]})
            if chosen is not None:
                whole = chosen + chosen[-1:] * (-len(chosen) % getattr(processor.video_processor, "temporal_patch_size", 1))
                videos[-1] = videos[-1][whole]
                metadata[-1]["frames_indices"] = whole
        images = [Image.open(path).convert("RGB") for path in self.images]
        return dict(
            processor(
                text=[text],
                images=[images] if images else None,
                videos=videos or None,
                video_metadata=metadata or None,
                return_tensors="pt",
                **specials,
                **({} if chosen is None else {"videos_kwargs": {"do_sample_frames": False}}),
            )
        )


def patches_of(inputs) -> int:
    """All patches, where the reference says the size of every picture and frame."""
    if padded := [inputs[name] for name in ("image_position_ids", "video_position_ids") if name in inputs]:
        return sum(len(places) for places in padded)  # a row for each, with its padding
    return sum(int(inputs[name].prod(1).sum()) for name in ("target_sizes", "target_sizes_videos") if name in inputs)


# Number of pictures; length, which of the family's frames and rate of each video; turns.
CASES = {
    # 6 of 30 frames
    "video": (0, [(30, 0, 10)], [("user", "<video>What happens?")]),
    # an odd number of frames; a rate that is no whole number; as few frames as there may be
    "odd": (0, [(11, 1, 4.4)], [("user", "First <video> then?")]),
    "short": (0, [(2, 2, 29.97)], [("user", "<video>What?")]),
    "slow": (0, [(9, 2, 0.5)], [("user", "<video>What?")]),
    "mixed": (
        2,
        [(8, 2, 2), (20, 1, 5)],
        [("user", "<image>Compare <video> with <video>"), ("assistant", "Hm."), ("user", "and <image>.")],
    ),
}  # fmt: skip
VIDEOS = {name: family for name, family in FAMILIES.items() if family.videos}


def pictures_of(inputs):
    """All pixels as [pictures, channels, height, width]."""
    return torch.cat([inputs[name].flatten(0, -4) for name in pixels_in(inputs)])


def sized(family, count, videos):
    """A case's pictures and videos with sizes of the family's frames."""
    frames = [(length, family.frames[size % len(family.frames)], fps) for length, size, fps in videos]
    return [family.frames[i % len(family.frames)] for i in range(count)], frames


@pytest.fixture(
    scope="module",
    params=[
        (name, case)
        for name, family in VIDEOS.items()
        for case in CASES
        if (family.mixes_media or case != "mixed") and case not in family.refused_videos
    ],
    ids="-".join,
)
def both(request, made, tmp_path_factory):
    """The reference and the case."""
    name, case = request.param
    count, videos, turns = CASES[case]
    return made(name, seed=11), Case(tmp_path_factory.mktemp("pictures"), *sized(VIDEOS[name], count, videos), turns)


def test_tokens_and_positions(atelier, both):
    family, case = both
    [ours] = atelier.ask("encode", model=family.folder, samples=[case.sample()], options={}, prompt=True)
    inputs = case.inputs(family.processor)
    assert ours["ids"] == inputs["input_ids"][0].tolist()
    if family.family.planes == 1:
        assert ours["positions"] == list(range(len(ours["ids"])))
        if patches := patches_of(inputs):
            assert sum(shape[0] for shape in ours["pixels"]) == patches
            return
        pixels = pictures_of(inputs)
        assert sum(math.prod(shape[:-3]) for shape in ours["pixels"]) == len(pixels)
        assert all(shape[-3:] == list(pixels.shape[1:]) for shape in ours["pixels"])
        return
    positions, _ = family.model.model.get_rope_index(
        inputs["input_ids"],
        inputs["mm_token_type_ids"],
        inputs.get("image_grid_thw"),
        inputs["video_grid_thw"],
        **{name: inputs[name] for name in ("second_per_grid_ts",) if name in inputs},
    )
    assert ours["positions"] == positions[:, 0].flatten().tolist()
    # Text counts on, though the times of a slow video may lie further.
    assert ours["next_position"] == positions[0, 0, -1].item() + 1
    sizes = sorted(grid.prod().item() for key in ("image_grid_thw", "video_grid_thw") for grid in inputs.get(key, []))
    assert sorted(shape[0] for shape in ours["pixels"]) == sizes


def test_logits(atelier, both, tmp_path):
    family, case = both
    inputs = case.inputs(family.processor)
    expected = reference_logits(family.model, inputs)
    assert largest_difference(atelier.logits_of_inputs(family.folder, inputs, tmp_path), expected) < TOLERANCE

    atelier.ask("logits", model=family.folder, samples=[case.sample()], out=tmp_path / "packed.safetensors")
    assert largest_difference(load_file(tmp_path / "packed.safetensors")["logits"][None], expected) < TOLERANCE


def test_greedy(atelier, both):
    family, case = both
    inputs = case.inputs(family.processor)
    with torch.no_grad():
        out = family.model.generate(**inputs, max_new_tokens=STEPS, do_sample=False, eos_token_id=None, pad_token_id=0)
    [[ours]] = atelier.ask("generate", model=family.folder, samples=[case.sample()], options=[{"max_new_tokens": STEPS}])
    assert ours == out[0, inputs["input_ids"].shape[1] :].tolist()


@pytest.mark.parametrize("name", VIDEOS)
def test_frames_that_are_resized(atelier, made, name, tmp_path):
    """As for images: the resampling differs by up to two levels, the sizes by nothing."""
    family = made(name, seed=11)
    videos = [(6, (150, 70), 3), (4, (20, 90), 2)][: 2 if family.family.mixes_media else 1]
    case = Case(tmp_path, [], videos, [("user", "<video>" * len(videos) + "What?")])
    [ours] = atelier.ask("encode", model=family.folder, samples=[case.sample()], options={}, prompt=True)
    inputs = case.inputs(family.processor)
    assert ours["ids"] == inputs["input_ids"][0].tolist()
    if "video_grid_thw" in inputs:
        assert [shape[0] for shape in ours["pixels"]] == inputs["video_grid_thw"].prod(1).tolist()
    elif patches := patches_of(inputs):
        assert sum(shape[0] for shape in ours["pixels"]) == patches
    else:
        assert sum(math.prod(shape[:-3]) for shape in ours["pixels"]) == len(pictures_of(inputs))


def sampled(count, fps, rate, most):
    """The frames that LLaMA-Factory takes of a video."""
    return np.linspace(0, count - 1, min(count, most, max(1, int(count / fps * rate)))).astype(int).tolist()


# Number of frames and their rate; the recipe's limits; those frames a second and at most so many.
LIMITS = {
    "fps": (30, 10, {"fps": 4}, (4, 128)),
    "maxlen": (30, 10, {"maxlen": 4}, (2, 4)),
    "both": (41, 8, {"fps": 2, "maxlen": 4}, (2, 4)),
    "odd": (50, 10, {"fps": 1.4}, (1.4, 128)),
}


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("name", VIDEOS)
def test_limits_of_the_recipe(atelier, made, name, limits, tmp_path):
    """Every family takes the frames that the recipe asks for, as its processor takes frames that were chosen before."""
    family = made(name, seed=11)
    count, fps, videos, (rate, most) = LIMITS[limits]
    case = Case(tmp_path, [], [(count, family.family.frames[0], fps)], [("user", "<video>What happens?")])
    [ours] = atelier.ask("encode", model=family.folder, samples=[case.sample()], options={}, prompt=True, videos=videos)
    inputs = case.inputs(family.processor, chosen=sampled(count, fps, rate, most))
    assert ours["ids"] == inputs["input_ids"][0].tolist()
    [without] = atelier.ask("encode", model=family.folder, samples=[case.sample()], options={}, prompt=True)
    assert ours["ids"] != without["ids"], "the limits change nothing"
    if family.family.planes == 1:
        return
    positions, _ = family.model.model.get_rope_index(
        inputs["input_ids"],
        inputs["mm_token_type_ids"],
        None,
        inputs["video_grid_thw"],
        **{name: inputs[name] for name in ("second_per_grid_ts",) if name in inputs and limits != "odd"},
    )
    if limits != "odd":  # the reference counts the frame that fills the last patch as a second one of the video
        assert ours["positions"] == positions[:, 0].flatten().tolist()


@pytest.mark.parametrize("name", VIDEOS)
def test_sizes_of_the_recipe(atelier, made, name, tmp_path):
    """Frames are made to fit before the family's own processor sees them."""
    family = made(name, seed=11)
    small, large = (Case(tmp_path, [], [(8, size, 4)], [("user", "<video>What?")]) for size in ((150, 70), (300, 140)))
    for given, wanted, limits in ((large, small, {"max_pixels": 150 * 70}), (small, large, {"min_pixels": 300 * 140})):
        asked = {"model": family.folder, "samples": [given.sample()], "options": {}, "prompt": True}
        [ours] = atelier.ask("encode", **asked, videos=limits | {"maxlen": 4})
        inputs = wanted.inputs(family.processor, chosen=sampled(8, 4, 2, 4))
        assert ours["ids"] == inputs["input_ids"][0].tolist()


@pytest.mark.parametrize("name", [name for name, family in VIDEOS.items() if family.planes > 1])
def test_bad_videos_are_named(atelier, made, name, tmp_path):
    family = made(name, seed=11)

    def refused(case):
        with pytest.raises(AssertionError) as error:
            atelier.ask("encode", model=family.folder, samples=[case.sample()], options={}, prompt=True)
        return str(error.value)

    if not family.family.takes_single_frames:
        one = Case(tmp_path, [], [(1, (64, 64), 2)], [("user", "<video>What?")])
        assert "a video of 1 frame" in refused(one)
    for short in family.family.refused_videos:
        count, videos, turns = CASES[short]
        assert f"a video of {videos[0][0]} frames" in refused(Case(tmp_path, *sized(family.family, count, videos), turns))
    many = Case(tmp_path, [], [(2, (64, 64), 2)], [("user", f"<video>What? {family.family.video}")])
    assert "2 video marks in the text, but 1 videos" in refused(many)

    if not family.family.frames_apart:
        return
    # Tokens of all times in one run: transformers would give them the positions of one.
    inputs = Case(tmp_path, [], [(4, (64, 64), 2)], [("user", "<video>What?")]).inputs(family.processor)
    ids = inputs["input_ids"][0]
    features = inputs["mm_token_type_ids"][0] == 2
    first = features.nonzero()[0, 0]
    together = torch.cat([ids[:first], ids[features], ids[first:][~features[first:]]])
    tensors = {"input_ids": together, "pixel_values_videos": inputs["pixel_values_videos"], "video_grid_thw": inputs["video_grid_thw"]}
    save_file(tensors, tmp_path / "together.safetensors")
    files = {"inputs": tmp_path / "together.safetensors", "out": tmp_path / "out.safetensors"}
    assert "do not stand so" in atelier.job("logits", fails=True, model=family.folder, **files)


def test_folders_without_settings_for_videos(atelier, made, tmp_path):
    """The hub's folders of Qwen2.5-VL: frames are taken as qwen-vl-utils takes them."""
    family = made("qwen2_5_vl", seed=12)
    bare = tmp_path / "bare"
    shutil.copytree(family.folder, bare)
    (bare / "video_preprocessor_config.json").unlink()
    case = Case(tmp_path, [], [(9, (60, 90), 3)], [("user", "<video>What?")])
    [ours] = atelier.ask("encode", model=bare, samples=[case.sample()], options={}, prompt=True)
    from transformers import Qwen2VLVideoProcessor

    processor = copy.copy(family.processor)
    processor.video_processor = Qwen2VLVideoProcessor(do_sample_frames=True, fps=2, cap_pixels_per_frame=True)
    inputs = case.inputs(processor)
    assert ours["ids"] == inputs["input_ids"][0].tolist()


@pytest.mark.parametrize("name", [name for name, family in FAMILIES.items() if not family.videos])
def test_other_families_refuse_them(atelier, made, name, tmp_path):
    folder = made(name).folder
    case = Case(tmp_path, [], [(4, (64, 64), 2)], [("user", "<video>What?")])
    with pytest.raises(AssertionError, match="takes no videos"):
        atelier.ask("encode", model=folder, samples=[case.sample()], options={}, prompt=True)
