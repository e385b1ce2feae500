#include "pages/data/sample/augment_view.h"

#include "bridge/background.h"
#include "controls.h"
#include "data/augmentation/augmentation.h"
#include "data/augmentation/write_augmented.h"
#include "image_canvas.h"
#include "option_form.h"
#include "pages/data/concepts/concepts_form.h"
#include "pages/data/sample/picture.h"
#include "pages/data/sample/region_list.h"
#include "pages/data/sample/region_outline.h"
#include "pages/recipe/recipe_changes.h"
#include "studio.h"
#include "theme/icon.h"
#include "theme/theme.h"
#include "vision/image.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kVariations = 5, kColumns = 3, kTileHeight = 220;
constexpr int kAfter = 250;  // ms without a change
constexpr const char *kFirst = "augment_", *kConcepts = "concepts";

// The recipe's options that this view is about.
std::vector<settings::Group> augmentGroups() {
    std::vector<settings::Group> groups;
    for (settings::Group group : settings::allGroups()) {
        std::erase_if(group.options, [](const settings::Option& option) { return !option.key.starts_with(kFirst); });
        if (!group.options.empty()) groups.push_back(std::move(group));
    }
    return groups;
}

std::uint64_t seedOf(const settings::Recipe& recipe) {
    const settings::Option* option = settings::findOption("seed");
    return option ? static_cast<std::uint64_t>(std::get<std::int64_t>(valueIn(recipe, *option))) : 0;
}

QString wordsOf(const data::Sample& sample) {
    QStringList turns;
    for (const data::Turn& turn : sample.turns)
        turns << QString::fromStdString(turn.text).remove(data::kImageMark).remove(data::kVideoMark).simplified();
    return turns.join('\n');
}

}  // namespace

struct AugmentView::Look {
    QImage picture;
    std::vector<CanvasRegion> regions;
    QString text, note;  ///< note: why the picture was not moved
};

