#pragma once

#include "studio.h"

#include <QFrame>

#include <vector>

class QLabel;
class QToolButton;

namespace atelier::widgets {
class FlowLayout;
}

namespace atelier::ui {

/// The runs that train or wait, in their order: each can be looked at, waiting ones put forward or taken out. Hidden
/// while there is nothing to know but the run that is shown.
class RunQueue : public QFrame {
    Q_OBJECT

public:
    explicit RunQueue(Studio& studio, QWidget* parent = nullptr);

    void show(const QString& shown);  ///< the run that the page shows; empty: none

Q_SIGNALS:
    void runWanted(const QString& run);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Entry {
        client::JobId job;
        QString run;
        QToolButton* button;
    };
    void renew();
    void add(const client::JobStatus& status, int place);
    void tell();

    Studio& studio_;
    QString shown_;
    QLabel* title_;
    widgets::FlowLayout* row_;
    std::vector<Entry> entries_;
};

}  // namespace atelier::ui
