#pragma once

#include "pages/compare/compared_run.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace atelier::ui {

class ComparedList;
class Preferences;
class SamplePanel;
class TotalsRow;

/// A comparison to be looked through: totals above, samples at the left, the chosen one at the right.
class ComparisonView : public QWidget {
    Q_OBJECT

public:
    explicit ComparisonView(Preferences& preferences, QWidget* parent = nullptr);

    void setRun(ComparedRunPtr run);  ///< nullptr: nothing
    /// The same comparison with another contestant beside the baseline: what is chosen stays.
    void exchangeRun(ComparedRunPtr run);
    void step(int by);  ///< to the next (1) or the previous (-1) sample
    void focusSearch();
    void retranslate();

Q_SIGNALS:
    void otherWanted(std::size_t contestant);  ///< beside the baseline

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void listOthers();

    ComparedRunPtr run_;
    QWidget* others_;  ///< only where there is a choice
    QLabel* othersLabel_;
    QComboBox* other_;
    TotalsRow* totals_;
    ComparedList* list_;
    SamplePanel* sample_;
};

}  // namespace atelier::ui
