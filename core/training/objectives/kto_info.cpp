#include "training/objectives/objective_info.h"

namespace atelier::training {
namespace {

using Learns = ObjectiveInfo::Learns;
using Entry = Registry<ObjectiveInfo>::Entry;

const Entry entry{
    "kto",
    {.stage = "kto",
     .title = "KTO",
     .summary = "Learns from single answers that were liked or not, measured from the reference model.",
     .learns = Learns::Feedback,
     .reference = true,
     .couples = true,
     .metrics = {"rewards/chosen", "rewards/rejected", "rewards/margins", "logps/chosen", "logps/rejected", "kl"},
     .order = 20}};

}  // namespace
}  // namespace atelier::training
