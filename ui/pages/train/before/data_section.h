#pragma once

#include "pages/train/before/before_section.h"

class QPushButton;

namespace atelier::ui {

class Lines;

/// The samples that a training gets, what was left out, what is wrong with them, and whether the chat template trains
/// the answers.
class DataSection : public BeforeSection {
    Q_OBJECT

public:
    DataSection(Studio& studio, QWidget* parent);

protected:
    void showHead() override;
    void build() override;
    void fill() override;

private:
    void fillHealth();
    void fillTemplate();

    Lines* lines_ = nullptr;
    QPushButton* page_ = nullptr;
};

}  // namespace atelier::ui
