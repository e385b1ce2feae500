#include "toast_host.h"

#include "theme/theme.h"
#include "toast.h"

#include <QEvent>
#include <QVBoxLayout>

namespace atelier::widgets {
namespace {

constexpr int kMost = 4, kWidth = 380;

}  // namespace

ToastHost::ToastHost(QWidget* window) : QWidget(window), layout_(new QVBoxLayout(this)) {
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(space::kSmall);
    window->installEventFilter(this);
    hide();
}

int ToastHost::post(Kind kind, const QString& text, const QString& actionText, std::function<void()> action) {
    if (const auto shown = toasts(); shown.size() >= kMost) shown.front()->close();
    const int lifetime = actionText.isEmpty() && kind != Kind::Danger ? lifetime_ : 2 * lifetime_;
    auto* toast = new Toast(next_, kind, text, actionText, std::move(action), lifetime, this);
    layout_->addWidget(toast);
    connect(toast, &Toast::closed, this, [this, toast] {
        layout_->removeWidget(toast);
        toast->hide();
        toast->deleteLater();
        place();
    });
    toast->show();
    place();
    return next_++;
}

void ToastHost::dismiss(int number) {
    for (Toast* toast : toasts())
        if (toast->number() == number) toast->close();
}

int ToastHost::count() const {
    return static_cast<int>(toasts().size());
}

void ToastHost::setBottomMargin(int pixels) {
    bottom_ = pixels;
    place();
}

void ToastHost::focusNewest() {
    if (const auto shown = toasts(); !shown.isEmpty()) shown.back()->focusFirst();
}

QList<Toast*> ToastHost::toasts() const {
    QList<Toast*> shown;
    for (int i = 0; i < layout_->count(); ++i)
        if (auto* toast = qobject_cast<Toast*>(layout_->itemAt(i)->widget())) shown << toast;
    return shown;
}

void ToastHost::place() {
    if (layout_->count() == 0) return hide();
    const QRect area =
        parentWidget()->rect().adjusted(space::kLarge, space::kLarge, -space::kLarge, -space::kLarge - bottom_);
    const int width = qMin(kWidth, area.width());
    layout_->activate();
    const int height = layout_->hasHeightForWidth() ? layout_->heightForWidth(width) : layout_->sizeHint().height();
    const int x = isRightToLeft() ? area.left() : area.right() + 1 - width;
    setGeometry(x, qMax(area.top(), area.bottom() + 1 - height), width, qMin(height, area.height()));
    // Shown in its place: elsewhere it could take the pointer for a moment, and its messages would wait for it to
    // leave.
    show();
    raise();
}

bool ToastHost::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parent() && (event->type() == QEvent::Resize || event->type() == QEvent::LayoutDirectionChange))
        place();
    return QWidget::eventFilter(watched, event);
}

bool ToastHost::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest) {
        const bool done = QWidget::event(event);
        place();
        return done;
    }
    return QWidget::event(event);
}

}  // namespace atelier::widgets
