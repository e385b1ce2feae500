#include "pages/data/sample/conversation_editor.h"

#include "controls.h"
#include "elided_label.h"
#include "flow_layout.h"
#include "pages/data/sample/prompt_templates.h"
#include "pages/data/sample/turn_details_dialog.h"
#include "pages/data/sample/turn_text.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QFrame>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;
using Role = data::Turn::Role;

namespace {

constexpr qsizetype kRejected = 600;  // characters of a rejected answer that are shown

// For each turn, for each mark in it in order: index of its file in the sample; -1: there is none.
std::vector<std::vector<int>> filesOfMarks(const data::Sample& sample) {
    std::vector<std::vector<int>> all;
    std::size_t next[2] = {0, 0};  // files of each kind that were named so far
    for (const data::Turn& turn : sample.turns) {
        std::vector<int> named;
        for (std::size_t at = 0;;) {
            const auto image = turn.text.find(data::kImageMark, at), video = turn.text.find(data::kVideoMark, at);
            if (image == std::string::npos && video == std::string::npos) break;
            const auto kind = image < video ? data::Media::Kind::Image : data::Media::Kind::Video;
            at = std::min(image, video) + 1;
            std::size_t nth = next[static_cast<int>(kind)]++;
            int index = -1;
            for (std::size_t i = 0; i < sample.media.size() && index < 0; ++i)
                if (sample.media[i].kind == kind && nth-- == 0) index = static_cast<int>(i);
            named.push_back(index);
        }
        all.push_back(std::move(named));
    }
    return all;
}

}  // namespace

ConversationEditor::ConversationEditor(QWidget* parent) : QWidget(parent) {
    turns_ = new QVBoxLayout;
    turns_->setSpacing(space::kSmall);
    tools_ = new QWidget;
    add_ = new QPushButton;
    add_->setObjectName("data-add-turn");
    add_->setIcon(icon("plus"));
    setKind(add_, "quiet");
    template_ = new QPushButton;
    template_->setObjectName("data-template");
    template_->setIcon(icon("text"));
    setKind(template_, "quiet");
    template_->setMenu(new QMenu(template_));
    auto* tools = new FlowLayout(tools_, space::kSmall, space::kTight);
    tools->setContentsMargins(0, 0, 0, 0);
    tools->addWidget(add_);
    tools->addWidget(template_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addLayout(turns_);
    layout->addWidget(tools_);
    connect(add_, &QPushButton::clicked, this, [this] { Q_EMIT turnAdded(nextRole(), {}); });
    connect(template_->menu(), &QMenu::aboutToShow, this, &ConversationEditor::addTemplates);
    connect(&theme(), &Theme::changed, this, &ConversationEditor::fill);
}

Role ConversationEditor::nextRole() const {
    return sample_.turns.empty() || sample_.turns.back().role != Role::User ? Role::User : Role::Assistant;
}

void ConversationEditor::setSample(const data::Sample& sample) {
    const bool sameTurns = sample.id == sample_.id && sample.turns.size() == sample_.turns.size() &&
                           std::equal(sample.turns.begin(), sample.turns.end(), sample_.turns.begin(),
                                      [](const data::Turn& a, const data::Turn& b) { return a.role == b.role; });
    if (sample.id != sample_.id) last_ = -1;
    sample_ = sample;
    if (!sameTurns) build();
    fill();
}

void ConversationEditor::setRegionColors(const std::vector<int>& colors) {
    colors_ = colors;
    for (std::size_t i = 0; i < bubbles_.size(); ++i) {
        std::vector<TurnText::Link> links;
        for (std::size_t region = 0; region < sample_.regions.size(); ++region)
            for (const data::Span& span : sample_.regions[region].spans)
                if (span.turn == static_cast<int>(i))
                    links.push_back({span.begin, span.end, static_cast<int>(region),
                                     region < colors_.size() ? colors_[region] : 0});
        bubbles_[i].text->setLinks(std::move(links));
    }
}

void ConversationEditor::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    fill();
}

void ConversationEditor::setHighlighted(const std::vector<int>& regions) {
    for (const Bubble& bubble : bubbles_)
        bubble.text->setHighlighted(regions);
}

