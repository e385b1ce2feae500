#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "family-paddleocr_vl",
    {.kind = Fragment::Kind::Family,
     .key = "paddleocr_vl",
     .title = "PaddleOCR-VL",
     .help = "Reads pages and what is on them, at their own size, up to a limit that you choose."}};

}  // namespace
