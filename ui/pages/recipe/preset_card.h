#pragma once

#include "pages/recipe/preset.h"

#include <QAbstractButton>

class QLabel;

namespace atelier::ui {

/// A preset to choose: title, for whom it is, and whether it is the chosen one.
class PresetCard : public QAbstractButton {
    Q_OBJECT

public:
    PresetCard(Preset preset, QWidget* parent);

    const Preset& preset() const { return preset_; }
    enum class Mark { None, Chosen, Changed };
    void setMark(Mark mark);
    Mark mark() const { return mark_; }
    void retranslate();

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void applyFonts();

    Preset preset_;
    Mark mark_ = Mark::None;
    QLabel *title_, *text_, *badge_;
};

}  // namespace atelier::ui
