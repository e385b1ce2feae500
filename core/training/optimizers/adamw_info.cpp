#include "training/optimizer_info.h"

namespace atelier::training {
namespace {

const Registry<OptimizerInfo>::Entry fused{"adamw_torch_fused", {.order = 10}};
const Registry<OptimizerInfo>::Entry plain{"adamw_torch",
                                           {.order = 11, .note = "adamw_torch is the same as adamw_torch_fused."}};
const Registry<OptimizerInfo>::Entry paged{"paged_adamw_32bit", {.order = 14}};

}  // namespace
}  // namespace atelier::training
