#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// A picture fills one of five budgets of tokens; small ones are enlarged to it.
const Registry<Fragment>::Entry entry{
    "family-gemma4_unified",
    {.kind = Fragment::Kind::Family,
     .key = "gemma4_unified",
     .title = "Gemma 4 Unified",
     .help =
         "Sees images and videos in their own shape without a vision tower: the language model reads their patches.",
     .ignoredKeys = {"image_min_pixels"}}};

}  // namespace