data::Span ConversationEditor::selectedWords() const {
    if (last_ < 0 || last_ >= static_cast<int>(bubbles_.size())) return {};
    const auto [begin, end] = bubbles_[static_cast<std::size_t>(last_)].text->selectedBytes();
    return {last_, begin, end};
}

void ConversationEditor::clearSelection() {
    for (const Bubble& bubble : bubbles_) {
        QTextCursor cursor = bubble.text->textCursor();
        cursor.clearSelection();
        bubble.text->setTextCursor(cursor);
    }
}

void ConversationEditor::focusAnswer() {
    const auto answer = std::find_if(sample_.turns.begin(), sample_.turns.end(),
                                     [](const data::Turn& turn) { return turn.role == Role::Assistant; });
    if (answer != sample_.turns.end())
        bubbles_[static_cast<std::size_t>(answer - sample_.turns.begin())].text->setFocus(Qt::ShortcutFocusReason);
    else
        add_->setFocus(Qt::ShortcutFocusReason);
}

int ConversationEditor::answer() const {
    const auto isAnswer = [this](int turn) {
        return turn >= 0 && turn < std::ssize(sample_.turns) &&
               sample_.turns[static_cast<std::size_t>(turn)].role == Role::Assistant;
    };
    if (isAnswer(last_)) return last_;
    for (int turn = static_cast<int>(sample_.turns.size()) - 1; turn >= 0; --turn)
        if (isAnswer(turn)) return turn;
    return -1;
}

void ConversationEditor::rewrite(int turn) {
    if (turn < 0 || turn >= std::ssize(bubbles_)) return;
    TurnText* text = bubbles_[static_cast<std::size_t>(turn)].text;
    text->setFocus(Qt::ShortcutFocusReason);
    text->selectAll();
}

void ConversationEditor::focusLast() {
    if (!bubbles_.empty()) bubbles_.back().text->setFocus(Qt::OtherFocusReason);
}

void ConversationEditor::build() {
    for (const Bubble& bubble : bubbles_) {
        bubble.row->hide();
        bubble.row->deleteLater();  // it may be the one that was clicked
    }
    bubbles_.clear();
    for (std::size_t i = 0; i < sample_.turns.size(); ++i) {
        // The two sides stand apart, as in a chat.
        const Role role = sample_.turns[i].role;
        Bubble bubble{};
        bubble.row = new QWidget;
        bubble.role = new QLabel;
        bubble.details = new ElidedLabel;
        bubble.text = new TurnText;
        bubble.more = iconButton("more");
        bubble.remove = iconButton("trash");
        const int turn = static_cast<int>(i);
        auto* frame = new QFrame;
        setKind(frame, role == Role::Assistant ? "note" : "well");
        auto* head = new QHBoxLayout;
        head->setSpacing(space::kSmall);
        head->addWidget(bubble.role, 1);
        if (role == Role::Assistant) buildJudging(bubble, turn);
        head->addWidget(bubble.more);
        head->addWidget(bubble.remove);
        auto* inside = new QVBoxLayout(frame);
        inside->setContentsMargins(space::kMedium, space::kTight, space::kSmall, space::kSmall);
        inside->setSpacing(0);
        inside->addLayout(head);
        inside->addWidget(bubble.text);
        if (bubble.rejected) inside->addWidget(bubble.rejected);
        auto* foot = new QHBoxLayout;
        foot->setSpacing(space::kTight);
        if (bubble.rejected)
            for (QToolButton* button : {bubble.good, bubble.bad, bubble.correct})
                foot->addWidget(button);
        foot->addWidget(bubble.details, 1);
        foot->addStretch(0);
        inside->addLayout(foot);
        auto* row = new QHBoxLayout(bubble.row);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(0);
        if (role == Role::Assistant) row->addSpacing(space::kWide);
        row->addWidget(frame, 1);
        if (role == Role::User) row->addSpacing(space::kWide);
        setKind(bubble.role, "muted");
        setKind(bubble.details, "muted");
        bubble.details->setObjectName("data-turn-details-" + QString::number(i));
        bubble.more->setObjectName("data-turn-more-" + QString::number(i));
        setKind(bubble.text, "bare");
        bubble.text->setObjectName("data-turn-" + QString::number(i));
        bubble.remove->setObjectName("data-remove-turn-" + QString::number(i));
        connect(bubble.text, &TurnText::edited, this, [this, turn, text = bubble.text] {
            last_ = turn;
            Q_EMIT textEdited(turn, text->turn());
        });
        connect(bubble.text, &QTextEdit::selectionChanged, this, [this, turn] {
            last_ = turn;
            Q_EMIT selectionChanged();
        });
        connect(bubble.text, &TurnText::left, this, &ConversationEditor::textLeft);
        connect(bubble.text, &TurnText::regionsHovered, this, &ConversationEditor::regionsHovered);
        connect(bubble.text, &TurnText::pictureWanted, this, &ConversationEditor::pictureWanted);
        connect(bubble.more, &QToolButton::clicked, this, [this, turn] { openDetails(turn); });
        connect(bubble.remove, &QToolButton::clicked, this, [this, turn] { Q_EMIT turnRemoved(turn); });
        turns_->addWidget(bubble.row);
        bubbles_.push_back(bubble);
    }
}

