#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "method-freeze",
    {.kind = Fragment::Kind::Method,
     .key = "freeze",
     .title = "Some layers",
     .help = "Best for a result that needs no adapter: trains the weights of the last two layers.",
     .inWords = "Some layers of the language model: {freeze_trainable_layers}",
     .order = 80,
     .settings = {{"finetuning_type", "freeze"}, {"freeze_trainable_layers", "2"}, {"learning_rate", "5.0e-5"}}}};

}  // namespace
