#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "method-ia3",
    {.kind = Fragment::Kind::Method,
     .key = "ia3",
     .title = "(IA)³",
     .help = "Best for a new format or style of answers, not for new knowledge. Gives the smallest result.",
     .inWords = "(IA)³, learned scales of activations",
     .order = 20,
     .settings = {{"finetuning_type", "ia3"}, {"learning_rate", "3.0e-3"}}}};

}  // namespace