// Good, bad, a better one in its place; and the rejected answer below the preferred one.
void ConversationEditor::buildJudging(Bubble& bubble, int turn) {
    const auto named = [turn](const char* name) { return QString("data-turn-%1-%2").arg(name).arg(turn); };
    bubble.good = iconButton("thumb-up");
    bubble.good->setObjectName(named("good"));
    bubble.bad = iconButton("thumb-down");
    bubble.bad->setObjectName(named("bad"));
    for (QToolButton* button : {bubble.good, bubble.bad})
        button->setCheckable(true);
    bubble.correct = iconButton("edit");
    bubble.correct->setObjectName(named("correct"));
    bubble.rejected = new QFrame;
    bubble.rejected->setObjectName(named("rejected"));
    auto* card = new QFrame;
    setKind(card, "well");
    auto* around = new QVBoxLayout(bubble.rejected);
    around->setContentsMargins(0, space::kTight, 0, space::kTight);
    around->addWidget(card);
    bubble.rejectedTitle = new QLabel;
    bubble.rejectedTitle->setWordWrap(true);
    bubble.rejectedTitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    setKind(bubble.rejectedTitle, "muted");
    bubble.rejectedText = new QLabel;
    bubble.rejectedText->setTextFormat(Qt::PlainText);
    bubble.rejectedText->setWordWrap(true);
    bubble.rejectedText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    bubble.rejectedText->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    bubble.exchange = iconButton("exchange");
    bubble.exchange->setObjectName(named("exchange"));
    bubble.drop = iconButton("close");
    bubble.drop->setObjectName(named("drop"));
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(bubble.rejectedTitle, 1);
    head->addWidget(bubble.exchange);
    head->addWidget(bubble.drop);
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(space::kSmall, space::kHair, space::kTight, space::kTight);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(bubble.rejectedText);
    connect(bubble.good, &QToolButton::clicked, this, [this, turn] { Q_EMIT likedWanted(turn, true); });
    connect(bubble.bad, &QToolButton::clicked, this, [this, turn] { Q_EMIT likedWanted(turn, false); });
    connect(bubble.correct, &QToolButton::clicked, this, [this, turn] { Q_EMIT correctWanted(turn); });
    connect(bubble.exchange, &QToolButton::clicked, this, [this, turn] { Q_EMIT exchangeWanted(turn); });
    connect(bubble.drop, &QToolButton::clicked, this, [this, turn] { Q_EMIT rejectedRemoved(turn); });
}

