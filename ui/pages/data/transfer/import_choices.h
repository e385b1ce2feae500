#pragma once

#include "data/import.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace atelier::ui {

class Preferences;

/// How data is brought in. Remembered; every one of these in the window shows the same.
class ImportChoices : public QWidget {
    Q_OBJECT

public:
    explicit ImportChoices(Preferences& preferences, QWidget* parent = nullptr);
    static data::ImportOptions options(const Preferences& preferences);
    void retranslate();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void load();

    Preferences& preferences_;
    QCheckBox* copy_;
    QLabel* questionLabel_;
    QLineEdit* question_;
};

}  // namespace atelier::ui
