#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// A picture fills one of five budgets of tokens; small ones are enlarged to it.
const Registry<Fragment>::Entry entry{"family-gemma4",
                                      {.kind = Fragment::Kind::Family,
                                       .key = "gemma4",
                                       .title = "Gemma 4",
                                       .help = "Sees images and videos in their own shape, as up to 1120 tokens each.",
                                       .ignoredKeys = {"image_min_pixels"}}};

}  // namespace
