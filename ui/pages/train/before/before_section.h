#pragma once

#include "fold_section.h"
#include "pages/train/before/preflight_check.h"

namespace atelier::ui {

/// A part of what a check has found. What is inside is made when it is first opened; whether it is open is kept.
class BeforeSection : public widgets::FoldSection {
    Q_OBJECT

public:
    /// `place`: of the preference, "train.before-memory".
    BeforeSection(Studio& studio, const QString& name, const QString& place, bool openAtFirst, QWidget* parent);

    void setResult(PreflightCheck::Result result);
    void retranslate();

protected:
    const protocol::Preflight* result() const { return result_.get(); }
    Studio& studio() const { return studio_; }
    virtual void showHead() = 0;  ///< title, note and sign
    virtual void build() = 0;     ///< what is inside, once
    virtual void fill() = 0;      ///< the result, in words, into it

private:
    void open();

    Studio& studio_;
    QString place_;
    PreflightCheck::Result result_;
    bool openAtFirst_, restored_ = false, built_ = false;
};

}  // namespace atelier::ui
