#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "family-glm4v",
    {.kind = Fragment::Kind::Family,
     .key = "glm4v",
     .title = "GLM-4.1V",
     .help = "Sees images and videos at their own size, up to a limit that you choose. Knows the seconds of a video."}};

}  // namespace
