#pragma once

#include "card.h"
#include "pages/train/before/preflight_check.h"

class QFrame;
class QProgressBar;
class QPushButton;

namespace atelier::ui {

class BeforeFigures;
class BeforeSection;

/// What is known of a training before it starts: whether it fits, how long it takes, what it trains on and what of the
/// model, and how its first batch looks. Checked by itself while it is seen.
class BeforeCard : public widgets::Card {
    Q_OBJECT

public:
    explicit BeforeCard(Studio& studio, QWidget* parent = nullptr);

    /// Model, data and recipe are there.
    void setComplete(bool complete);
    /// The estimate says that the training does not fit, and still holds.
    const protocol::Estimate* tooLarge() const;

Q_SIGNALS:
    void changed();  ///< tooLarge() may have changed

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void buildSections();
    void update();
    void updateStatus();
    void updateProblem();
    void retranslate();
    void use(const std::vector<std::string>& settings);

    Studio& studio_;
    PreflightCheck check_;
    bool complete_ = false;
    PreflightCheck::Result shown_;
    QLabel *badge_, *status_, *problemSign_, *problem_, *problemHint_;
    QFrame* problemNote_;
    QProgressBar* progress_;
    QPushButton* button_;
    QWidget* found_;  // figures and sections
    BeforeFigures* figures_ = nullptr;
    std::vector<BeforeSection*> sections_;
};

}  // namespace atelier::ui
