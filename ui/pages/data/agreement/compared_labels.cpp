#include "pages/data/agreement/compared_labels.h"

#include <algorithm>

namespace atelier::ui {

std::shared_ptr<const ComparedLabels> compareLabels(const QString& folder, const std::string& ours,
                                                    const std::string& theirs) {
    const auto project = data::Project::open(folder.toStdString(), data::Project::Access::ReadOnly);
    auto ourSamples = project.samples(ours), theirSamples = project.samples(theirs);
    auto compared = std::make_shared<ComparedLabels>();
    compared->agreement = data::agreement(ourSamples, theirSamples);
    for (data::Sample& sample : ourSamples)
        compared->ours.emplace(sample.id, std::move(sample));
    for (data::Sample& sample : theirSamples)
        compared->theirs.emplace(sample.id, std::move(sample));
    // Equal figures may hide a difference, as of a prompt: it comes after those that they tell of.
    compared->same =
        static_cast<std::int64_t>(std::erase_if(compared->agreement.samples, [&](const data::SampleAgreement& one) {
            return !data::differences(compared->ours.at(one.id), compared->theirs.at(one.id)).any();
        }));
    compared->decisions = data::loadDecisions(project.folder(), ours, theirs);
    return compared;
}

}  // namespace atelier::ui
