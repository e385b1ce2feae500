#include "frame/shortcuts_sheet.h"

#include "controls.h"
#include "frame/key_field.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <map>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kWidth = 560, kHighest = 640;
constexpr int kId = Qt::UserRole;

}  // namespace

ShortcutsSheet::ShortcutsSheet(Shortcuts& shortcuts, QWidget* window) : QDialog(window), shortcuts_(shortcuts) {
    setObjectName("shortcuts");
    setWindowTitle(tr("Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    search_ = new QLineEdit;
    search_->setObjectName("shortcuts-search");
    search_->setPlaceholderText(tr("Search by name or by keys"));
    search_->setAccessibleName(search_->placeholderText());
    search_->setClearButtonEnabled(true);
    list_ = new QTreeWidget;
    list_->setObjectName("shortcuts-list");
    list_->setAccessibleName(tr("Shortcuts"));
    list_->setHeaderHidden(true);
    list_->setColumnCount(2);
    list_->setUniformRowHeights(true);
    list_->setRootIsDecorated(false);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    name_ = new QLabel;
    name_->setObjectName("shortcuts-name");
    name_->setTextFormat(Qt::PlainText);
    keys_ = new KeyField;
    keys_->setObjectName("shortcuts-keys");
    keys_->setPlaceholderText(tr("Press the new keys here"));
    keys_->setAccessibleName(keys_->placeholderText());
    name_->setBuddy(keys_);
    none_ = new QPushButton(tr("&No keys"));
    none_->setObjectName("shortcuts-none");
    none_->setToolTip(tr("Takes the keys away from this command"));
    reset_ = new QPushButton(tr("&Reset"));
    reset_->setObjectName("shortcuts-reset");
    reset_->setToolTip(tr("Gives this command the keys it had at first"));
    note_ = new QLabel;
    note_->setObjectName("shortcuts-note");
    note_->setTextFormat(Qt::PlainText);
    note_->setWordWrap(true);
    take_ = new QPushButton(tr("&Take them over"));
    take_->setObjectName("shortcuts-take");
    take_->setToolTip(tr("Gives the keys to this command; the other has none then"));
    resetAll_ = new QPushButton(tr("Reset &all"));
    resetAll_->setObjectName("shortcuts-reset-all");
    resetAll_->setToolTip(tr("Gives every command the keys it had at first"));
    auto* close = new QPushButton(tr("&Close"));
    for (QPushButton* button : {none_, reset_, take_, resetAll_, close})
        button->setAutoDefault(false);

    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addWidget(keys_, 1);
    row->addWidget(none_);
    row->addWidget(reset_);
    auto* said = new QHBoxLayout;
    said->addWidget(note_, 1);
    said->addWidget(take_, 0, Qt::AlignTop);
    auto* foot = new QHBoxLayout;
    foot->addWidget(resetAll_);
    foot->addStretch(1);
    foot->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    layout->setSpacing(space::kSmall);
    layout->addWidget(search_);
    layout->addWidget(list_, 1);
    layout->addWidget(name_);
    layout->addLayout(row);
    layout->addLayout(said);
    layout->addLayout(foot);
    resize(kWidth, std::min(kHighest, window->height() - 2 * space::kWide));

    connect(search_, &QLineEdit::textChanged, this, &ShortcutsSheet::filter);
    connect(search_, &QLineEdit::returnPressed, this, [this] { list_->setFocus(Qt::OtherFocusReason); });
    connect(list_, &QTreeWidget::currentItemChanged, this, &ShortcutsSheet::showChosen);
    connect(list_, &QTreeWidget::itemActivated, this, [this] { keys_->setFocus(Qt::OtherFocusReason); });
    connect(keys_, &KeyField::pressed, this, &ShortcutsSheet::give);
    connect(none_, &QPushButton::clicked, this, [this] { shortcuts_.set(chosen(), {}); });
    connect(reset_, &QPushButton::clicked, this, [this] { shortcuts_.reset(chosen()); });
    connect(resetAll_, &QPushButton::clicked, this, [this] { shortcuts_.resetAll(); });
    connect(take_, &QPushButton::clicked, this, [this] {
        const QKeySequence keys = wanted_;
        while (const auto holder = shortcuts_.holder(chosen(), keys))
            shortcuts_.set(holder->id, {});
        shortcuts_.set(chosen(), keys);
    });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(&shortcuts_, &Shortcuts::changed, this, &ShortcutsSheet::fill);
    fill();
    search_->setFocus();
}

void ShortcutsSheet::fill() {
    const QString before = chosen();
    list_->clear();
    std::map<QString, QTreeWidgetItem*> groups;
    QTreeWidgetItem* current = nullptr;
    bool own = false;
    for (const Shortcuts::Entry& entry : shortcuts_.all()) {
        QTreeWidgetItem*& group = groups[entry.group];
        if (!group) {
            group = new QTreeWidgetItem(list_, {entry.group});
            group->setFlags(Qt::ItemIsEnabled);
            group->setFont(0, theme().font(TextStyle::Strong));
            group->setFirstColumnSpanned(true);
            group->setExpanded(true);
        }
        auto* item = new QTreeWidgetItem(group, {entry.text, keyText(entry.keys)});
        item->setData(0, kId, entry.id);
        if (entry.keys != entry.standard) {
            own = true;
            item->setFont(1, theme().font(TextStyle::Strong));
            item->setToolTip(1,
                             tr("At first: %1").arg(entry.standard.isEmpty() ? tr("none") : keyText(entry.standard)));
        }
        if (entry.id == before) current = item;
    }
    resetAll_->setEnabled(own);
    filter();
    if (current) list_->setCurrentItem(current);
    showChosen();
}

void ShortcutsSheet::filter() {
    const QString words = search_->text().trimmed();
    QTreeWidgetItem* first = nullptr;
    for (int i = 0; i < list_->topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = list_->topLevelItem(i);
        bool any = false;
        for (int k = 0; k < group->childCount(); ++k) {
            QTreeWidgetItem* item = group->child(k);
            const QString text = group->text(0) + ' ' + item->text(0) + ' ' + item->text(1);
            const bool fits = text.contains(words, Qt::CaseInsensitive);
            item->setHidden(!fits);
            if (fits && !first) first = item;
            any = any || fits;
        }
        group->setHidden(!any);
    }
    const QTreeWidgetItem* now = list_->currentItem();
    if (first && (!now || now->isHidden())) list_->setCurrentItem(first);
}

QString ShortcutsSheet::chosen() const {
    const QTreeWidgetItem* item = list_->currentItem();
    return item ? item->data(0, kId).toString() : QString();
}

void ShortcutsSheet::showChosen() {
    const QTreeWidgetItem* item = list_->currentItem();
    const bool any = item && item->parent();
    name_->setText(any ? item->text(0) : QString());
    keys_->setKeys(any ? shortcuts_.keys(chosen()) : QKeySequence());
    for (QWidget* widget : {static_cast<QWidget*>(keys_), static_cast<QWidget*>(none_), static_cast<QWidget*>(reset_)})
        widget->setEnabled(any);
    say({}, "muted");
}

void ShortcutsSheet::give(const QKeySequence& keys) {
    if (chosen().isEmpty()) return;
    wanted_ = keys;
    if (const auto holder = shortcuts_.holder(chosen(), keys)) {
        keys_->setKeys(keys);
        say(tr("%1 belongs to \"%2: %3\" already.").arg(keyText(keys), holder->group, holder->text), "danger");
        return take_->show();
    }
    shortcuts_.set(chosen(), keys);
    say(tr("Kept."), "success");
}

void ShortcutsSheet::say(const QString& words, const char* kind) {
    note_->setText(words);
    setKind(note_, kind);
    take_->hide();
}

}  // namespace atelier::ui
