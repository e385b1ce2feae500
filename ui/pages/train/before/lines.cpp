#include "pages/train/before/lines.h"

#include "controls.h"
#include "theme/icon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kSign = 16;

}  // namespace

void wrap(QLabel* label) {
    label->setWordWrap(true);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    label->setSizePolicy(policy);
}

Lines::Lines(QWidget* parent) : QWidget(parent), rows_(new QVBoxLayout(this)) {
    rows_->setContentsMargins(0, 0, 0, 0);
    rows_->setSpacing(space::kTight);
}

void Lines::clear() {
    while (QLayoutItem* item = rows_->takeAt(0)) {
        if (QWidget* row = item->widget()) {
            row->hide();
            row->deleteLater();
        }
        delete item;
    }
}

void Lines::addRow(QWidget* sign, const QString& text, const char* kind) {
    auto* row = new QWidget(this);
    auto* label = new QLabel(text, row);
    label->setTextFormat(Qt::PlainText);
    wrap(label);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setProperty("data", true);
    if (*kind) setKind(label, kind);
    sign->setFixedWidth(kSign);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(sign, 0, Qt::AlignTop);
    line->addWidget(label, 1);
    rows_->addWidget(row);
}

void Lines::add(const QString& iconName, Role role, const QString& text) {
    auto* sign = new QLabel(this);
    sign->setPixmap(icon(iconName, role).pixmap(QSize(kSign, kSign), devicePixelRatioF()));
    addRow(sign, text, "");
}

void Lines::addDetail(const QString& text) {
    addRow(new QLabel(this), text, "muted");
}

}  // namespace atelier::ui
