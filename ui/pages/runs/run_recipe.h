#pragma once

#include "runs/runs.h"

#include <QString>
#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace atelier::ui {

/// The recipe that a run was started with, to read and to copy.
class RunRecipe : public QWidget {
    Q_OBJECT

public:
    explicit RunRecipe(QWidget* parent = nullptr);

    void show(const runs::RunInfo& run);
    void clear();
    void retranslate();

private:
    std::filesystem::path file_;
    std::uint64_t turn_ = 0;
    QPlainTextEdit* text_;
    QPushButton* copy_;
};

}  // namespace atelier::ui
