#include "option_form.h"

#include "controls.h"
#include "form/option_row.h"
#include "form/option_section.h"
#include "form/option_words.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QAction>
#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <stdexcept>

namespace atelier::widgets {
namespace {

constexpr int kNarrow = 560, kWidest = 860;
enum LevelId { kSimpleLevel, kExpertLevel };

}  // namespace

OptionForm::OptionForm(QWidget* parent)
    : QWidget(parent),
      search_(new QLineEdit),
      levels_(new QButtonGroup(this)),
      nothing_(new QLabel),
      scroll_(new QScrollArea),
      sectionsLayout_(new QVBoxLayout) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kMedium);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(space::kSmall);
    search_->setObjectName("form-search");
    search_->addAction(icon("search", Role::TextFaint), QLineEdit::LeadingPosition);
    search_->setClearButtonEnabled(true);
    search_->setMaximumWidth(360);
    tools->addWidget(search_, 1);
    tools->addStretch(0);
    auto* group = new QFrame;
    group->setProperty("kind", "well");
    auto* buttons = new QHBoxLayout(group);
    buttons->setContentsMargins(space::kHair, space::kHair, space::kHair, space::kHair);
    buttons->setSpacing(space::kHair);
    for (const int id : {kSimpleLevel, kExpertLevel}) {
        auto* button = new QToolButton;
        button->setCheckable(true);
        button->setChecked(id == kSimpleLevel);
        button->setFocusPolicy(Qt::TabFocus);
        levels_->addButton(button, id);
        buttons->addWidget(button);
    }
    tools->addWidget(group);
    auto* bar = new QWidget;
    bar->setLayout(tools);
    bar->setMaximumWidth(kWidest);
    tools->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(bar);

    auto* content = new QWidget;
    content->setLayout(sectionsLayout_);
    content->setMaximumWidth(kWidest);
    sectionsLayout_->setContentsMargins(0, 0, space::kTight, 0);
    sectionsLayout_->setSpacing(space::kMedium);
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setProperty("kind", "muted");
    nothing_->setWordWrap(true);
    nothing_->hide();
    sectionsLayout_->addWidget(nothing_);
    sectionsLayout_->addStretch(1);
    scroll_->setWidget(content);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(scroll_, 1);

    connect(search_, &QLineEdit::textChanged, this, &OptionForm::updateVisible);
    connect(levels_, &QButtonGroup::idClicked, this, [this](int id) { setExpert(id == kExpertLevel); });
    retranslate();
}

OptionForm::~OptionForm() = default;

void OptionForm::setGroups(std::vector<settings::Group> groups) {
    for (OptionSection* section : sections_)
        delete section;
    sections_.clear();
    rows_.clear();
    for (settings::Group& group : groups) {
        auto* section = new OptionSection(group.title, scroll_->widget());
        for (settings::Option& option : group.options) {
            auto* row = new OptionRow(std::move(option));
            row->setNarrow(width() < kNarrow);
            rows_[row->option().key] = row;
            section->addRow(row);
            connect(row, &OptionRow::valueChanged, this, [this, row] { rowChanged(row); });
            connect(row, &OptionRow::validityChanged, this, &OptionForm::updateValid);
            connect(row, &OptionRow::resetRequested, this, [this, row] {
                reset(row->option().key);
                row->focusField();
            });
        }
        sections_.push_back(section);
        sectionsLayout_->insertWidget(static_cast<int>(sections_.size()), section);
    }
    updateApplies();
    updateVisible();
    updateValid();
}

void OptionForm::setHiddenOptions(std::set<std::string> keys) {
    hidden_ = std::move(keys);
    updateVisible();
}

void OptionForm::setExpert(bool expert) {
    levels_->button(expert ? kExpertLevel : kSimpleLevel)->setChecked(true);
    if (expert_ == expert) return;
    expert_ = expert;
    updateVisible();
    Q_EMIT expertChanged(expert);
}

void OptionForm::setSearch(const QString& words) {
    search_->setText(words);
}

OptionForm::Values OptionForm::values() const {
    Values all;
    for (const auto& [key, row] : rows_)
        all[key] = row->value();
    return all;
}

settings::Value OptionForm::value(const std::string& key) const {
    return row(key)->value();
}

void OptionForm::setValue(const std::string& key, const settings::Value& value) {
    OptionRow* one = row(key);
    if (one->setValue(value)) rowChanged(one);
    updateVisible();
}

