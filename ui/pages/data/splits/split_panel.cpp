#include "pages/data/splits/split_panel.h"

#include "combo_box.h"
#include "controls.h"
#include "flow_layout.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/sample/sample_editing.h"
#include "studio.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <limits>
#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kTyping = 150;  // milliseconds without a change before it is drawn for show
constexpr int kHeight = 250, kListHeight = 112;

// In the order of the choices.
enum Scope { All, Shown, Selected };
enum Mode { Shares, Folds };
enum Strata { None, FirstTag, FirstLabel, Answer };
enum Column { Split, Before, After, Groups };

constexpr const char* kSplits[] = {"train", "validation", "test", ""};

}  // namespace

SplitPanel::SplitPanel(Studio& studio, Gallery& gallery, SampleEditing& editing, QWidget* parent)
    : QFrame(parent), studio_(studio), gallery_(gallery), editing_(editing) {
    setObjectName("data-splits");
    setKind(this, "card");
    build();
    typing_.setSingleShot(true);
    typing_.setInterval(kTyping);
    connect(&typing_, &QTimer::timeout, this, &SplitPanel::look);
    for (QComboBox* choice : {scope_, mode_, stratum_})
        connect(choice, &QComboBox::currentIndexChanged, this, &SplitPanel::stale);
    for (QDoubleSpinBox* box : {validation_, test_})
        connect(box, &QDoubleSpinBox::valueChanged, this, &SplitPanel::stale);
    for (QSpinBox* box : {folds_, fold_, seed_})
        connect(box, &QSpinBox::valueChanged, this, &SplitPanel::stale);
    connect(&gallery_, &Gallery::stateChanged, this, &SplitPanel::forget);
    connect(&gallery_, &Gallery::selectionChanged, this, [this] {
        if (scope_->currentIndex() == Scope::Selected) stale();
    });
    connect(&editing_, &SampleEditing::savingChanged, this, &SplitPanel::forget);
    connect(draw_, &QPushButton::clicked, this, &SplitPanel::draw);
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void SplitPanel::build() {
    const auto named = [](auto* widget, const char* name) {
        widget->setObjectName(name);
        return widget;
    };
    const auto combo = [&](const char* name, int entries) {
        auto* made = named(new ComboBox, name);
        for (int i = 0; i < entries; ++i)
            made->addItem({});
        return made;
    };
    const auto share = [&](const char* name) {
        auto* made = named(new QDoubleSpinBox, name);
        made->setRange(0, 99.9);  // all of them would leave nothing to train on
        made->setDecimals(1);
        made->setSingleStep(5);
        made->setValue(10);
        return made;
    };
    const auto number = [&](const char* name, int least, int most, int value) {
        auto* made = named(new QSpinBox, name);
        made->setRange(least, most);
        made->setValue(value);
        return made;
    };
    title_ = new QLabel;
    status_ = named(new QLabel, "split-status");
    setKind(status_, "muted");
    problem_ = named(new QLabel, "split-problem");
    problem_->setTextFormat(Qt::PlainText);
    setKind(problem_, "danger");
    groups_ = named(new QLabel, "split-groups");
    setKind(groups_, "muted");
    for (QLabel* label : {problem_, groups_}) {
        label->setWordWrap(true);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    }
    scope_ = combo("split-scope", 3);
    mode_ = combo("split-mode", 2);
    stratum_ = combo("split-stratum", 4);
    validation_ = share("split-validation");
    test_ = share("split-test");
    folds_ = number("split-folds", 2, 100, 5);
    fold_ = number("split-fold", 1, 100, 1);
    seed_ = number("split-seed", 0, std::numeric_limits<int>::max(), 42);
    draw_ = named(new QPushButton, "split-draw");
    setKind(draw_, "primary");
    close_ = named(iconButton("close"), "split-close");
    list_ = named(new QTreeWidget, "split-list");
    setKind(list_, "plain");
    list_->setColumnCount(4);
    list_->setRootIsDecorated(false);
    list_->setSelectionMode(QAbstractItemView::NoSelection);
    list_->setMinimumHeight(kListHeight);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);

    setMaximumHeight(kHeight);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(title_);
    head->addWidget(status_, 1);
    head->addWidget(draw_);
    head->addWidget(close_);
    auto* choices = new FlowLayout(nullptr, space::kSmall, space::kTight);
    const std::vector<QWidget*> order{scope_, mode_, validation_, test_, folds_, fold_, stratum_, seed_};
    for (QWidget* widget : order)
        choices->addWidget(widget);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(space::kTight);
    layout->addLayout(head);
    layout->addLayout(choices);
    layout->addWidget(problem_);
    layout->addWidget(groups_);
    layout->addWidget(list_, 1);
    for (std::size_t i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
    setTabOrder(order.back(), list_);
    setTabOrder(list_, draw_);
    setTabOrder(draw_, close_);
}

void SplitPanel::open() {
    if (gallery_.dataset().isEmpty()) return;
    show();
    scope_->setCurrentIndex(gallery_.selected().size() > 1 ? Scope::Selected : Scope::All);
    validation_->setFocus(Qt::ShortcutFocusReason);
}

data::SplitPlanOptions SplitPanel::options() const {
    data::SplitPlanOptions options;
    options.shares = {validation_->value() / 100, test_->value() / 100, static_cast<std::uint64_t>(seed_->value())};
    if (mode_->currentIndex() == Mode::Folds) {
        options.folds = folds_->value();
        options.validationFold = fold_->value();
    } else if (stratum_->currentIndex() != Strata::None) {
        options.stratum = stratum_->currentIndex() == Strata::FirstTag     ? data::Stratum::FirstTag
                          : stratum_->currentIndex() == Strata::FirstLabel ? data::Stratum::FirstLabel
                                                                           : data::Stratum::Answer;
    }
    return options;
}

std::optional<std::vector<std::int64_t>> SplitPanel::rows() const {
    switch (scope_->currentIndex()) {
        case Scope::Shown:
            return gallery_.samples().rows();
        case Scope::Selected:
            return gallery_.selected();
        default:
            return std::nullopt;
    }
}

// The samples may be other ones now.
void SplitPanel::forget() {
    samples_.reset();
    stale();
}

void SplitPanel::stale() {
    if (!isVisible()) return;
    if (gallery_.dataset().isEmpty()) return hide();
    ++turn_;
    found_ = {};
    typing_.start();
    say();
}

void SplitPanel::look() {
    typing_.stop();
    // What is waited for makes it look again when it ends.
    if (!isVisible() || looking_ || editing_.saving() || gallery_.state() == Gallery::State::Loading) return;
    looking_ = true;
    inBackground(
        this,
        [project = studio_.session()->folder(), dataset = gallery_.dataset(), samples = samples_, rows = rows(),
         options = options()] {
            return previewSplits(samples ? samples : readSamples(project, dataset), rows, options);
        },
        [this, turn = turn_](Outcome<SplitPreview> outcome) {
            looking_ = false;
            if (turn == turn_)
                take(std::move(outcome));
            else if (!typing_.isActive())
                look();
        });
}

void SplitPanel::take(Outcome<SplitPreview> outcome) {
    if (outcome.value) samples_ = outcome.value->samples;
    found_ = std::move(outcome);
    fill();
    say();
}

void SplitPanel::fill() {
    list_->clear();
    if (!found_.value) return;
    const auto number = [this](std::int64_t count) { return locale().toString(static_cast<qlonglong>(count)); };
    const data::SplitPlan& plan = found_.value->plan;
    for (const char* split : kSplits) {
        const auto part = plan.parts.find(split);
        const data::SplitPlan::Part counts = part == plan.parts.end() ? data::SplitPlan::Part() : part->second;
        const double share = found_.value->drawn > 0
                                 ? 100.0 * static_cast<double>(counts.after) / static_cast<double>(found_.value->drawn)
                                 : 0;
        auto* item = new QTreeWidgetItem(
            {splitText(split), number(counts.before),
             tr("%1 (%2 %)", "samples and their share").arg(number(counts.after), locale().toString(share, 'f', 1)),
             number(counts.groups)});
        for (const int column : {Column::Before, Column::After, Column::Groups})
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        list_->addTopLevelItem(item);
    }
}

void SplitPanel::say() {
    const bool folds = mode_->currentIndex() == Mode::Folds;
    for (QWidget* widget :
         {static_cast<QWidget*>(validation_), static_cast<QWidget*>(test_), static_cast<QWidget*>(stratum_)})
        widget->setVisible(!folds);
    for (QWidget* widget : {folds_, fold_})
        widget->setVisible(folds);
    const auto& error = found_.error;
    const std::pair<QWidget*, const char*> fields[] = {
        {validation_, "validation"}, {test_, "test"}, {folds_, "folds"}, {fold_, "fold"}};
    for (const auto& [field, name] : fields) {
        const bool wrong = error && error->where() == name;
        setStyleFlag(field, "invalid", wrong);
        field->setAccessibleDescription(wrong ? describe(*error) : QString());
    }
    problem_->setText(!error ? QString()
                      : error->hint().empty()
                          ? QString::fromStdString(error->message())
                          : tr("%1; %2", "what is wrong; what to do")
                                .arg(QString::fromStdString(error->message()), QString::fromStdString(error->hint())));
    problem_->setVisible(error.has_value());
    const auto& preview = found_.value;
    status_->setText(error      ? QString()
                     : !preview ? tr("Counting…")
                                : tr("%Ln samples change", nullptr, static_cast<int>(preview->plan.changed)));
    QStringList sentences{tr("Samples of one group, such as all that show one picture, are never divided.")};
    if (preview) {
        sentences << tr("There are %1 in %2.", "samples, groups")
                         .arg(tr("%Ln samples", nullptr, static_cast<int>(preview->drawn)),
                              tr("%Ln groups", nullptr, static_cast<int>(preview->groups)));
        if (preview->along > 0)
            sentences << tr("%Ln of them were not asked for, but belong to a group with one that was.", nullptr,
                            static_cast<int>(preview->along));
        if (!preview->plan.folds.empty()) {
            QStringList sizes;
            for (const std::int64_t size : preview->plan.folds)
                sizes << locale().toString(static_cast<qlonglong>(size));
            sentences << tr("The folds have %1 samples; each sample gets its fold as a tag, fold-1 to fold-%2.")
                             .arg(sizes.join(", "))
                             .arg(sizes.size());
        }
    }
    groups_->setText(sentences.join(' '));
    draw_->setEnabled(preview && preview->plan.changed > 0 && !studio_.session()->readOnly());
}

void SplitPanel::draw() {
    if (!found_.value) return;
    editing_.changeDataset([plan = found_.value->plan](data::Project& project, const std::string& dataset) {
        return data::applySplitPlan(project, dataset, plan);
    });
    forget();
}

// What is counted may have changed while it was away.
void SplitPanel::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    forget();
}

void SplitPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return hide();
    QFrame::keyPressEvent(event);
}

void SplitPanel::retranslate() {
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(tr("Draw splits"));
    scope_->setItemText(Scope::All, tr("Of all samples"));
    scope_->setItemText(Scope::Shown, tr("Of the samples shown"));
    scope_->setItemText(Scope::Selected, tr("Of the selected samples"));
    setHint(scope_, tr("Which samples are shared out: all, those that the gallery's filter leaves, or those selected"));
    mode_->setItemText(Mode::Shares, tr("by shares"));
    mode_->setItemText(Mode::Folds, tr("into folds"));
    setHint(mode_, tr("Shares for validation and test, or folds of equal size for cross-validation"));
    validation_->setPrefix(tr("Validation "));
    validation_->setSuffix(tr(" %"));
    setHint(validation_, tr("How much is held out to watch the training by"));
    test_->setPrefix(tr("Test "));
    test_->setSuffix(tr(" %"));
    setHint(test_, tr("How much is held out to compare models by"));
    folds_->setSuffix(tr(" folds"));
    setHint(folds_, tr("How many folds of equal size"));
    fold_->setPrefix(tr("validate on fold "));
    setHint(fold_, tr("Whose samples are for validation; all others are for training"));
    stratum_->setItemText(Strata::None, tr("at random"));
    stratum_->setItemText(Strata::FirstTag, tr("balanced by tag"));
    stratum_->setItemText(Strata::FirstLabel, tr("balanced by label"));
    stratum_->setItemText(Strata::Answer, tr("balanced by answer"));
    setHint(stratum_, tr("Whether every split gets its share of each first tag, first label or answer"));
    seed_->setPrefix(tr("Seed "));
    setHint(seed_, tr("The same seed draws the same splits"));
    draw_->setText(tr("Draw"));
    draw_->setToolTip(tr("Puts each sample into its split; undo takes it back"));
    setHint(close_, tr("Put the splits away"));
    list_->setHeaderLabels({tr("Split"), tr("Samples now"), tr("Then"), tr("Groups then")});
    list_->setAccessibleName(tr("Samples of each split before and after"));
    fill();
    if (studio_.session()) say();
}

}  // namespace atelier::ui