void ConversationEditor::fillJudging(const Bubble& bubble, const data::Turn& turn) {
    const data::TurnDetails& details = *turn.details;
    for (QToolButton* button : {bubble.good, bubble.bad, bubble.correct, bubble.exchange, bubble.drop})
        button->setVisible(!readOnly_);
    bubble.good->setChecked(details.liked == true);
    bubble.bad->setChecked(details.liked == false);
    bubble.correct->setEnabled(!turn.text.empty());
    setHint(bubble.good, tr("Feedback: a good answer"));
    setHint(bubble.bad, tr("Feedback: a bad answer"));
    setHint(bubble.correct, tr("Write a better answer and keep this one as rejected"));
    setHint(bubble.exchange, tr("Exchange the preferred and the rejected answer"));
    setHint(bubble.drop, tr("Remove the rejected answer"));
    bubble.rejected->setVisible(details.rejected.has_value());
    if (!details.rejected) return;
    const bool same = *details.rejected == turn.text;
    bubble.rejectedTitle->setFont(theme().font(TextStyle::Small));
    bubble.rejectedTitle->setText(same ? tr("Rejected: still the same, write a better answer above") : tr("Rejected"));
    setKind(bubble.rejectedTitle, same ? "warning" : "muted");
    const QString text = QString::fromStdString(*details.rejected);
    bubble.rejectedText->setText(text.isEmpty()            ? tr("(no text)")
                                 : text.size() > kRejected ? text.left(kRejected) + QChar(0x2026)
                                                           : text);
    bubble.rejectedText->setToolTip(text.size() > kRejected ? text : QString());
    setKind(bubble.rejectedText, text.isEmpty() ? "faint" : "muted");
}

void ConversationEditor::fill() {
    const auto files = filesOfMarks(sample_);
    for (std::size_t i = 0; i < bubbles_.size(); ++i) {
        const Bubble& bubble = bubbles_[i];
        const Role role = sample_.turns[i].role;
        bubble.role->setFont(theme().font(TextStyle::Small));
        bubble.role->setText(nameOf(role));
        if (bubble.rejected) fillJudging(bubble, sample_.turns[i]);
        const QString details = detailsInWords(sample_.turns[i]);
        bubble.details->setFont(theme().font(TextStyle::Small));
        bubble.details->setText(details);
        bubble.details->setToolTip(details);
        bubble.details->setVisible(!details.isEmpty());
        setHint(bubble.more, tr("Details of this turn: weight in the loss, tool calls, a worse answer, feedback…"));
        bubble.more->setVisible(!readOnly_);
        bubble.text->setAccessibleName(bubble.role->text());
        bubble.text->setPlaceholderText(role == Role::Assistant ? tr("Write the answer") : tr("Write the question"));
        bubble.text->setTurn(sample_.turns[i].text, files[i]);
        bubble.text->setReadOnly(readOnly_);
        setHint(bubble.remove, tr("Remove this turn and what follows it"));
        bubble.remove->setVisible(!readOnly_);
    }
    setRegionColors(colors_);
    tools_->setVisible(!readOnly_);
    add_->setText(nextRole() == Role::User ? tr("Add a question") : tr("Add an answer"));
    add_->setToolTip(tr("Adds the next turn of the conversation"));
    template_->setText(tr("Templates"));
    template_->setToolTip(tr("Questions that are often asked, and answers made of the regions"));
}

void ConversationEditor::openDetails(int turn) {
    auto* dialog = new TurnDetailsDialog(sample_.turns.at(static_cast<std::size_t>(turn)), this);
    connect(dialog, &TurnDetailsDialog::detailsGiven, this,
            [this, turn](const data::TurnDetails& details) { Q_EMIT detailsGiven(turn, details); });
    dialog->open();
}

QString ConversationEditor::nameOf(Role role) {
    switch (role) {
        case Role::System:
            return tr("System");
        case Role::User:
            return tr("User");
        case Role::Assistant:
            return tr("Assistant");
        case Role::Tool:
            return tr("Tool result");
        case Role::Developer:
            return tr("Developer");
    }
    return {};
}

void ConversationEditor::addTemplates() {
    QMenu* menu = template_->menu();
    menu->clear();
    for (const PromptTemplate& one : promptTemplates(sample_))
        menu->addAction(one.name, this,
                        [this, one] {
                            Q_EMIT turnAdded(Role::User, one.question);
                            if (!one.answer.isEmpty()) Q_EMIT turnAdded(Role::Assistant, one.answer);
                        })
            ->setToolTip(one.question);
    menu->addSeparator();
    menu->addAction(tr("Key fields as a form…"), this, &ConversationEditor::keyFieldsWanted);
}

void ConversationEditor::retranslate() {
    fill();
}

}  // namespace atelier::ui
