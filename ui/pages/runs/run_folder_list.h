#pragma once

#include "runs/runs.h"

#include <QTreeWidget>

namespace atelier::ui {

/// The files of a run with their sizes. Opening one shows it in the program that the system has for it.
class RunFolderList : public QTreeWidget {
    Q_OBJECT

public:
    explicit RunFolderList(QWidget* parent = nullptr);

    void show(const runs::RunInfo& run);
    void retranslate();

Q_SIGNALS:
    void fileWanted(const QString& path);

private:
    std::filesystem::path folder_;
    std::int64_t steps_ = -1;
    std::uint64_t turn_ = 0;
};

}  // namespace atelier::ui
