"""What SmolVLM alone has."""

import json

import pytest
from families import FAMILIES
from reference import Reference
from test_videos import Case


@pytest.fixture(scope="module")
def made_of_one_file(tmp_path_factory):
    """A folder of before video_preprocessor_config.json: the image processor's file has the sampling, too."""
    folder = FAMILIES["smolvlm"].make(tmp_path_factory.mktemp("smolvlm") / "model", seed=11)
    video = json.loads((folder / "video_preprocessor_config.json").read_text())
    (folder / "video_preprocessor_config.json").unlink()
    pictures = json.loads((folder / "preprocessor_config.json").read_text())
    more = {key: video[key] for key in ("do_sample_frames", "video_sampling")}
    (folder / "preprocessor_config.json").write_text(json.dumps(pictures | more))
    return Reference(folder)


# 130 frames at 10 a second are so long that the first and the last second are left out.
@pytest.mark.parametrize("frames,fps", [(30, 10), (130, 10), (7, 0.1), (2, 30)])
def test_videos_of_folders_without_their_settings(atelier, made_of_one_file, tmp_path, frames, fps):
    case = Case(tmp_path, [], [(frames, (56, 56), fps)], [("user", "<video>What happens?")])
    [ours] = atelier.ask("encode", model=made_of_one_file.folder, samples=[case.sample()], options={}, prompt=True)
    inputs = case.inputs(made_of_one_file.processor)
    assert ours["ids"] == inputs["input_ids"][0].tolist()
    assert ours["pixels"] == [list(inputs["pixel_values"].shape[1:])]
