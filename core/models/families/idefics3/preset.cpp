#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The folder's image processor says how large a picture may be.
const Registry<Fragment>::Entry entry{"family-idefics3",
                                      {.kind = Fragment::Kind::Family,
                                       .key = "idefics3",
                                       .title = "Idefics3",
                                       .help = "Sees an image as tiles of one size and as a whole.",
                                       .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
