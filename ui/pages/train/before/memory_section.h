#pragma once

#include "pages/train/before/before_section.h"

namespace atelier::ui {

class MemoryBar;
class RemedyList;

/// Memory part by part against what is free, what would need less, and the time.
class MemorySection : public BeforeSection {
    Q_OBJECT

public:
    MemorySection(Studio& studio, QWidget* parent);

Q_SIGNALS:
    void useWanted(const std::vector<std::string>& settings);

protected:
    void showHead() override;
    void build() override;
    void fill() override;

private:
    MemoryBar* bar_ = nullptr;
    QLabel* facts_ = nullptr;
    RemedyList* remedies_ = nullptr;
};

}  // namespace atelier::ui
