#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "family-llava_next",
    {.kind = Fragment::Kind::Family,
     .key = "llava_next",
     .title = "LLaVA-NeXT",
     .help = "Sees an image as a whole and in tiles; image_max_pixels limits the tiles."}};

}  // namespace
