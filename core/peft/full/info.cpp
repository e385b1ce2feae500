#include "peft/method_info.h"

namespace atelier::peft {
namespace {

const Registry<MethodInfo>::Entry entry{
    "full",
    {.summary = "Every weight of the parts that are not frozen. It learns the most and forgets the most.",
     .peftType = {},
     .merges = false,
     .quantizedBase = false,
     .savesModules = false}};

}  // namespace
}  // namespace atelier::peft
