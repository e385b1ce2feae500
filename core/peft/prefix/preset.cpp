#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "method-prefix",
    {.kind = Fragment::Kind::Method,
     .key = "prefix",
     .title = "Prefix tuning",
     .help = "Best for one narrow task: the weights stay as they are, and learned tokens come before every text.",
     .inWords = "A prefix of learned tokens: {prefix_tokens}",
     .order = 30,
     .settings = {{"finetuning_type", "prefix"}, {"prefix_tokens", "20"}, {"learning_rate", "1.0e-3"}}}};

}  // namespace
