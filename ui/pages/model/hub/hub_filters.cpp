#include "pages/model/hub/hub_filters.h"

#include "combo_box.h"
#include "controls.h"
#include "flow_layout.h"
#include "format.h"
#include "hub/fit.h"
#include "settings/fragment.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr std::array<std::uint64_t, 5> kSizes{2'000'000'000, 5'000'000'000, 10'000'000'000, 20'000'000'000,
                                              50'000'000'000};
constexpr std::size_t kMost = 60;
constexpr const char* kTask = "image-text-to-text";  // the hub's name of what these models do
constexpr const char* kAny = "*";

}  // namespace

HubFilters::HubFilters(QWidget* parent) : QWidget(parent) {
    words_ = new QLineEdit;
    words_->setObjectName("hub-words");
    words_->setClearButtonEnabled(true);
    words_->addAction(icon("search"), QLineEdit::LeadingPosition);
    search_ = new QPushButton;
    search_->setObjectName("hub-search");
    setKind(search_, "primary");
    family_ = new ComboBox(24);
    family_->setObjectName("hub-family");
    size_ = new ComboBox(12);
    size_->setObjectName("hub-size");
    fits_ = new QCheckBox;
    fits_->setObjectName("hub-fits");
    auto* first = new QHBoxLayout;
    first->setSpacing(space::kSmall);
    first->addWidget(words_, 1);
    first->addWidget(search_);
    auto* second = new QHBoxLayout;
    second->setSpacing(space::kSmall);
    second->addWidget(family_);
    second->addWidget(size_);
    second->addWidget(fits_);
    second->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addLayout(first);
    layout->addLayout(second);
    connect(words_, &QLineEdit::returnPressed, this, &HubFilters::wanted);
    connect(search_, &QPushButton::clicked, this, &HubFilters::wanted);
    connect(family_, &QComboBox::activated, this, &HubFilters::wanted);
    connect(size_, &QComboBox::activated, this, &HubFilters::wanted);
    connect(fits_, &QCheckBox::clicked, this, &HubFilters::wanted);
}

QString HubFilters::words() const {
    return words_->text().trimmed();
}

void HubFilters::takeFocus() {
    words_->setFocus();
    words_->selectAll();
}

hub::SearchQuery HubFilters::query() const {
    hub::SearchQuery query;
    query.words = words().toStdString();
    query.limit = kMost;
    query.tasks = {kTask};
    const std::string family = family_->currentData().toString().toStdString();
    if (family.empty()) {
        for (const settings::Fragment* fragment : settings::fragments(settings::Fragment::Kind::Family))
            query.families.push_back(fragment->key);
    } else if (family != kAny) {
        query.families = {family};
    }
    if (const auto most = size_->currentData().toULongLong(); most > 0) query.mostBytes = most;
    if (fits_->isChecked())
        if (const auto memory = hub::usableMemory())
            query.mostBytes =
                std::min<std::uint64_t>(query.mostBytes.value_or(UINT64_MAX), hub::largestWeights(*memory));
    return query;
}

void HubFilters::retranslate() {
    words_->setPlaceholderText(tr("Words of a model's name, OWNER/NAME@revision, or the address of its page"));
    words_->setToolTip(tr("What to look for on the hub"));
    words_->setAccessibleName(tr("What to look for on the hub"));
    search_->setText(tr("&Search"));
    search_->setToolTip(tr("Asks the hub; the most downloaded models come first"));
    const QSignalBlocker quietFamily(family_), quietSize(size_);
    const int family = std::max(0, family_->currentIndex()), size = std::max(0, size_->currentIndex());
    family_->clear();
    family_->addItem(tr("Families that Atelier opens"), QString());
    family_->addItem(tr("Every family"), QString(kAny));
    for (const settings::Fragment* fragment : settings::fragments(settings::Fragment::Kind::Family))
        family_->addItem(QString::fromStdString(fragment->title), QString::fromStdString(fragment->key));
    family_->setCurrentIndex(family);
    family_->setToolTip(tr("Which family of models"));
    family_->setAccessibleName(tr("Family"));
    size_->clear();
    size_->addItem(tr("Any size"), qulonglong(0));
    for (const std::uint64_t most : kSizes)
        size_->addItem(tr("Up to %1").arg(bytesText(most)), qulonglong(most));
    size_->setCurrentIndex(size);
    size_->setToolTip(tr("How large the weights may be"));
    size_->setAccessibleName(tr("Size of the weights"));
    fits_->setText(tr("&Fits this machine"));
    const auto memory = hub::usableMemory();
    fits_->setEnabled(memory.has_value());
    fits_->setToolTip(memory
                          ? tr("Only models whose weights fit into %1; a training needs more").arg(bytesText(*memory))
                          : tr("This system does not tell how much memory there is"));
}

}  // namespace atelier::ui
