#pragma once

#include "commands/commands.h"
#include "common/json.h"
#include "data/formats/format.h"

namespace atelier::cli {

/// `atelier data export`
void addDataExport(CLI::App& data, Session& session);
/// `atelier data convert`
void addDataConvert(CLI::App& data, Session& session);
/// `atelier data formats`
void addDataFormats(CLI::App& data, Session& session);

/// How a dataset is to be read: --entry, --media-root, --column, --prompt, --folders.
void addReadOptions(CLI::App& command, data::ReadOptions& options);

/// The report as text: of many skips or warnings of one kind the first ones, and how many more there are.
void printReport(const data::ImportReport& report, bool details);
/// {"imported", "datasets", "skipped", "warnings"}
Json reportJson(const data::ImportReport& report);

}  // namespace atelier::cli
