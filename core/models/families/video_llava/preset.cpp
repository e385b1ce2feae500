#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// The vision encoders take images and frames of one size.
const Registry<Fragment>::Entry entry{"family-video_llava",
                                      {.kind = Fragment::Kind::Family,
                                       .key = "video_llava",
                                       .title = "Video-LLaVA",
                                       .help = "Sees images and the frames of videos at one fixed size, each kind with "
                                               "a vision encoder of its own.",
                                       .ignoredKeys = {"image_min_pixels", "image_max_pixels"}}};

}  // namespace
