#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

const Registry<Fragment>::Entry entry{
    "method-lora",
    {.kind = Fragment::Kind::Method,
     .key = "lora",
     .title = "LoRA",
     .help = "Best for most tasks: learns nearly as much as training all weights, and the result is a file of a few "
             "megabytes.",
     .inWords = "LoRA of rank {lora_rank} on layers: {lora_target}",
     .order = 10,
     .settings = {
         {"finetuning_type", "lora"}, {"lora_rank", "8"}, {"lora_target", "all"}, {"learning_rate", "1.0e-4"}}}};

}  // namespace
