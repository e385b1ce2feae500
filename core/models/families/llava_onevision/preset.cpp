#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "family-llava_onevision",
    {.kind = Fragment::Kind::Family,
     .key = "llava_onevision",
     .title = "LLaVA-OneVision",
     .help = "Sees a single image as a whole and in tiles, and each of several images "
             "as a whole; takes videos. image_max_pixels limits the tiles."}};

}  // namespace
