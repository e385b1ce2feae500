"""GLM-4.6V-Flash: GLM-4.1V's model, other frames of videos and tenths of seconds behind them."""

import functools

from family import Family, grid_of_patches
from glm_files import RECORD, make_folder

make = functools.partial(make_folder, name="Glm46V", model_type="glm46v")

FAMILY = Family(
    make=make,
    pictures=grid_of_patches,
    image_processors={
        "glm46v": {
            "image_processor_type": "Glm46VImageProcessor",
            "size": {"longest_edge": 9633792, "shortest_edge": 12544},
        },
    },
    refused_videos=("short",),
    **RECORD,
)
