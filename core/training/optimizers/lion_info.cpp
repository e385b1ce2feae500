#include "training/optimizer_info.h"

namespace atelier::training {
namespace {

const Registry<OptimizerInfo>::Entry wide{"lion_32bit", {.order = 20}};
const Registry<OptimizerInfo>::Entry narrow{"lion_8bit", {.order = 21}};
const Registry<OptimizerInfo>::Entry pagedWide{"paged_lion_32bit", {.order = 22}};
const Registry<OptimizerInfo>::Entry pagedNarrow{"paged_lion_8bit", {.order = 23}};

}  // namespace
}  // namespace atelier::training
