#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "family-qwen3_vl_moe",
    {.kind = Fragment::Kind::Family,
     .key = "qwen3_vl_moe",
     .title = "Qwen3-VL MoE",
     .help = "Sees images and videos at their own size, up to a limit that you choose. Each token goes through a few "
             "of many experts: a large model that computes like a small one."}};

}  // namespace
