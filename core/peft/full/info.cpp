#include "peft/method_info.h"

namespace atelier::peft {
namespace {

const Registry<MethodInfo>::Entry entry{
    "full",
    {.title = "All weights",
     .summary = "Every weight of the parts that are not frozen. It learns the most and forgets the most.",
     .peftType = {},
     .order = 60,
     .merges = false,
     .quantizedBase = false,
     .savesModules = false}};

}  // namespace
}  // namespace atelier::peft
