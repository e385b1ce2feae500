#pragma once

#include "common/error.h"
#include "data/project.h"
#include "runs/run_door.h"
#include "runs/run_messages.h"
#include "runs/runs.h"

#include <QImage>
#include <QString>

#include <optional>
#include <set>
#include <vector>

namespace atelier::ui {

/// A run as its files tell. Reading takes time: not for the window's thread.
struct RunFiles {
    std::optional<runs::RunInfo> info;  ///< nothing: there is no such run
    std::vector<runs::TrainPoint> points;
    std::vector<protocol::SampleAnswer> answers;
    std::vector<runs::KeptMessage> messages;
    std::optional<runs::RunStatus> status;  ///< of a process that trains it and can be asked
    std::optional<Error> problem;           ///< what of it cannot be read
    qint64 milliseconds = 0;                ///< that reading took
};
RunFiles readRunFiles(const std::filesystem::path& project, const std::string& run);

/// The first picture of a sample that the run learns from, as the run's own recipe finds it, at most `side` pixels wide
/// and high. A null image when there is none or it cannot be read: an answer is worth reading without it. Not for the
/// window's thread.
QImage runSampleImage(const std::filesystem::path& project, const std::string& run, const std::string& sampleId,
                      int side);

/// A name that no run of the project has: "lora-3". `promised`: those of runs that wait and have no folder yet.
QString freshRunName(const std::filesystem::path& project, const std::string& method,
                     const std::set<std::string>& promised);

/// What is wrong with a name for a new run; empty: nothing.
QString runNameProblem(const std::filesystem::path& project, const QString& name,
                       const std::set<std::string>& promised);

}  // namespace atelier::ui
