#pragma once

#include "pages/train/before/before_section.h"

class QComboBox;
class QToolButton;

namespace atelier::widgets {
class ElidedLabel;
class TokenView;
}  // namespace atelier::widgets

namespace atelier::ui {

/// The first batch as the model reads it, sample by sample.
class BatchSection : public BeforeSection {
    Q_OBJECT

public:
    BatchSection(Studio& studio, QWidget* parent);

protected:
    void showHead() override;
    void build() override;
    void fill() override;

private:
    void listSamples();
    void showSample();
    void pointed(int chip);

    QComboBox* which_ = nullptr;
    QToolButton* copy_ = nullptr;
    QLabel *trained_ = nullptr, *weighted_ = nullptr, *masked_ = nullptr, *image_ = nullptr, *special_ = nullptr;
    widgets::TokenView* view_ = nullptr;
    widgets::ElidedLabel* detail_ = nullptr;
    const protocol::Preflight* listed_ = nullptr;
};

}  // namespace atelier::ui
