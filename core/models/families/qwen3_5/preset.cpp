#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{"family-qwen3_5",
                                      {.kind = Fragment::Kind::Family,
                                       .key = "qwen3_5",
                                       .title = "Qwen3.5",
                                       .help = "Sees images and videos at their own size, up to a limit that you "
                                               "choose. Most of its layers keep a state of fixed "
                                               "size, so long texts need little more memory."}};

}  // namespace