void OptionForm::reset(const std::string& key) {
    OptionRow* one = row(key);
    if (one->setValue(one->base())) rowChanged(one);
}

void OptionForm::resetAll() {
    for (const auto& [key, _] : rows_)
        reset(key);
    updateVisible();
}

void OptionForm::setBase(const Values& values, const QString& name) {
    for (const auto& [key, one] : rows_) {
        const auto found = values.find(key);
        one->setBase(found == values.end() ? std::nullopt : std::optional(found->second), name);
    }
    updateVisible();
}

void OptionForm::setButton(const std::string& key, QAbstractButton* button) {
    row(key)->setButton(button);
}

void OptionForm::setSuggestions(const std::string& key, const QStringList& names) {
    row(key)->setSuggestions(names);
}

void OptionForm::setProblem(const std::string& key, const QString& message) {
    row(key)->setProblem(message);
    updateVisible();
}

bool OptionForm::valid() const {
    return std::all_of(rows_.begin(), rows_.end(), [](const auto& entry) { return entry.second->valid(); });
}

void OptionForm::reveal(const std::string& key) {
    OptionRow* one = row(key);
    if (one->isHidden()) {
        search_->clear();
        setExpert(true);
    }
    for (OptionSection* section : sections_)
        if (section->isAncestorOf(one)) section->setOpen(true);
    // Laid out first: a section that was folded has no places yet.
    scroll_->widget()->layout()->activate();
    scroll_->ensureWidgetVisible(one, 0, space::kHuge);
    one->focusField();
}

void OptionForm::revealProblem() {
    for (const OptionSection* section : sections_)
        for (const OptionRow* one : section->rows())
            if (!one->valid()) return reveal(one->option().key);
}

OptionRow* OptionForm::row(const std::string& key) const {
    const auto found = rows_.find(key);
    if (found == rows_.end()) throw std::logic_error("the form has no option " + key);
    return found->second;
}

void OptionForm::rowChanged(OptionRow* row) {
    updateApplies();
    Q_EMIT changed(QString::fromStdString(row->option().key));
}

void OptionForm::updateApplies() {
    const auto find = [this](const std::string& key) -> std::optional<OptionNow> {
        const auto found = rows_.find(key);
        if (found == rows_.end()) return std::nullopt;
        return OptionNow{&found->second->option(), found->second->value()};
    };
    for (const auto& [_, one] : rows_) {
        const QString reason = offWords(one->option(), find);
        one->setApplies(reason.isEmpty(), reason);
    }
    for (OptionSection* section : sections_)
        section->refresh();
}

void OptionForm::updateVisible() {
    const QStringList words = search_->text().simplified().split(' ', Qt::SkipEmptyParts);
    bool any = false;
    for (OptionSection* section : sections_) {
        for (OptionRow* one : section->rows()) {
            // What was changed or is wrong must not hide behind "simple".
            const bool level = expert_ || one->option().level == settings::Level::Simple || !one->isDefault() ||
                               one->isChanged() || !one->valid();
            const bool shown = !hidden_.contains(one->option().key) && (words.isEmpty() ? level : one->matches(words));
            one->setVisible(shown);
            any = any || shown;
        }
        section->setSearching(!words.isEmpty());
        section->refresh();
    }
    nothing_->setVisible(!any && !rows_.empty());
}

void OptionForm::updateValid() {
    const bool now = valid();
    if (now == valid_) return;
    valid_ = now;
    Q_EMIT validChanged(now);
}

void OptionForm::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    for (const auto& [_, one] : rows_)
        one->setNarrow(width() < kNarrow);
}

void OptionForm::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void OptionForm::retranslate() {
    search_->setPlaceholderText(tr("Search options"));
    search_->setToolTip(tr("Finds options by name, key or description"));
    search_->setAccessibleName(tr("Search options"));
    auto* simple = static_cast<QToolButton*>(levels_->button(kSimpleLevel));
    auto* expert = static_cast<QToolButton*>(levels_->button(kExpertLevel));
    simple->setText(tr("Simple"));
    setHint(simple, tr("Only the options that matter most, and those that were changed"));
    expert->setText(tr("Expert"));
    setHint(expert, tr("All options"));
    nothing_->setText(tr("No option matches."));
    for (const auto& [_, one] : rows_)
        one->retranslate();
    updateApplies();
    for (OptionSection* section : sections_)
        section->retranslate();
}

}  // namespace atelier::widgets
