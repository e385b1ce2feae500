#pragma once

#include "protocol/jobs/estimate.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace atelier::ui {

/// Settings that would need less memory, the least first, each with the peak it leads to and a button that takes it.
class RemedyList : public QWidget {
    Q_OBJECT

public:
    explicit RemedyList(QWidget* parent = nullptr);
    /// Without any it is hidden. `usable`: whether they can be taken.
    void setRemedies(const protocol::Estimate& estimate, bool usable);

Q_SIGNALS:
    void useWanted(const std::vector<std::string>& settings);

private:
    QLabel* title_;
    QWidget* rows_ = nullptr;
};

}  // namespace atelier::ui