AugmentView::AugmentView(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("data-augment");
    title_ = new QLabel;
    again_ = new QPushButton;
    again_->setObjectName("augment-again");
    again_->setIcon(icon("refresh"));
    copies_ = new QSpinBox;
    copies_->setObjectName("augment-copies");
    copies_->setRange(1, 100);
    write_ = new QPushButton;
    write_->setObjectName("augment-write");
    write_->setIcon(icon("save"));
    close_ = new QPushButton;
    close_->setObjectName("augment-close");
    setKind(close_, "primary");
    problem_ = new QLabel;
    problem_->setObjectName("augment-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    problem_->hide();
    form_ = new OptionForm;
    form_->setObjectName("augment-form");
    form_->setGroups(augmentGroups());
    form_->setExpert(true);  // whoever comes here wants to see them all
    form_->setMinimumWidth(320);
    concepts_ = new ConceptsForm;
    auto* rules = new QScrollArea;
    rules->setWidget(concepts_);
    rules->setWidgetResizable(true);
    rules->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* left = new QSplitter(Qt::Vertical);
    left->addWidget(form_);
    left->addWidget(rules);
    left->setChildrenCollapsible(false);
    left->setStretchFactor(0, 3);
    left->setStretchFactor(1, 2);
    left->setSizes({360, 260});  // a rule is seen whole

    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(title_, 1);
    for (QWidget* widget : {static_cast<QWidget*>(again_), static_cast<QWidget*>(copies_),
                            static_cast<QWidget*>(write_), static_cast<QWidget*>(close_)})
        head->addWidget(widget);
    auto* inside = new QWidget;
    auto* grid = new QGridLayout(inside);
    grid->setContentsMargins(0, 0, space::kSmall, 0);
    grid->setSpacing(space::kSmall);
    for (int i = 0; i <= kVariations; ++i) {
        Tile tile{new QFrame, new QLabel, new QLabel, new ImageCanvas};
        setKind(tile.frame, "card");
        setKind(tile.title, "muted");
        tile.text->setWordWrap(true);
        tile.text->setTextFormat(Qt::PlainText);
        tile.text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
        tile.canvas->setFixedHeight(kTileHeight);
        tile.canvas->setObjectName("augment-picture-" + QString::number(i));
        auto* column = new QVBoxLayout(tile.frame);
        column->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
        column->setSpacing(space::kTight);
        column->addWidget(tile.title);
        column->addWidget(tile.canvas);
        column->addWidget(tile.text);
        column->addStretch(1);
        grid->addWidget(tile.frame, i / kColumns, i % kColumns);
        grid->setColumnStretch(i % kColumns, 1);
        tiles_.push_back(tile);
    }
    grid->setRowStretch(kVariations / kColumns + 1, 1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* parts = new QSplitter(Qt::Horizontal);
    parts->addWidget(left);
    parts->addWidget(scroll);
    parts->setChildrenCollapsible(false);
    parts->setStretchFactor(0, 2);
    parts->setStretchFactor(1, 4);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addLayout(head);
    layout->addWidget(problem_);
    layout->addWidget(parts, 1);

    wait_.setSingleShot(true);
    wait_.setInterval(kAfter);
    connect(&wait_, &QTimer::timeout, this, &AugmentView::preview);
    connect(again_, &QPushButton::clicked, this, [this] {
        epoch_ += kVariations;
        preview();
    });
    connect(write_, &QPushButton::clicked, this, &AugmentView::writeOut);
    connect(close_, &QPushButton::clicked, this, &AugmentView::closed);
    connect(form_, &OptionForm::changed, this, [this](const QString& key) {
        if (filling_) return;
        settings::Recipe recipe = studio_.session()->recipe();
        recipe.set(key.toStdString(), form_->value(key.toStdString()), "form");
        filling_ = true;
        studio_.session()->setRecipe(recipe);
        filling_ = false;
        wait_.start();
    });
    connect(concepts_, &ConceptsForm::rulesChanged, this, [this] {
        settings::Recipe recipe = studio_.session()->recipe();
        recipe.set(kConcepts, concepts_->rules(), "form");
        filling_ = true;
        studio_.session()->setRecipe(recipe);
        filling_ = false;
        wait_.start();
    });
    if (studio_.session())
        connect(studio_.session(), &Session::recipeChanged, this, [this] {
            if (!filling_ && isVisible()) fillForm();
        });
}

void AugmentView::setSample(const QString& dataset, const std::optional<data::Sample>& sample) {
    dataset_ = dataset;
    sample_ = sample;
    epoch_ = 1;
    if (!isVisible()) return;
    concepts_->setDataset(studio_.session()->folder(), dataset_);
    wait_.start();
}

void AugmentView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    fillForm();
    concepts_->setDataset(studio_.session()->folder(), dataset_);
}

void AugmentView::fillForm() {
    filling_ = true;
    for (const settings::Group& group : augmentGroups())
        for (const settings::Option& option : group.options)
            try {
                form_->setValue(option.key, valueIn(studio_.session()->recipe(), option));
            } catch (const Error& error) {
                form_->setProblem(option.key, QString::fromStdString(error.message()));
            }
    try {
        const settings::Option* option = settings::findOption(kConcepts);
        concepts_->setRules(std::get<std::vector<std::string>>(valueIn(studio_.session()->recipe(), *option)));
    } catch (const Error& error) {
        concepts_->setProblem(QString::fromStdString(error.message()));
    }
    filling_ = false;
    wait_.start();
}

std::vector<AugmentView::Look> AugmentView::draw(const QString& folder, const settings::Recipe& recipe,
                                                 const data::Sample& sample, std::int64_t first) {
    const auto project = data::Project::open(folder.toStdString(), data::Project::Access::ReadOnly);
    const data::Augmenter augmenter = data::makeAugmenter(recipe, project, seedOf(recipe));
    LabelColors colors;
    std::vector<Look> looks;
    for (int i = 0; i <= kVariations; ++i) {
        data::Augmented varied{sample, {}, 0, {}};
        if (i > 0)
            varied = augmenter.augment(sample, first + i - 1, augmenter.opener());
        else if (!sample.media.empty() && sample.media[0].kind == data::Media::Kind::Image)
            varied.images.push_back(augmenter.opener()(sample.media[0]));
        Look look;
        if (!varied.images.empty() && varied.images[0].width > 0) look.picture = toImage(varied.images[0]);
        for (const data::Region& region : varied.sample.regions)
            if (region.media == 0)
                look.regions.push_back(drawnRegion(region, varied.sample.media[0], colors.of(region.label)));
        look.text = wordsOf(varied.sample);
        look.note = QString::fromStdString(varied.straight);
        looks.push_back(std::move(look));
    }
    return looks;
}

void AugmentView::preview() {
    wait_.stop();
    if (!sample_ || !isVisible() || !studio_.session()) return;
    const std::uint64_t turn = ++turn_;
    inBackground(
        this,
        [folder = studio_.session()->folder(), recipe = studio_.session()->recipe(), sample = *sample_,
         first = epoch_] { return draw(folder, recipe, sample, first); },
        [this, turn](Outcome<std::vector<Look>> outcome) {
            if (turn != turn_) return;
            problem_->setVisible(outcome.error.has_value());
            if (outcome.error) return problem_->setText(describe(*outcome.error));
            showLooks(*outcome.value);
        });
}

void AugmentView::showLooks(const std::vector<Look>& looks) {
    for (std::size_t i = 0; i < looks.size(); ++i) {
        const Look& look = looks[i];
        Tile& tile = tiles_[i];
        tile.title->setText(
            i == 0 ? tr("As it is")
            : look.note.isEmpty()
                ? tr("Epoch %1").arg(epoch_ + static_cast<int>(i) - 1)
                : tr("Epoch %1, not moved: %2").arg(QString::number(epoch_ + static_cast<int>(i) - 1), look.note));
        if (look.picture.isNull())
            tile.canvas->showEmpty(tr("No picture"));
        else
            tile.canvas->setImage(look.picture);
        tile.canvas->setLabelsShown(look.regions.size() <= 6);
        tile.canvas->setRegions(look.regions);
        tile.text->setText(look.text);
    }
}

void AugmentView::writeOut() {
    Session* session = studio_.session();
    if (dataset_.isEmpty() || session->readOnly()) return;
    std::string name = dataset_.toStdString() + "_augmented";
    for (int number = 2; session->hasDataset(name); ++number)
        name = dataset_.toStdString() + "_augmented_" + std::to_string(number);
    const auto report = std::make_shared<data::AugmentReport>();
    const client::JobId job = studio_.jobs().start(
        {"augment", tr("Variations of %1").arg(dataset_).toStdString(), client::JobSpec::Lane::Light},
        [session, name, dataset = dataset_.toStdString(), recipe = session->recipe(), copies = copies_->value(),
         report](protocol::Control& control, const protocol::EventSink& events) {
            events(protocol::PhaseChanged{"augmenting"});
            session->write([&](data::Project& project) {
                *report =
                    data::writeAugmented(project, dataset, name, data::makeAugmenter(recipe, project, seedOf(recipe)),
                                         copies, protocol::watchFor(control.stopToken(), events));
            });
            return Json();
        });
    studio_.jobs().whenEnded(job, this, [=, this](const client::JobStatus& status) {
        if (status.error) return studio_.say(*status.error);
        if (status.state != protocol::State::Done) return;
        studio_.session()->noteDataChanged();
        studio_.say(Studio::Tone::Success,
                    tr("%Ln variations are in the dataset %1.", nullptr, static_cast<int>(report->written))
                        .arg(QString::fromStdString(name)));
    });
}

void AugmentView::retranslate() {
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(tr("How this sample may look while training"));
    again_->setText(tr("Other epochs"));
    again_->setToolTip(tr("Draws the next epochs"));
    setHint(copies_, tr("How many variations of each sample are written"));
    write_->setText(tr("Write as samples"));
    write_->setToolTip(tr("Makes a dataset of variations; what is held out for validation and test is left out"));
    concepts_->retranslate();
    close_->setText(tr("Back to the data"));
    close_->setToolTip(tr("The settings are in the recipe already"));
    wait_.start();
}

}  // namespace atelier::ui
