#pragma once

#include "studio.h"

#include <QFrame>

#include <map>

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace atelier::ui {

/// The pages at the window's left, what is done of them, and at the bottom what comes next.
class Rail : public QFrame {
    Q_OBJECT

public:
    struct Item {
        QString id, icon;
        QAction* action;  ///< shows the page; its text is the item's
        std::optional<Studio::Step> step;
    };
    Rail(Studio& studio, const std::vector<Item>& items, QWidget* parent = nullptr);

    void setCurrent(const QString& id);
    /// Icons only, for narrow windows.
    void setCompact(bool compact);

Q_SIGNALS:
    void startPageWanted();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Button {
        Item item;
        QToolButton* button;
        QLabel* mark;
    };
    void refresh();
    void openMenu();

    Studio& studio_;
    QToolButton *project_, *more_;
    std::vector<Button> buttons_;
    QFrame* next_;
    QLabel *nextTitle_, *nextText_;
    QPushButton* nextButton_;
    QString nextPage_, current_;
    bool compact_ = false;
};

}  // namespace atelier::ui
