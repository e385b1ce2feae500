#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The vision encoder takes images of one size.
const Registry<Fragment>::Entry entry{"family-llava",
                                      {.kind = Fragment::Kind::Family,
                                       .key = "llava",
                                       .title = "LLaVA-1.5",
                                       .help = "Sees every image at one fixed size.",
                                       .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
