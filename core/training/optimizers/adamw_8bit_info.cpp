#include "training/optimizer_info.h"

namespace atelier::training {
namespace {

const Registry<OptimizerInfo>::Entry plain{"adamw_8bit", {.order = 12}};
const Registry<OptimizerInfo>::Entry other{"adamw_bnb_8bit",
                                           {.order = 13, .note = "adamw_bnb_8bit is the same as adamw_8bit."}};
const Registry<OptimizerInfo>::Entry paged{"paged_adamw_8bit", {.order = 15}};

}  // namespace
}  // namespace atelier::training
