#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The folder's image processor says how many tiles a picture may have.
const Registry<Fragment>::Entry entry{"family-internvl",
                                      {.kind = Fragment::Kind::Family,
                                       .key = "internvl",
                                       .title = "InternVL",
                                       .help = "Sees an image as tiles of one size and as a whole; takes videos.",
                                       .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
