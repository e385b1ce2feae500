#pragma once

#include "runs/sweep_file.h"
#include "studio.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace atelier::widgets {
class Card;
class FlowLayout;
}  // namespace atelier::widgets

namespace atelier::ui {

class ParameterRow;

/// Makes a sweep: which settings are tried with which values, how, and what the trials are judged by. How many trials
/// that gives is said before it starts.
class SweepMaker : public QWidget {
    Q_OBJECT

public:
    explicit SweepMaker(Studio& studio, QWidget* parent = nullptr);

    void begin();    ///< a new name; what was filled in before stays
    void refresh();  ///< looks again at what the project has
    /// Nothing while something is missing: problem() says what.
    const std::optional<runs::SweepPlan>& plan() const { return plan_; }
    QString problem() const { return problem_; }
    void retranslate();

Q_SIGNALS:
    void changed();
    void startWanted();
    void cancelWanted();

private:
    void build();
    void buildHow();
    void buildEnd();
    void offer();
    void addTyped();
    void add(const std::string& key);
    void check();
    void arrange();
    runs::SweepPlan draft() const;
    QString missing() const;
    QString nameProblem() const;

    Studio& studio_;
    std::vector<ParameterRow*> rows_;
    std::optional<runs::SweepPlan> plan_;
    QString problem_;
    widgets::Card *what_, *how_;
    QVBoxLayout* list_;
    QLabel *intro_, *base_, *nothing_, *nameTitle_, *methodTitle_, *methodHint_, *metricTitle_, *runsTitle_,
        *seedTitle_, *stepsTitle_, *rungsTitle_, *etaTitle_, *count_;
    QLineEdit *search_, *name_;
    QWidget *chips_, *end_;
    std::vector<std::pair<std::string, QPushButton*>> usual_;
    QComboBox *method_, *metric_;
    QSpinBox *runs_, *seed_, *steps_, *rungs_, *eta_;
    QPushButton *start_, *cancel_;
};

}  // namespace atelier::ui
