#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "family-atelier_assembled",
    {.kind = Fragment::Kind::Family,
     .key = "atelier_assembled",
     .title = "Assembled model",
     .help = "An encoder, bridges and a language model that you put together. Train its new bridge first."}};

}  // namespace
