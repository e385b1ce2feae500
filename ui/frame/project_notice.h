#pragma once

#include "studio.h"

#include <QFileSystemWatcher>
#include <QWidget>

class QFrame;
class QLabel;
class QPushButton;

namespace atelier::ui {

/// Stands above the pages as long as what is done in the project cannot be kept: it is open for reading only, or its
/// folder is gone.
class ProjectNotice : public QWidget {
    Q_OBJECT

public:
    explicit ProjectNotice(Studio& studio, QWidget* parent = nullptr);

    /// Looks at the folder once more.
    void look();

Q_SIGNALS:
    void openAgainWanted();

protected:
    void changeEvent(QEvent* event) override;

private:
    Studio& studio_;
    QFileSystemWatcher watcher_;
    QString watched_;
    QFrame* frame_;
    QLabel *sign_, *text_;
    QPushButton* again_;
};

}  // namespace atelier::ui
