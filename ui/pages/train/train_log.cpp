#include "pages/train/train_log.h"

#include "controls.h"
#include "pages/train/finding_words.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kFlush = 100;         // milliseconds between two changes of the view
constexpr int kLongestLine = 4000;  // characters; one endless line would cost as much as a whole log

Role roleOf(protocol::Message::Level level) {
    switch (level) {
        case protocol::Message::Level::Warning:
            return Role::Warning;
        case protocol::Message::Level::Error:
            return Role::Danger;
        case protocol::Message::Level::Info:
            break;
    }
    return Role::Text;
}

}  // namespace

TrainLog::TrainLog(QWidget* parent)
    : QWidget(parent),
      view_(new QPlainTextEdit(this)),
      empty_(new QLabel(view_)),
      newLines_(new QPushButton(this)),
      copy_(iconButton("copy", this)),
      clear_(iconButton("trash", this)) {
    setObjectName("train-log");
    view_->setObjectName("train-log-view");
    view_->setProperty("kind", "log");
    view_->setReadOnly(true);
    view_->setUndoRedoEnabled(false);
    view_->setLineWrapMode(QPlainTextEdit::NoWrap);
    view_->setTabChangesFocus(true);
    view_->setMaximumBlockCount(static_cast<int>(kLines));
    view_->setMinimumHeight(48);
    empty_->setProperty("kind", "faint");
    auto* inView = new QVBoxLayout(view_);
    inView->addWidget(empty_, 0, Qt::AlignCenter);
    copy_->setObjectName("train-log-copy");
    clear_->setObjectName("train-log-clear");
    newLines_->setObjectName("train-log-follow");
    newLines_->setProperty("kind", "link");
    newLines_->setIcon(icon("arrow-down", Role::Accent));

    auto* side = new QVBoxLayout;
    side->setSpacing(space::kHair);
    side->addWidget(copy_);
    side->addWidget(clear_);
    side->addStretch();
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kTight);
    row->addWidget(view_, 1);
    row->addLayout(side);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space::kSmall, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addLayout(row, 1);
    layout->addWidget(newLines_, 0, Qt::AlignHCenter);

    flush_.setSingleShot(true);
    flush_.setInterval(kFlush);
    connect(&flush_, &QTimer::timeout, this, &TrainLog::flush);
    connect(view_->verticalScrollBar(), &QScrollBar::valueChanged, this, &TrainLog::noteScroll);
    connect(newLines_, &QPushButton::clicked, this, &TrainLog::follow);
    connect(copy_, &QToolButton::clicked, this, [this] {
        const QString chosen = view_->textCursor().selection().toPlainText();
        QGuiApplication::clipboard()->setText(chosen.isEmpty() ? text() : chosen);
    });
    connect(clear_, &QToolButton::clicked, this, &TrainLog::clear);
    connect(&theme(), &Theme::changed, this, &TrainLog::applyTheme);
    applyTheme();
    retranslate();
}

void TrainLog::add(const std::vector<protocol::Message>& messages, quint64 leftOut) {
    if (leftOut > 0)
        push({protocol::Message::Level::Warning,
              tr("… %Ln earlier lines are left out", nullptr, static_cast<int>(leftOut))});
    // No more than is kept has to be looked at.
    const std::size_t first = messages.size() > kLines ? messages.size() - kLines : 0;
    for (std::size_t i = first; i < messages.size(); ++i) {
        const auto words = findingWords(messages[i]);
        const QString whole = words ? words->what + ". " + words->todo : QString::fromStdString(messages[i].text);
        for (QString line : whole.split('\n')) {
            if (line.size() > kLongestLine) line = line.left(kLongestLine) + QChar(0x2026);
            push({messages[i].level, std::move(line)});
        }
    }
    if (!flush_.isActive()) flush_.start();
}

void TrainLog::push(Line line) {
    lines_.push_back(std::move(line));
    if (lines_.size() > kLines) lines_.pop_front();
    unshown_ = std::min(unshown_ + 1, lines_.size());
}

void TrainLog::clear() {
    lines_.clear();
    unshown_ = 0;
    following_ = true;
    view_->clear();
    retranslate();
}

QString TrainLog::text() const {
    return tail(static_cast<int>(kLines));
}

QString TrainLog::tail(int lines) const {
    QStringList all;
    const std::size_t count = std::min(lines_.size(), static_cast<std::size_t>(std::max(0, lines)));
    for (std::size_t i = lines_.size() - count; i < lines_.size(); ++i)
        all.append(lines_[i].text);
    return all.join('\n');
}

int TrainLog::shownLines() const {
    return view_->document()->isEmpty() ? 0 : view_->blockCount();
}

// Unseen, it only keeps the lines.
void TrainLog::flush() {
    if (unshown_ == 0 || !isVisible()) return;
    if (following_) {
        if (unshown_ >= lines_.size())
            renew();
        else
            insert(lines_.size() - unshown_);
    }
    retranslate();
}

void TrainLog::renew() {
    view_->clear();
    insert(0);
}

void TrainLog::insert(std::size_t first) {
    scrolling_ = true;
    QTextCursor cursor(view_->document());
    cursor.movePosition(QTextCursor::End);
    cursor.beginEditBlock();
    QTextCharFormat format;
    bool more = !view_->document()->isEmpty();
    // Lines of one colour go in at once.
    for (std::size_t i = first; i < lines_.size();) {
        const auto level = lines_[i].level;
        QString run;
        for (; i < lines_.size() && lines_[i].level == level; ++i) {
            if (more) run += '\n';
            run += lines_[i].text;
            more = true;
        }
        format.setForeground(theme().color(roleOf(level)));
        cursor.insertText(run, format);
    }
    cursor.endEditBlock();
    unshown_ = 0;
    view_->verticalScrollBar()->setValue(view_->verticalScrollBar()->maximum());
    scrolling_ = false;
}

void TrainLog::noteScroll() {
    if (scrolling_) return;
    const auto* bar = view_->verticalScrollBar();
    const bool end = bar->value() >= bar->maximum();
    if (end == following_) return;
    following_ = end;
    if (end) flush();
    retranslate();
}

void TrainLog::follow() {
    following_ = true;
    flush();
    view_->verticalScrollBar()->setValue(view_->verticalScrollBar()->maximum());
    retranslate();
    view_->setFocus();
}

void TrainLog::applyTheme() {
    view_->setFont(theme().font(TextStyle::Mono));
    if (isVisible() && following_ && !lines_.empty())
        renew();
    else
        unshown_ = lines_.size();  // drawn again when it is looked at
}

void TrainLog::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    flush();
}

void TrainLog::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void TrainLog::retranslate() {
    view_->setAccessibleName(tr("Log"));
    empty_->setText(tr("What the training says appears here."));
    empty_->setVisible(lines_.empty());
    newLines_->setVisible(!following_);
    newLines_->setText(unshown_ > 0 ? tr("%Ln new lines", nullptr, static_cast<int>(unshown_)) : tr("To the end"));
    newLines_->setToolTip(tr("Goes to the newest line and follows it again"));
    setHint(copy_, tr("Copy what is selected, or the whole log"));
    setHint(clear_, tr("Empty this view"));
    copy_->setEnabled(!lines_.empty());
    clear_->setEnabled(!lines_.empty());
}

}  // namespace atelier::ui
