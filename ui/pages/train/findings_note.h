#pragma once

#include "protocol/event.h"

#include <QFrame>

#include <map>
#include <vector>

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace atelier::ui {

/// What goes wrong in a run and what to change, as long as the run is looked at. Hidden while nothing does.
class FindingsNote : public QFrame {
    Q_OBJECT

public:
    explicit FindingsNote(QWidget* parent = nullptr);

    /// Keeps those of the run's messages that say what goes wrong.
    void add(const QString& run, const std::vector<protocol::Message>& messages);
    void show(const QString& run);
    void forget(const QString& run);  ///< it begins again
    int count() const;
    void retranslate();

Q_SIGNALS:
    void recipeWanted();

private:
    void list();

    QString run_;
    std::map<QString, std::vector<protocol::Message>> findings_;  // by run, in the order they came
    QLabel* icon_;
    QVBoxLayout* lines_;
    QPushButton* recipe_;
    QToolButton* close_;
};

}  // namespace atelier::ui
