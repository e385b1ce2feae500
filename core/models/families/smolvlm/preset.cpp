#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The folder's image processor says how large a picture may be.
const Registry<Fragment>::Entry entry{"family-smolvlm",
                                      {.kind = Fragment::Kind::Family,
                                       .key = "smolvlm",
                                       .title = "SmolVLM",
                                       .help = "Small models that see an image as tiles of one size and as a whole; "
                                               "those of the second generation take videos.",
                                       .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
