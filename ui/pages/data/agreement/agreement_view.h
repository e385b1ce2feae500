#pragma once

#include "bridge/background.h"
#include "pages/data/agreement/compared_labels.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace atelier::widgets {
class StateView;
}

namespace atelier::ui {

class DecisionLog;
class DifferenceView;
class Studio;

/// Two people's labels of the same samples: how far they agree, where they differ, worst first, and whose is taken.
/// What was taken is kept until it is merged into a new dataset, and after.
class AgreementView : public QWidget {
    Q_OBJECT

public:
    explicit AgreementView(Studio& studio, QWidget* parent = nullptr);
    void undo();
    void redo();
    void retranslate();

Q_SIGNALS:
    void closed();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeLeft();
    void addKeys();
    void offerDatasets();
    void read();
    void take(Outcome<std::shared_ptr<const ComparedLabels>> outcome);
    void fillFigures();
    void fillList();
    void sayDecision(QTreeWidgetItem* item);
    void showCurrent();
    void step(int by);
    void decideAll(data::Take take);
    void decide(const data::Decision& decision);
    void showDecided(const std::string& sample);
    void merge();
    void say();
    QString freeName() const;

    Studio& studio_;
    DecisionLog* log_;
    std::shared_ptr<const ComparedLabels> compared_;
    std::optional<Error> error_;
    std::uint64_t turn_ = 0;
    bool reading_ = false;
    QString at_;  // the sample that was last looked at

    QLabel *title_, *oursLabel_, *theirsLabel_, *progress_;
    QComboBox *ours_, *theirs_;
    QLineEdit* name_;
    QPushButton *merge_, *close_;
    QStackedWidget* stack_;
    widgets::StateView* state_;
    QSplitter* parts_;
    QTreeWidget *figures_, *list_;
    DifferenceView* difference_;
};

}  // namespace atelier::ui
