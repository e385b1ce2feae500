#include "drop_area.h"

#include "controls.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::widgets {

DropArea::DropArea(QWidget* parent)
    : QFrame(parent), icon_(new QLabel), title_(new QLabel), hint_(new QLabel), button_(new QPushButton) {
    setProperty("kind", "drop");
    setAcceptDrops(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kWide, space::kLarge, space::kWide);
    layout->setSpacing(space::kTight);
    layout->addStretch();
    layout->addWidget(icon_, 0, Qt::AlignHCenter);
    for (QLabel* label : {title_, hint_}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        layout->addWidget(label);
    }
    hint_->setProperty("kind", "muted");
    layout->addSpacing(space::kSmall);
    layout->addWidget(button_, 0, Qt::AlignHCenter);
    layout->addStretch();
    connect(button_, &QPushButton::clicked, this, &DropArea::browseRequested);
    connect(&theme(), &Theme::changed, this, &DropArea::applyTheme);
    applyTheme();
}

void DropArea::setTexts(const QString& title, const QString& hint, const QString& button) {
    title_->setText(title);
    hint_->setText(hint);
    hint_->setVisible(!hint.isEmpty());
    button_->setText(button);
    setAccessibleName(title);
    setAccessibleDescription(hint);
}

void DropArea::setIcon(const QString& iconName) {
    iconName_ = iconName;
    applyTheme();
}

void DropArea::setFilter(Filter filter) {
    filter_ = std::move(filter);
}

QStringList DropArea::welcome(const QList<QUrl>& urls) const {
    QStringList paths;
    for (const QUrl& url : urls)
        if (const QString path = url.toLocalFile(); !path.isEmpty() && (!filter_ || filter_(path))) paths << path;
    return paths;
}

void DropArea::dragEnterEvent(QDragEnterEvent* event) {
    if (welcome(event->mimeData()->urls()).isEmpty()) return event->ignore();
    event->setDropAction(Qt::CopyAction);
    event->accept();
    setStyleFlag(this, "over", true);
}

void DropArea::dragLeaveEvent(QDragLeaveEvent*) {
    setStyleFlag(this, "over", false);
}

void DropArea::dropEvent(QDropEvent* event) {
    setStyleFlag(this, "over", false);
    const QStringList paths = welcome(event->mimeData()->urls());
    if (paths.isEmpty()) return event->ignore();
    event->setDropAction(Qt::CopyAction);
    event->accept();
    Q_EMIT dropped(paths);
}

void DropArea::applyTheme() {
    title_->setFont(theme().font(TextStyle::Heading));
    icon_->setPixmap(icon(iconName_, Role::TextFaint).pixmap(QSize(32, 32), devicePixelRatioF()));
}

}  // namespace atelier::widgets
