#pragma once

#include "combo_box.h"
#include "runs/runs.h"

#include <vector>

namespace atelier::ui {

/// Which part of a run that is made of runs is looked at: all, or one fold or stage. Hidden for other runs.
class RunPartChoice : public widgets::ComboBox {
    Q_OBJECT

public:
    explicit RunPartChoice(QWidget* parent = nullptr);

    void show(const runs::RunInfo* run);  ///< nullptr: none, or several
    bool folds() const { return folds_; }
    /// The chosen part; nullptr: all of them.
    const runs::RunInfo* part() const;
    /// What curves are drawn of: the part, the folds over each other, or the run as one.
    std::vector<runs::RunInfo> curves(const runs::RunInfo& run) const;
    void retranslate();

Q_SIGNALS:
    void partChanged();  ///< another one is chosen, or there is news of them

private:
    void list();

    runs::RunInfo run_;
    std::vector<runs::RunInfo> parts_;
    bool folds_ = false;
    std::uint64_t turn_ = 0;
};

}  // namespace atelier::ui
