#include "pages/recipe/check_note.h"

#include "controls.h"
#include "elided_label.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;
using State = settings::CheckedKey::State;

namespace {

constexpr int kHighest = 168;           // pixels of the list: the form stays in sight
constexpr int kSign = 14;               // pixels of a line's icon
constexpr int kLinkPad = 3;             // a link's own, beside its text
constexpr std::size_t kMostRows = 200;  // lines that are made

struct Look {
    const char* note;
    const char* icon;
    Role role;
};

Look lookOf(State state) {
    switch (state) {
        case State::Wrong:
            return {"note-danger", "error", Role::Danger};
        case State::Unknown:
            return {"note-warning", "warning", Role::Warning};
        case State::WithoutEffect:
        case State::Used:
            break;
    }
    return {"note", "info", Role::Accent};
}

}  // namespace

CheckNote::CheckNote(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel(this)),
      title_(new QLabel(this)),
      unfold_(new QPushButton(this)),
      scroll_(new QScrollArea(this)) {
    setObjectName("recipe-check");
    title_->setObjectName("recipe-check-title");
    title_->setWordWrap(true);
    title_->setTextFormat(Qt::PlainText);
    title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    unfold_->setObjectName("recipe-check-unfold");
    unfold_->setProperty("kind", "link");
    unfold_->setCheckable(true);
    unfold_->setCursor(Qt::PointingHandCursor);
    auto* inside = new QWidget;
    lines_ = new QVBoxLayout(inside);
    lines_->setContentsMargins(0, 0, space::kSmall, 0);
    lines_->setSpacing(space::kSmall);
    scroll_->setObjectName("recipe-check-list");
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setWidget(inside);
    scroll_->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    scroll_->hide();
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(icon_, 0, Qt::AlignTop);
    head->addWidget(title_, 1);
    head->addWidget(unfold_, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    layout->setSpacing(space::kSmall);
    layout->addLayout(head);
    layout->addWidget(scroll_);
    connect(unfold_, &QPushButton::toggled, this, [this] {
        list();
        retranslate();
    });
    connect(&theme(), &Theme::changed, this, [this] {
        list();
        retranslate();
    });
    hide();
}

bool CheckNote::unfolded() const {
    return unfold_->isChecked();
}

void CheckNote::setRows(const QString& name, std::vector<CheckRow> rows) {
    // Whoever reads or tabs through the list is not thrown out of it by a change elsewhere.
    if (name == name_ && rows == rows_) return;
    name_ = name;
    rows_ = std::move(rows);
    if (rows_.empty()) unfold_->setChecked(false);
    list();
    retranslate();
}

QWidget* CheckNote::line(const CheckRow& row) {
    auto* made = new QWidget(scroll_->widget());
    made->setObjectName("recipe-check-" + row.key);
    const Look look = lookOf(row.state);
    auto* sign = new QLabel(made);
    sign->setPixmap(icon(look.icon, look.role).pixmap(QSize(kSign, kSign), devicePixelRatioF()));
    auto* first = new QHBoxLayout;
    first->setSpacing(space::kSmall);
    if (row.field.isEmpty()) {
        auto* key = new QLabel(row.key, made);
        key->setTextFormat(Qt::PlainText);
        key->setFont(theme().font(TextStyle::Mono));
        key->setTextInteractionFlags(Qt::TextSelectableByMouse);
        key->setIndent(kLinkPad);
        first->addWidget(key);
    } else {
        auto* key = new QPushButton(row.key, made);
        key->setProperty("kind", "link");
        key->setFont(theme().font(TextStyle::Mono));
        key->setCursor(Qt::PointingHandCursor);
        key->setToolTip(tr("Shows the field %1").arg(row.field));
        key->setAccessibleDescription(row.note);
        connect(key, &QPushButton::clicked, this, [this, field = row.field] { Q_EMIT fieldWanted(field); });
        first->addWidget(key);
    }
    auto* value = new ElidedLabel(row.value, Qt::ElideRight, made);
    value->setProperty("data", true);
    setKind(value, "muted");
    first->addWidget(value, 1);
    if (!row.place.isEmpty()) {
        auto* place = new QLabel(row.place, made);
        place->setFont(theme().font(TextStyle::Small));
        place->setToolTip(tr("Line and column in %1").arg(name_));
        setKind(place, "faint");
        first->addWidget(place);
    }
    auto* note = new QLabel(row.note, made);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    note->setObjectName("recipe-check-words");
    note->setIndent(kLinkPad);
    note->setFont(theme().font(TextStyle::Small));
    note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addLayout(first);
    words->addWidget(note);
    auto* layout = new QHBoxLayout(made);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(sign, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    return made;
}

void CheckNote::list() {
    while (QLayoutItem* item = lines_->takeAt(0)) {
        if (QWidget* gone = item->widget()) {
            gone->hide();
            gone->deleteLater();  // a key of it may be the one that was clicked
        }
        delete item;
    }
    scroll_->setVisible(unfolded());
    if (!unfolded()) return;
    const std::size_t count = std::min(rows_.size(), kMostRows);
    for (std::size_t i = 0; i < count; ++i)
        lines_->addWidget(line(rows_[i]));
    for (QWidget* one : scroll_->widget()->findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
        one->setVisible(lines_->indexOf(one) >= 0);  // at once: it is to be measured
    if (rows_.size() > count)
        lines_->addWidget(new QLabel(tr("and %Ln more", nullptr, static_cast<int>(rows_.size() - count))));
    lines_->addStretch();
    fit();
}

// As high as its lines, up to a limit.
void CheckNote::fit() {
    if (!unfolded()) return;
    const int width = std::max(1, this->width() - 2 * space::kMedium - space::kMedium);
    // A scroll area asks nobody how high a text is at its width.
    const int words = std::max(1, width - kSign - 2 * space::kSmall);
    for (QLabel* note : scroll_->findChildren<QLabel*>("recipe-check-words"))
        note->setMinimumHeight(note->heightForWidth(words));
    lines_->activate();
    const int wanted = lines_->hasHeightForWidth() ? lines_->heightForWidth(width) : lines_->sizeHint().height();
    scroll_->setFixedHeight(std::clamp(wanted, 1, kHighest));
}

void CheckNote::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fit();
}

void CheckNote::retranslate() {
    setVisible(!rows_.empty());
    if (rows_.empty()) return;
    const auto count = [this](State state) {
        return static_cast<int>(
            std::count_if(rows_.begin(), rows_.end(), [&](const CheckRow& row) { return row.state == state; }));
    };
    const int wrong = count(State::Wrong), unknown = count(State::Unknown), idle = count(State::WithoutEffect);
    QStringList parts;
    if (wrong > 0) parts << tr("%Ln keys wrong", nullptr, wrong);
    if (unknown > 0) parts << tr("%Ln unknown", "keys of a recipe", unknown);
    if (idle > 0) parts << tr("%Ln without effect", "keys of a recipe", idle);
    const QString counted = parts.join(", ");
    title_->setText(name_.isEmpty() ? tr("In this recipe: %1").arg(counted)
                                    : tr("In “%1”: %2", "a file's name, then counts").arg(name_, counted));
    const Look look = lookOf(rows_.front().state);
    setKind(this, look.note);
    icon_->setPixmap(icon(look.icon, look.role).pixmap(QSize(16, 16), devicePixelRatioF()));
    unfold_->setText(unfolded() ? tr("Hide") : tr("Show"));
    unfold_->setToolTip(tr("Lists these keys with what is wrong with each"));
    setAccessibleName(title_->text());
}

}  // namespace atelier::ui
