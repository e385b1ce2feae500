"""SmolVLM: Idefics3's model and layout, and videos as frames behind their times."""

import sys
from pathlib import Path

from checkpoint_files import write_json
from connector_files import LAYOUTS, PIXELS, RECORD, make_folder
from family import Family

sys.path.append(str(Path(__file__).resolve().parents[1] / "stand_ins"))  # behind the real package, where it is installed


def make(folder, **options):
    folder, pixels = make_folder(folder, "SmolVLMForConditionalGeneration", "smolvlm", **options)
    side = pixels["max_image_size"]
    video = {
        "do_sample_frames": True,
        "size": side,
        "video_processor_type": "SmolVLMVideoProcessor",
        "video_sampling": {"fps": 1, "max_frames": 3, "video_size": side},
    }
    write_json(folder / "video_preprocessor_config.json", {k: v for k, v in pixels.items() if k != "do_image_splitting"} | video)
    return folder


FAMILY = Family(
    make=make,
    layouts=LAYOUTS,
    videos=True,
    frames=[(56, 56)],
    mixes_media=False,
    image_processors={
        "smolvlm": PIXELS
        | {
            "image_processor_type": "SmolVLMImageProcessor",
            "max_image_size": {"longest_edge": 64},
            "size": {"longest_edge": 256},
        }
    },
    **RECORD,
)
