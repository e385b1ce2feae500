#include "training/optimizer_info.h"

namespace atelier::training {
namespace {

const Registry<OptimizerInfo>::Entry entry{
    "adafactor",
    {.order = 30,
     .arguments = "clip_threshold, decay_rate, beta1, eps1, eps2, scale_parameter, relative_step, warmup_init",
     .allState = "beta1=0.9"}};

}  // namespace
}  // namespace atelier::training
