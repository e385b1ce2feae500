#pragma once

#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace atelier::widgets {
class Card;
class DropArea;
}  // namespace atelier::widgets

namespace atelier::ui {

/// The Model page without a model: drop or choose one, get one from the hub, take the starter's, or one of before.
class ModelStart : public QWidget {
    Q_OBJECT

public:
    explicit ModelStart(QWidget* parent = nullptr);
    void setRecent(const QStringList& folders);
    void retranslate();

Q_SIGNALS:
    void chooseWanted();
    void starterWanted();
    void hubWanted();
    void wanted(const QString& folder);

private:
    QStringList folders_;
    widgets::DropArea* drop_;
    QPushButton *hub_, *starter_;
    widgets::Card* card_;
    QListWidget* recent_;
};

}  // namespace atelier::ui
