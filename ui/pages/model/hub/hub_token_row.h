#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace atelier::ui {

class HubAccount;

/// The token for the hub: where it comes from, and a field to enter one.
class HubTokenRow : public QWidget {
    Q_OBJECT

public:
    explicit HubTokenRow(HubAccount& account, QWidget* parent = nullptr);
    void retranslate();
    void edit();  ///< opens the field

private:
    void update();
    void keep();
    void leave();

    HubAccount& account_;
    bool editing_ = false;
    QLabel* words_;
    QLineEdit* field_;
    QPushButton *enter_, *keep_, *leave_, *forget_;
};

}  // namespace atelier::ui
