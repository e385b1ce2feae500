#include "toast.h"

#include "controls.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::widgets {
namespace {

struct Look {
    const char* icon;
    Role role;
};

Look lookOf(ToastHost::Kind kind) {
    switch (kind) {
        case ToastHost::Kind::Info:
            return {"info", Role::Accent};
        case ToastHost::Kind::Success:
            return {"success", Role::Success};
        case ToastHost::Kind::Warning:
            return {"warning", Role::Warning};
        case ToastHost::Kind::Danger:
            return {"error", Role::Danger};
    }
    return {"info", Role::Accent};
}

}  // namespace

Toast::Toast(int number, ToastHost::Kind kind, const QString& text, const QString& actionText,
             std::function<void()> action, int lifetime, QWidget* parent)
    : QFrame(parent),
      number_(number),
      left_(lifetime),
      kind_(kind),
      icon_(new QLabel),
      text_(new QLabel(text)),
      action_(new QPushButton(actionText)),
      dismiss_(iconButton("close")) {
    setProperty("kind", "floating");
    setAccessibleName(text);
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setMinimumWidth(1);
    action_->setProperty("kind", "link");
    auto* column = new QVBoxLayout;
    column->setSpacing(space::kTight);
    column->addWidget(text_);
    column->addWidget(action_, 0, Qt::AlignLeading);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(space::kSmall);
    layout->addWidget(icon_, 0, Qt::AlignTop);
    layout->addLayout(column, 1);
    layout->addWidget(dismiss_, 0, Qt::AlignTop);
    icon_->setContentsMargins(0, space::kTight, 0, 0);
    column->setContentsMargins(0, space::kTight, 0, space::kTight);

    action_->setVisible(!actionText.isEmpty());  // not before it has a parent: it would be a window

    connect(dismiss_, &QToolButton::clicked, this, &Toast::close);
    connect(action_, &QPushButton::clicked, this, [this, action = std::move(action)] {
        if (action) action();
        close();
    });
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &Toast::close);
    for (QWidget* button : {static_cast<QWidget*>(action_), static_cast<QWidget*>(dismiss_)})
        button->installEventFilter(this);
    connect(&theme(), &Theme::changed, this, &Toast::applyTheme);
    applyTheme();
    retranslate();
    timer_.start(left_);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void Toast::close() {
    if (closed_) return;
    closed_ = true;
    timer_.stop();
    Q_EMIT closed();
}

void Toast::focusFirst() {
    (action_->isVisible() ? static_cast<QWidget*>(action_) : dismiss_)->setFocus(Qt::ShortcutFocusReason);
}

void Toast::pause() {
    if (!timer_.isActive()) return;
    left_ = timer_.remainingTime();
    timer_.stop();
}

void Toast::resume() {
    if (!closed_ && !underMouse() && !action_->hasFocus() && !dismiss_->hasFocus()) timer_.start(qMax(1000, left_));
}

void Toast::enterEvent(QEnterEvent*) {
    pause();
}

void Toast::leaveEvent(QEvent*) {
    resume();
}

void Toast::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return close();
    QFrame::keyPressEvent(event);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) pause();
    if (event->type() == QEvent::FocusOut) resume();
    return QFrame::eventFilter(watched, event);
}

void Toast::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void Toast::applyTheme() {
    const Look look = lookOf(kind_);
    icon_->setPixmap(icon(look.icon, look.role).pixmap(QSize(18, 18), devicePixelRatioF()));
}

void Toast::retranslate() {
    setHint(dismiss_, tr("Dismiss (Esc)"));
}

}  // namespace atelier::widgets
