#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The vision encoder takes images of one size.
const Registry<Fragment>::Entry entry{
    "family-paligemma",
    {.kind = Fragment::Kind::Family,
     .key = "paligemma",
     .title = "PaliGemma",
     .help = "PaliGemma 1 and 2 see every image at one fixed size and read image and prompt as a whole before they "
             "answer.",
     .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
