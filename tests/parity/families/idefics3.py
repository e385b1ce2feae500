"""Idefics3: tiles behind tokens that tell their row and column, one linear layer behind a pixel shuffle."""

from connector_files import LAYOUTS, PIXELS, RECORD, make_folder
from family import Family


def make(folder, **options):
    return make_folder(folder, "Idefics3ForConditionalGeneration", "idefics3", **options)[0]


def processor(**own) -> dict:
    sizes = {"max_image_size": {"longest_edge": 112}, "size": {"longest_edge": 448}}
    return PIXELS | {"image_processor_type": "Idefics3ImageProcessor"} | sizes | own


FAMILY = Family(
    make=make,
    layouts=LAYOUTS,
    image_processors={"idefics3": processor(), "idefics3-whole": processor(do_image_splitting=False)},
    **RECORD,
)
