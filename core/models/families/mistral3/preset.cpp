#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// Small pictures are never enlarged.
const Registry<Fragment>::Entry entry{"family-mistral3",
                                      {.kind = Fragment::Kind::Family,
                                       .key = "mistral3",
                                       .title = "Mistral 3",
                                       .help = "Sees images in their own shape, up to a limit that you choose.",
                                       .ignoredKeys = {"image_min_pixels"}}};

}  // namespace
