#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "family-qwen2_5_vl",
    {.kind = Fragment::Kind::Family,
     .key = "qwen2_5_vl",
     .title = "Qwen2.5-VL",
     .help = "Sees images and videos at their own size, up to a limit that you choose. Knows the seconds of a video."}};

}  // namespace
