#pragma once

#include "hub/search.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace atelier::ui {

/// What is looked for on the hub: words, family, size.
class HubFilters : public QWidget {
    Q_OBJECT

public:
    explicit HubFilters(QWidget* parent = nullptr);
    hub::SearchQuery query() const;
    QString words() const;
    void takeFocus();
    void retranslate();

Q_SIGNALS:
    void wanted();  ///< by Return, the button, or a changed filter

private:
    QLineEdit* words_;
    QComboBox *family_, *size_;
    QCheckBox* fits_;
    QPushButton* search_;
};

}  // namespace atelier::ui
