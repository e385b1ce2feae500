#pragma once

#include "runs/runs.h"

#include <QObject>
#include <QString>

#include <map>
#include <optional>

namespace atelier::ui {

/// What a run's recipe and log say beyond the list of runs: for columns, the filter, and figures side by side.
struct RunRecord {
    struct Figure {
        double last = 0;
        std::optional<double> best;  ///< where it is known which way is better
    };
    std::map<std::string, QString> settings;  ///< as the recipe writes them
    std::map<std::string, Figure> figures;    ///< "loss", "eval_cer"; "test_cer" of its comparison
};

/// Reads files: beside the window. What is broken is left out.
RunRecord readRecord(const runs::RunInfo& run);
/// "eval_cer", "loss"; nothing where it is not known.
std::optional<bool> higherIsBetter(const std::string& figure);
QString figureTitle(const std::string& figure);  ///< "Validation loss"
/// What is better or worse before what only describes the training.
bool figureComesBefore(const std::string& a, const std::string& b);
/// "Learning rate"; a key that no option knows stays as it is.
QString settingTitle(const std::string& key);

/// The records of all runs of a project, read beside the window, and again as runs grow.
class RunRecords : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void look(const std::vector<runs::RunInfo>& runs);
    void clear();
    const RunRecord* find(const std::string& run) const;
    /// Of all runs, by name.
    std::vector<std::string> settingKeys() const;
    std::vector<std::string> figureNames() const;

Q_SIGNALS:
    void changed();

private:
    void read();

    struct Read {
        std::int64_t steps = -1;
        std::optional<runs::RunInfo::Time> started;
        bool compared = false;
        RunRecord record;
    };
    std::map<std::string, Read> records_;
    std::vector<runs::RunInfo> waiting_;
    std::uint64_t turn_ = 0;
    bool reading_ = false;
};

}  // namespace atelier::ui
