#pragma once

#include "studio.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace atelier::widgets {
class StateView;
}

namespace atelier::ui {

/// What the window shows without a project: recent ones, the starter, open, new.
class StartPage : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(Studio& studio, QWidget* parent = nullptr);

Q_SIGNALS:
    void starterWanted();
    void openWanted();
    void newWanted();
    void projectWanted(const QString& folder);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void listRecent();

    Studio& studio_;
    QLabel *mark_, *title_, *text_, *recentTitle_;
    widgets::StateView* recentEmpty_;
    QPushButton *starter_, *open_, *new_;
    QLabel* starterText_;
    QListWidget* recent_;
};

}  // namespace atelier::ui
