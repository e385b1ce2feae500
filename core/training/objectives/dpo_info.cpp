#include "training/objectives/objective_info.h"

namespace atelier::training {
namespace {

using Learns = ObjectiveInfo::Learns;
using Entry = Registry<ObjectiveInfo>::Entry;

const Entry sigmoid{"sigmoid",
                    {.stage = "dpo",
                     .title = "DPO",
                     .summary = "Raises the preferred answer above the rejected one, measured from the reference "
                                "model; dpo_label_smoothing makes it cDPO.",
                     .learns = Learns::Pairs,
                     .reference = true,
                     .metrics = pairMetrics(),
                     .order = 10}};
const Entry hinge{"hinge",
                  {.stage = "dpo",
                   .title = "DPO with a hinge",
                   .summary = "The same, until the preferred answer is far enough above.",
                   .learns = Learns::Pairs,
                   .reference = true,
                   .metrics = pairMetrics(),
                   .order = 11}};
const Entry ipo{"ipo",
                {.stage = "dpo",
                 .title = "IPO",
                 .summary = "Aims at a fixed distance per token of 1 / (2 * pref_beta), so that it does not overfit to "
                            "clear preferences.",
                 .learns = Learns::Pairs,
                 .reference = true,
                 .metrics = pairMetrics(),
                 .order = 12}};
const Entry ktoPair{"kto_pair",
                    {.stage = "dpo",
                     .title = "KTO of pairs",
                     .summary = "KTO's loss, with both answers of a pair as feedback.",
                     .learns = Learns::Pairs,
                     .reference = true,
                     .couples = true,
                     .metrics = pairMetrics(),
                     .order = 13}};

}  // namespace
}  // namespace atelier::training
