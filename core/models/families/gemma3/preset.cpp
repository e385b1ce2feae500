#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The vision encoder takes images of one size.
const Registry<Fragment>::Entry entry{"family-gemma3",
                                      {.kind = Fragment::Kind::Family,
                                       .key = "gemma3",
                                       .title = "Gemma 3",
                                       .help = "Sees every image at one fixed size, as 256 tokens.",
                                       .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
