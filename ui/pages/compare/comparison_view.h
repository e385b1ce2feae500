#pragma once

#include "pages/compare/compared_run.h"

#include <QWidget>

class QSplitter;

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
    void step(int by);                ///< to the next (1) or the previous (-1) sample
    void focusSearch();
    void retranslate();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    ComparedRunPtr run_;
    TotalsRow* totals_;
    ComparedList* list_;
    SamplePanel* sample_;
};

}  // namespace atelier::ui
