#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The folder's image processor says how many tokens and tiles a picture may have.
const Registry<Fragment>::Entry entry{
    "family-lfm2_vl",
    {.kind = Fragment::Kind::Family,
     .key = "lfm2_vl",
     .title = "LFM2-VL",
     .help = "Sees an image in its own shape, and a large one as tiles and as a whole. Short convolutions in most "
             "layers make it fast on small machines.",
     .corrections = {{Fragment::Kind::Method,
                      "ia3",
                      {{"ia3_target", "[k_proj, v_proj, w2]"}, {"ia3_feedforward", "[w2]"}}}},
     .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
