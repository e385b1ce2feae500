"""What Video-LLaVA alone has, and the videos of folders that do not say how many frames are taken."""

import json

import pytest
from adapter_case import shake
from families import FAMILIES
from harness import largest_difference, messages, picture, pixels_in, processed, reference_logits
from peft import LoraConfig, get_peft_model
from reference import Reference
from safetensors.torch import load_file, save_file
from test_adapters import check_gradients
from test_videos import Case

TOLERANCE = 1e-4


def test_gradients_reach_both_towers(atelier, made, tmp_path):
    """A picture and a video in one prompt, through LoRA on every linear layer."""
    family = made("video_llava")
    case = Case(tmp_path, [(42, 42)], [(5, (42, 42), 2)], [("user", "<image>Compare with <video>.")])
    inputs = case.inputs(family.processor)
    model = get_peft_model(family.fresh(), LoraConfig(r=2, target_modules="all-linear", task_type="CAUSAL_LM"))
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")

    def gradients(weights):
        files = {name: tmp_path / f"{name}.safetensors" for name in ("inputs", "weights", "out")}
        save_file({name: value.contiguous() for name, value in inputs.items() if name != "attention_mask"}, files["inputs"])
        save_file({"weights": weights}, files["weights"])
        atelier.ask("gradients", model=family.folder, adapter=tmp_path / "adapter", **files)
        found = load_file(files["out"])
        for tower in ("image_tower", "video_tower"):
            assert any(tower in name and value.abs().max() > 0 for name, value in found.items()), tower
        return found

    check_gradients(model, model(**inputs).logits[0], gradients)


def test_stills_under_either_name(atelier, made, tmp_path):
    family = made("video_llava")
    path = picture(tmp_path, 60, 90, 1)
    inputs = processed(family.processor, [messages([path], [("user", "<image>What?")])])
    [name] = pixels_in(inputs)
    assert name == "pixel_values_images"
    renamed = {key: value for key, value in inputs.items() if key != name} | {"pixel_values": inputs[name]}
    expected = reference_logits(family.model, renamed)
    for named in (inputs, renamed):
        assert largest_difference(atelier.logits_of_inputs(family.folder, named, tmp_path), expected) < TOLERANCE


def test_a_processor_of_another_model_is_named(atelier, tmp_path):
    folder = FAMILIES["video_llava"].make(tmp_path / "model")
    settings = json.loads((folder / "processor_config.json").read_text())
    (folder / "processor_config.json").write_text(json.dumps(settings | {"patch_size": 7}))
    said = atelier.job("logits", fails=True, model=folder, prompt="x", out=tmp_path / "out.safetensors")
    assert "tokens a picture" in said


@pytest.mark.parametrize("name,most", [("llava_onevision", 32), ("video_llava", 8)])
@pytest.mark.parametrize("count", [40, 5])
def test_videos_of_folders_without_their_settings(atelier, tmp_path, name, most, count):
    """The reference takes the frames that it is given; the number that the models' authors take is ours."""
    folder = FAMILIES[name].make(tmp_path / "model")
    (folder / "video_preprocessor_config.json").unlink()
    made = Reference(folder)
    turns = [("user", "<video>What happens?")]
    case = Case(tmp_path, [], [(count, (42, 42), 10)], turns)
    [ours] = atelier.ask("encode", model=folder, samples=[case.sample()], options={}, prompt=True)
    taken = min(most, count)
    frames = case.videos[0]["frames"]
    case.videos = [{"frames": [frames[i * count // taken] for i in range(taken)], "fps": 10}]
    inputs = case.inputs(made.processor)
    assert ours["ids"] == inputs["input_ids"][0].tolist()
    assert ours["pixels"] == [list(inputs["pixel_values_videos"].shape[1:])]
