#include "training/objectives/objective_info.h"

namespace atelier::training {
namespace {

using Learns = ObjectiveInfo::Learns;
using Entry = Registry<ObjectiveInfo>::Entry;

const Entry entry{"sft",
                  {.stage = "sft",
                   .title = "Supervised fine-tuning",
                   .summary = "Learns to give the answers of the samples.",
                   .learns = Learns::Answers,
                   .metrics = {},
                   .order = 0}};

}  // namespace
}  // namespace atelier::training
