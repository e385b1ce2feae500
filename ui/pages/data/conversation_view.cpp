#include "pages/data/conversation_view.h"

#include "theme/theme.h"

#include <QEvent>
#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kLong = 6000;  // characters that a label lays out without being felt

struct Mark {
    QString text;
    data::Media::Kind kind;
};

const std::vector<Mark>& marks() {
    static const std::vector<Mark> all{{data::kImageMark, data::Media::Kind::Image},
                                       {data::kVideoMark, data::Media::Kind::Video}};
    return all;
}

// The next mark from `at` on; nullptr without one.
const Mark* nextMark(const QString& text, qsizetype& at) {
    const Mark* next = nullptr;
    qsizetype nearest = text.size();
    for (const Mark& mark : marks())
        if (const auto found = text.indexOf(mark.text, at); found >= 0 && found < nearest) {
            nearest = found;
            next = &mark;
        }
    at = nearest;
    return next;
}

}  // namespace

ConversationView::ConversationView(QWidget* parent) : QWidget(parent), layout_(new QVBoxLayout(this)) {
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(space::kSmall);
    connect(&theme(), &Theme::changed, this, &ConversationView::fill);
}

void ConversationView::setSample(const data::Sample& sample) {
    turns_ = sample.turns;
    marks_.clear();
    whole_.assign(turns_.size(), false);
    std::size_t next[2] = {0, 0};  // media of each kind that were named so far
    for (const data::Turn& turn : turns_) {
        std::vector<int> named;
        const QString text = QString::fromStdString(turn.text);
        qsizetype at = 0;
        while (const Mark* mark = nextMark(text, at)) {
            at += mark->text.size();
            std::size_t nth = next[static_cast<int>(mark->kind)]++;
            int index = -1;
            for (std::size_t i = 0; i < sample.media.size() && index < 0; ++i)
                if (sample.media[i].kind == mark->kind && nth-- == 0) index = static_cast<int>(i);
            named.push_back(index);
        }
        marks_.push_back(std::move(named));
    }
    build();
    fill();
}

void ConversationView::build() {
    while (QLayoutItem* item = layout_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    bubbles_.clear();
    for (const data::Turn& turn : turns_) {
        auto* row = new QWidget(this);
        auto* rowLayout = new QHBoxLayout(row);
        // The two sides stand apart, as in a chat.
        const bool user = turn.role == data::Turn::Role::User, assistant = turn.role == data::Turn::Role::Assistant;
        rowLayout->setContentsMargins(0, 0, 0, 0);
        rowLayout->setSpacing(0);
        if (assistant) rowLayout->addSpacing(space::kWide);
        auto* frame = new QFrame(row);
        frame->setProperty("kind", assistant ? "note" : "well");
        auto* inside = new QVBoxLayout(frame);
        inside->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
        inside->setSpacing(space::kHair);
        Bubble bubble{new QLabel(frame), new QLabel(frame)};
        bubble.role->setProperty("kind", "muted");
        bubble.text->setWordWrap(true);
        bubble.text->setTextFormat(Qt::RichText);
        bubble.text->setTextInteractionFlags(Qt::TextBrowserInteraction);
        // Words without a gap must not widen the page.
        bubble.text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
        connect(bubble.text, &QLabel::linkActivated, this, &ConversationView::follow);
        inside->addWidget(bubble.role);
        inside->addWidget(bubble.text);
        rowLayout->addWidget(frame, 1);
        if (user) rowLayout->addSpacing(space::kWide);
        layout_->addWidget(row);
        bubbles_.push_back(bubble);
    }
}

void ConversationView::fill() {
    for (std::size_t i = 0; i < bubbles_.size(); ++i) {
        const Bubble& bubble = bubbles_[i];
        bubble.role->setFont(theme().font(TextStyle::Small));
        bubble.role->setText(turns_[i].role == data::Turn::Role::System ? tr("System")
                             : turns_[i].role == data::Turn::Role::User ? tr("User")
                                                                        : tr("Assistant"));
        bubble.text->setText(markup(i));
        bubble.text->setAccessibleName(bubble.role->text());
    }
}

QString ConversationView::markup(std::size_t turn) const {
    QString text = QString::fromStdString(turns_[turn].text);
    const bool cut = !whole_[turn] && text.size() > kLong;
    if (cut) text.truncate(kLong);
    const QString chip = QString(
        "<a href=\"media:%1\" style=\"text-decoration:none; color:%2; background-color:%3\">"
        "&nbsp;%4&nbsp;</a>");
    const QString ink = theme().color(Role::Accent).name(), paper = theme().color(Role::Selected).name();
    QString html;
    qsizetype from = 0, at = 0;
    std::size_t nth = 0;
    while (const Mark* mark = nextMark(text, at)) {
        html += text.mid(from, at - from).toHtmlEscaped();
        const int media = marks_[turn][nth++];
        const QString name =
            mark->kind == data::Media::Kind::Image ? tr("picture %1").arg(media + 1) : tr("video %1").arg(media + 1);
        html += chip.arg(QString::number(media), ink, paper, media < 0 ? tr("missing picture") : name);
        from = at += mark->text.size();
    }
    html += text.mid(from).toHtmlEscaped();
    if (cut)
        html += QString("… <a href=\"whole:%1\" style=\"color:%2\">%3</a>")
                    .arg(QString::number(turn), ink, tr("Show all of it"));
    if (html.isEmpty())
        html = QString("<span style=\"color:%1\">%2</span>").arg(theme().color(Role::TextFaint).name(), tr("(empty)"));
    return QString("<div dir=\"%1\" style=\"white-space:pre-wrap\">%2</div>")
        .arg(text.isRightToLeft() ? "rtl" : "ltr", html);
}

void ConversationView::follow(const QString& link) {
    const int number = link.section(':', 1).toInt();
    if (link.startsWith("media:")) {
        if (number >= 0) Q_EMIT pictureWanted(number);
    } else if (number >= 0 && number < static_cast<int>(whole_.size())) {
        whole_[static_cast<std::size_t>(number)] = true;
        fill();
    }
}

void ConversationView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) fill();
    QWidget::changeEvent(event);
}

}  // namespace atelier::ui
