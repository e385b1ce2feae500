#include "settings/fragment.h"

namespace {

using atelier::Registry;
using atelier::settings::Fragment;

// What every preset sets, and what fits on which hardware.
const Registry<Fragment>::Entry common{"common-training",
                                       {.kind = Fragment::Kind::Common,
                                        .key = "training",
                                        .title = "All presets",
                                        .help = "Three epochs with a validation after each.",
                                        .settings = {{"num_train_epochs", "3.0"},
                                                     {"lr_scheduler_type", "cosine"},
                                                     {"warmup_ratio", "0.1"},
                                                     {"bf16", "true"},
                                                     {"val_size", "0.1"},
                                                     {"eval_strategy", "epoch"},
                                                     {"per_device_eval_batch_size", "1"},
                                                     {"logging_steps", "10"},
                                                     {"save_steps", "200"},
                                                     {"save_total_limit", "2"},
                                                     {"dataloader_num_workers", "4"}}}};

const Registry<Fragment>::Entry cpu{"hardware-cpu",
                                    {.kind = Fragment::Kind::Hardware,
                                     .key = "cpu",
                                     .title = "CPU only",
                                     .help = "Best for a small model on a computer without a GPU.",
                                     .order = 10,
                                     .settings = {{"device", "cpu"},
                                                  {"cutoff_len", "512"},
                                                  {"image_max_pixels", "100352"},
                                                  {"per_device_train_batch_size", "1"},
                                                  {"gradient_accumulation_steps", "8"}}}};

const Registry<Fragment>::Entry smallGpu{"hardware-small_gpu",
                                         {.kind = Fragment::Kind::Hardware,
                                          .key = "small_gpu",
                                          .title = "Small GPU (12 to 24 GB)",
                                          .help = "Best for a model of about 2 billion parameters.",
                                          .order = 20,
                                          .settings = {{"cutoff_len", "1024"},
                                                       {"image_max_pixels", "262144"},
                                                       {"per_device_train_batch_size", "1"},
                                                       {"gradient_accumulation_steps", "16"}},
                                          .gpuMemory = 12}};

const Registry<Fragment>::Entry largeGpu{"hardware-large_gpu",
                                         {.kind = Fragment::Kind::Hardware,
                                          .key = "large_gpu",
                                          .title = "Large GPU (80 GB or more)",
                                          .help = "Best for a model of up to 7 billion parameters.",
                                          .order = 30,
                                          .settings = {{"cutoff_len", "2048"},
                                                       {"image_max_pixels", "589824"},
                                                       {"per_device_train_batch_size", "8"},
                                                       {"gradient_accumulation_steps", "2"}},
                                          .gpuMemory = 80}};

}  // namespace
