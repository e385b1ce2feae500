#include "state_view.h"

#include "busy_spinner.h"
#include "controls.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::widgets {
namespace {

constexpr int kTextWidth = 460, kIcon = 48;

void setButton(QPushButton* button, const QString& text, const QString& hint) {
    button->setText(text);
    button->setToolTip(hint);
    button->setVisible(!text.isEmpty());
}

}  // namespace

StateView::StateView(QWidget* parent)
    : QWidget(parent),
      icon_(new QLabel),
      title_(new QLabel),
      text_(new QLabel),
      spinner_(new BusySpinner(36)),
      primary_(new QPushButton),
      secondary_(new QPushButton),
      unfold_(new QPushButton),
      copy_(new QPushButton),
      details_(new QPlainTextEdit) {
    auto* column = new QVBoxLayout;
    column->setSpacing(space::kSmall);
    column->addWidget(icon_, 0, Qt::AlignHCenter);
    column->addWidget(spinner_, 0, Qt::AlignHCenter);
    column->addSpacing(space::kTight);
    for (QLabel* label : {title_, text_}) {
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        column->addWidget(label);
    }
    text_->setProperty("kind", "muted");
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addSpacing(space::kSmall);

    primary_->setProperty("kind", "primary");
    auto* actions = new QHBoxLayout;
    actions->setSpacing(space::kSmall);
    actions->addStretch();
    actions->addWidget(primary_);
    actions->addWidget(secondary_);
    actions->addStretch();
    column->addLayout(actions);

    unfold_->setProperty("kind", "link");
    copy_->setProperty("kind", "link");
    unfold_->setCheckable(true);
    auto* links = new QHBoxLayout;
    links->setSpacing(space::kMedium);
    links->addStretch();
    links->addWidget(unfold_);
    links->addWidget(copy_);
    links->addStretch();
    column->addLayout(links);
    details_->setReadOnly(true);
    details_->setProperty("kind", "log");
    details_->setMaximumHeight(180);
    details_->setTabChangesFocus(true);
    column->addWidget(details_);

    auto* frame = new QWidget;
    frame->setLayout(column);
    frame->setMaximumWidth(kTextWidth);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(frame, 1000);
    middle->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    // A little above the middle looks like the middle.
    layout->addStretch(2);
    layout->addLayout(middle);
    layout->addStretch(3);

    connect(primary_, &QPushButton::clicked, this, &StateView::primaryTriggered);
    connect(secondary_, &QPushButton::clicked, this, &StateView::secondaryTriggered);
    connect(unfold_, &QPushButton::toggled, this, [this](bool open) {
        details_->setVisible(open);
        retranslate();
    });
    connect(copy_, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(title_->text() + '\n' + text_->text() +
                                              (unfold_->isHidden() ? QString() : "\n\n" + details_->toPlainText()));
    });
    connect(&theme(), &Theme::changed, this, &StateView::applyTheme);
    display(State::Empty, "info", {}, {}, {});
    retranslate();
}

void StateView::showEmpty(const QString& iconName, const QString& title, const QString& text) {
    display(State::Empty, iconName, title, text, {});
}

void StateView::showLoading(const QString& title, const QString& text) {
    display(State::Loading, {}, title, text, {});
}

void StateView::showError(const QString& title, const QString& text, const QString& details) {
    display(State::Error, "error", title, text, details);
}

void StateView::setPrimaryAction(const QString& text, const QString& hint) {
    setButton(primary_, text, hint);
}

void StateView::setSecondaryAction(const QString& text, const QString& hint) {
    setButton(secondary_, text, hint);
}

void StateView::display(State state, const QString& iconName, const QString& title, const QString& text,
                        const QString& details) {
    state_ = state;
    iconName_ = iconName;
    title_->setText(title);
    text_->setText(text);
    text_->setVisible(!text.isEmpty());
    icon_->setVisible(state != State::Loading);
    spinner_->setVisible(state == State::Loading);
    setKind(primary_, state == State::Loading ? "" : "primary");  // to cancel is not what one is led to
    setPrimaryAction({});
    setSecondaryAction({});
    details_->setPlainText(details);
    unfold_->setChecked(false);
    details_->hide();
    unfold_->setVisible(!details.isEmpty() && details != text);
    copy_->setVisible(!details.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
    applyTheme();
}

void StateView::applyTheme() {
    title_->setFont(theme().font(TextStyle::Title));
    details_->setFont(theme().font(TextStyle::Mono));
    if (!iconName_.isEmpty())
        icon_->setPixmap(icon(iconName_, state_ == State::Error ? Role::Danger : Role::TextFaint)
                             .pixmap(QSize(kIcon, kIcon), devicePixelRatioF()));
}

void StateView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void StateView::retranslate() {
    unfold_->setText(unfold_->isChecked() ? tr("Hide details") : tr("Show details"));
    unfold_->setToolTip(tr("The whole message, as the program gave it"));
    copy_->setText(tr("Copy details"));
    copy_->setToolTip(tr("Copies the whole message to the clipboard"));
    details_->setAccessibleName(tr("Details"));
}

}  // namespace atelier::widgets
