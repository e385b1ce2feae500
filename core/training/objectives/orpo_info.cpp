#include "training/objectives/objective_info.h"

namespace atelier::training {
namespace {

using Learns = ObjectiveInfo::Learns;
using Entry = Registry<ObjectiveInfo>::Entry;

std::vector<std::string> metrics() {
    auto names = pairMetrics();
    names.insert(names.end(), {"sft_loss", "odds_ratio_loss"});
    return names;
}

const Entry entry{"orpo",
                  {.stage = "dpo",
                   .title = "ORPO",
                   .summary = "Learns the preferred answer and, weighted by pref_beta, lowers the odds of the rejected "
                              "one, without a reference model.",
                   .learns = Learns::Pairs,
                   .metrics = metrics(),
                   .order = 14}};

}  // namespace
}  // namespace atelier::training
