#pragma once

#include <QLayout>
#include <QWidget>

namespace atelier::ui {

/// The inside of a scroll area whose parts take any height above their least: what they would like best is no reason to
/// scroll.
class LeastHigh : public QWidget {
public:
    using QWidget::QWidget;
    int heightForWidth(int width) const override { return layout()->totalMinimumHeightForWidth(width); }
};

}  // namespace atelier::ui
