#pragma once

#include "protocol/jobs/estimate.h"
#include "settings/recipe.h"

#include <QString>

namespace atelier::ui {

QString fitText(protocol::Fit fit);                ///< "Fits"
const char* fitBadge(protocol::Fit fit);           ///< the property "kind" of a label that says so
QString memoryPartText(const std::string& name);   ///< "Weights"
QString memoryPartHelp(const std::string& name);   ///< what it is for; empty: not known
QString momentText(const std::string& moment);     ///< "while it trains"
QString trainedPartText(const std::string& name);  ///< "Vision tower", "Adapter"
/// "Batch size per device: 1": each in words, with commas between.
QString settingsText(const std::vector<std::string>& assignments);
QString keysText(const std::vector<std::string>& assignments);  ///< as a command line takes them
QString percentText(std::uint64_t part, std::uint64_t whole);   ///< "3.62 %"

/// What a check of a recipe that makes several trainings is of; empty of one that makes one. `stage`: Estimate::stage.
QString severalText(const settings::Recipe& recipe, const std::string& stage);

}  // namespace atelier::ui
