"""GLM-4.1V: the tower joins patches by a convolution, rotary turns pairs, frames of videos are images with their seconds."""

import functools

from family import Family, grid_of_patches
from glm_files import RECORD, make_folder

make = functools.partial(make_folder, name="Glm4v", model_type="glm4v")

FAMILY = Family(
    make=make,
    pictures=grid_of_patches,
    image_processors={
        "glm4v": {
            "image_processor_type": "Glm4vImageProcessor",
            "size": {"longest_edge": 9633792, "shortest_edge": 12544},
        },
    },
    **RECORD,
)
