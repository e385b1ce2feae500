#include "training/optimizer_info.h"

namespace atelier::training {
namespace {

const Registry<OptimizerInfo>::Entry entry{
    "sgd", {.order = 40, .arguments = "momentum, nesterov", .allState = "momentum=0.9, nesterov=true"}};

}  // namespace
}  // namespace atelier::training
