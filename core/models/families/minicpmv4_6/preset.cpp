#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The folder's image processor says how many slices a picture may have.
const Registry<Fragment>::Entry entry{
    "family-minicpmv4_6",
    {.kind = Fragment::Kind::Family,
     .key = "minicpmv4_6",
     .title = "MiniCPM-V 4.6",
     .help = "Sees an image as a whole and, if it is large, in slices, with few tokens for each; takes videos.",
     .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
