#include "training/objectives/objective_info.h"

namespace atelier::training {
namespace {

using Learns = ObjectiveInfo::Learns;
using Entry = Registry<ObjectiveInfo>::Entry;

const Entry entry{"simpo",
                  {.stage = "dpo",
                   .title = "SimPO",
                   .summary = "Raises the preferred answer's mean over its tokens above the rejected one's by "
                              "simpo_gamma, without a reference model.",
                   .learns = Learns::Pairs,
                   .metrics = pairMetrics(),
                   .order = 15}};

}  // namespace
}  // namespace atelier::training
