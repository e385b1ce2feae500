#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// A picture has at most the tiles that the model was made for.
const Registry<Fragment>::Entry entry{
    "family-mllama",
    {.kind = Fragment::Kind::Family,
     .key = "mllama",
     .title = "Llama 3.2 Vision",
     .help = "Sees an image in up to four tiles. Layers of its own attend to it: an image takes one token of the text.",
     .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
