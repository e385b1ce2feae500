#include "pages/train/before/trained_section.h"

#include "controls.h"
#include "format.h"
#include "pages/train/before/lines.h"
#include "pages/train/before/preflight_words.h"
#include "pages/train/before/trainable_model.h"
#include "protocol/jobs/trainable.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QTreeView>
#include <QVBoxLayout>

#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr std::size_t kFewGroups = 2;
constexpr int kTree = 260;    // pixels high
constexpr int kParts = 1000;  // of a part's bar

}  // namespace

TrainedSection::TrainedSection(Studio& studio, const PreflightCheck& check, QWidget* parent)
    : BeforeSection(studio, "train-before-trained", "train.before-trained", false, parent),
      check_(check),
      look_(studio.jobs(), "trainable") {
    connect(&theme(), &Theme::changed, this, [this] {
        if (model_) fitColumns();
    });
}

void TrainedSection::showHead() {
    const auto& e = result()->estimate;
    setTitle(tr("What is trained"));
    setNote(tr("%1 of %2 parameters, %3", "numbers, then a share")
                .arg(countText(static_cast<std::uint64_t>(e.trained)),
                     countText(static_cast<std::uint64_t>(e.parameters)),
                     percentText(static_cast<std::uint64_t>(e.trained), static_cast<std::uint64_t>(e.parameters))));
    if (e.trained == 0)
        setSign("error", Role::Danger);
    else
        setSign({});
}

void TrainedSection::build() {
    note_ = new QLabel(this);
    note_->setObjectName("train-before-tree-note");
    wrap(note_);
    model_ = new TrainableModel(this);
    tree_ = new QTreeView(this);
    tree_->setObjectName("train-before-tree");
    tree_->setModel(model_);
    tree_->setUniformRowHeights(true);
    tree_->setFixedHeight(kTree);
    tree_->setTextElideMode(Qt::ElideMiddle);
    tree_->setSelectionBehavior(QAbstractItemView::SelectRows);
    tree_->setTabKeyNavigation(false);
    QHeaderView* head = tree_->header();
    head->setStretchLastSection(false);
    head->setSectionsMovable(false);
    head->setMinimumSectionSize(0);
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionResizeMode(TrainableModel::Name, QHeaderView::Stretch);
    fitColumns();
    body()->addWidget(note_);
    body()->addWidget(tree_);
}

// Room for the numbers of the largest models.
void TrainedSection::fitColumns() {
    const QFontMetrics metrics(tree_->font());
    const int number = metrics.horizontalAdvance(locale().toString(88'888'888'888)) + 2 * space::kSmall;
    tree_->header()->resizeSection(TrainableModel::Trained, number);
    tree_->header()->resizeSection(TrainableModel::All, number);
    tree_->header()->resizeSection(TrainableModel::Share,
                                   metrics.horizontalAdvance(percentText(100, 100)) + 2 * space::kMedium);
}

void TrainedSection::fill() {
    fillParts();
    askForTree();
    showTree();
}

void TrainedSection::fillParts() {
    if (parts_) parts_->deleteLater();
    parts_ = new QWidget(this);
    parts_->setObjectName("train-before-parts");
    grid_ = new QGridLayout(parts_);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(space::kMedium);
    grid_->setVerticalSpacing(space::kTight);
    grid_->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& part : result()->parts) {
        const auto trained = static_cast<std::uint64_t>(part.trained),
                   all = static_cast<std::uint64_t>(part.parameters);
        const QString name = trainedPartText(part.name);
        auto* bar = new QProgressBar(parts_);
        bar->setTextVisible(false);
        bar->setRange(0, kParts);
        bar->setValue(all > 0 ? static_cast<int>(kParts * static_cast<double>(trained) / static_cast<double>(all)) : 0);
        bar->setAccessibleName(name);
        bar->setToolTip(percentText(trained, all));
        bar->setProperty("data", true);
        auto* figures = new QLabel(trained == 0 ? tr("%1, frozen").arg(countText(all))
                                                : tr("%1 of %2").arg(countText(trained), countText(all)),
                                   parts_);
        figures->setToolTip(
            tr("%1 of %2").arg(locale().toString(qulonglong(trained)), locale().toString(qulonglong(all))));
        setKind(figures, "muted");
        grid_->addWidget(new QLabel(name, parts_), row, 0);
        grid_->addWidget(bar, row, 1, Qt::AlignVCenter);
        grid_->addWidget(figures, row, 2, Qt::AlignTrailing | Qt::AlignVCenter);
        ++row;
    }
    body()->insertWidget(0, parts_);
}

// Its own look at the model: it takes as long as opening the section.
void TrainedSection::askForTree() {
    if (check_.stale() || (asked_ && *asked_ == check_.recipe())) return;
    asked_ = check_.recipe();
    error_.reset();
    protocol::TrainableRequest request{*asked_};
    look_.start(
        tr("Look at what is trained"), std::move(request),
        [](const Json& json) { return protocol::fromJson<protocol::TrainableTree>(json, "trainable"); },
        [this](Outcome<protocol::TrainableTree> outcome) {
            error_ = std::move(outcome.error);
            if (!outcome.value && !error_) asked_.reset();  // it gave way
            model_->setTree(outcome.value.value_or(protocol::TrainableTree()));
            unfoldTrained();
            showTree();
        });
}

// What is trained is seen at once, down to its modules where they are few.
void TrainedSection::unfoldTrained() {
    std::vector<QModelIndex> groups;
    for (int part = 0; part < model_->rowCount(); ++part) {
        const QModelIndex under = model_->index(part, 0);
        if (!model_->isTrained(under)) continue;
        tree_->expand(under);
        for (int group = 0; group < model_->rowCount(under); ++group)
            if (const QModelIndex one = model_->index(group, 0, under); model_->isTrained(one)) groups.push_back(one);
    }
    if (groups.size() > kFewGroups) return;
    for (const QModelIndex& group : groups)
        tree_->expand(group);
}

void TrainedSection::showTree() {
    const bool some = model_->rowCount() > 0;
    tree_->setVisible(some);
    tree_->setAccessibleName(tr("Parts, layers and modules, and what of them is trained"));
    model_->refresh();
    setKind(note_, error_ ? "danger" : "muted");
    note_->setText(error_            ? describe(*error_)
                   : look_.running() ? tr("Looking at the modules…")
                   : !some           ? tr("The modules are shown after the next check.")
                                     : QString());
    note_->setVisible(!note_->text().isEmpty() && (!some || error_));
}

}  // namespace atelier::ui
