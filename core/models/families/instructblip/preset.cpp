#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The vision encoder takes images of one size.
const Registry<Fragment>::Entry entry{
    "family-instructblip",
    {.kind = Fragment::Kind::Family,
     .key = "instructblip",
     .title = "InstructBLIP",
     .help = "Sees every image at one fixed size, in few tokens that follow from what the prompt asks.",
     .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
