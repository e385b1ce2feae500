#include "frame/command_palette.h"

#include "list_delegate.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kRow = 32;

}  // namespace

CommandPalette::CommandPalette(Actions& actions, QWidget* window) : QFrame(window), actions_(actions) {
    setProperty("kind", "floating");
    setObjectName("command-palette");
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(40);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);
    field_ = new QLineEdit(this);
    field_->setObjectName("palette-field");
    field_->installEventFilter(this);
    results_ = new QListWidget(this);
    results_->setObjectName("palette-results");
    results_->setProperty("kind", "plain");
    results_->setFocusPolicy(Qt::NoFocus);
    results_->setItemDelegate(new ListDelegate(ListDelegate::Place::AtEnd, results_));
    results_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    layout->setSpacing(space::kSmall);
    layout->addWidget(field_);
    layout->addWidget(results_, 1);
    connect(field_, &QLineEdit::textChanged, this, &CommandPalette::list);
    connect(results_, &QListWidget::itemClicked, this, &CommandPalette::run);
    hide();
}

void CommandPalette::open() {
    field_->setPlaceholderText(tr("What would you like to do?"));
    field_->setAccessibleName(tr("Command"));
    results_->setAccessibleName(tr("Commands"));
    const QSize window = parentWidget()->size();
    const int width = std::min(560, window.width() - 2 * space::kHuge);
    // Whole rows: a cut one looks like a fault.
    const int beside = 2 * space::kMedium + space::kSmall + field_->sizeHint().height() + 2 * frameWidth();
    const int rows = std::clamp((window.height() * 3 / 4 - beside) / kRow, 3, 11);
    setGeometry((window.width() - width) / 2, window.height() / 8, width, beside + rows * kRow);
    field_->clear();
    list();
    show();
    raise();
    field_->setFocus();
}

int CommandPalette::score(const QString& name, const QString& typed) {
    const QStringList words = name.split(' ', Qt::SkipEmptyParts);
    int total = 0;
    for (const QString& part : typed.split(' ', Qt::SkipEmptyParts)) {
        const bool begins = std::any_of(words.begin(), words.end(), [&](const QString& word) {
            return word.startsWith(part, Qt::CaseInsensitive);
        });
        if (!begins && !name.contains(part, Qt::CaseInsensitive)) return -1;
        total += begins ? 2 : 1;
    }
    return total;
}

void CommandPalette::list() {
    struct Found {
        int score;
        std::size_t order;
        Actions::Entry entry;
    };
    std::vector<Found> found;
    for (const auto& entry : actions_.all()) {
        if (!entry.action->isEnabled() || !entry.action->isVisible()) continue;
        const int points = score(entry.group + ' ' + entry.action->text(), field_->text());
        if (points >= 0) found.push_back({points, found.size(), entry});
    }
    std::sort(found.begin(), found.end(),
              [](const Found& a, const Found& b) { return std::tie(b.score, a.order) < std::tie(a.score, b.order); });
    results_->clear();
    shown_.clear();
    for (const auto& [points, order, entry] : found) {
        const QString keys = entry.action->shortcut().toString(QKeySequence::NativeText);
        const QString name = tr("%1: %2", "group and action").arg(entry.group, entry.action->text());
        auto* item = new QListWidgetItem(entry.action->icon(), name, results_);
        item->setData(ListDelegate::kDetailRole, keys);
        item->setData(Qt::AccessibleDescriptionRole, keys);
        item->setToolTip(entry.action->toolTip());
        item->setSizeHint({0, kRow});
        shown_.push_back(entry);
    }
    if (shown_.empty()) {
        auto* item = new QListWidgetItem(tr("Nothing is called that"), results_);
        item->setFlags(Qt::NoItemFlags);
    }
    results_->setCurrentRow(0);
}

void CommandPalette::run() {
    const int row = results_->currentRow();
    if (row < 0 || row >= static_cast<int>(shown_.size())) return;
    QAction* action = shown_[static_cast<std::size_t>(row)].action;
    hide();
    action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut) hide();
    if (event->type() == QEvent::KeyPress) {
        const int rows = results_->count();
        switch (static_cast<QKeyEvent*>(event)->key()) {
            case Qt::Key_Escape:
                hide();
                return true;
            case Qt::Key_Down:
                results_->setCurrentRow((results_->currentRow() + 1) % rows);
                return true;
            case Qt::Key_Up:
                results_->setCurrentRow((results_->currentRow() + rows - 1) % rows);
                return true;
            case Qt::Key_Return:
            case Qt::Key_Enter:
                run();
                return true;
            default:
                break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

}  // namespace atelier::ui
