#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// Gradients and the optimizer take several times the memory of the weights, which leaves less for a batch.
const Registry<Fragment>::Entry entry{
    "method-full",
    {.kind = Fragment::Kind::Method,
     .key = "full",
     .title = "All weights",
     .help = "Best for thousands of samples: learns the most and forgets the most.",
     .order = 90,
     .settings = {{"finetuning_type", "full"}, {"learning_rate", "1.0e-5"}},
     .corrections = {{Fragment::Kind::Hardware,
                      "large_gpu",
                      {{"per_device_train_batch_size", "2"}, {"gradient_accumulation_steps", "8"}}}},
     .gpuMemory = 80}};

}  // namespace
