#include "pages/sweeps/sweep_maker.h"

#include "card.h"
#include "combo_box.h"
#include "common/file.h"
#include "controls.h"
#include "evaluation/metric.h"
#include "flow_layout.h"
#include "pages/recipe/recipe_words.h"
#include "pages/runs/run_records.h"
#include "pages/sweeps/parameter_row.h"
#include "pages/sweeps/sweep_words.h"
#include "settings/stages.h"
#include "theme/icon.h"
#include "theme/theme.h"
#include "training/run_folder.h"

#include <QCompleter>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kNumber = 120;  // pixels of a field for one

// What is tried most.
constexpr const char* kUsual[] = {"learning_rate", "lora_rank", "num_train_epochs", "gradient_accumulation_steps",
                                  "lr_scheduler_type"};
// What a trial cannot differ in.
constexpr const char* kFixed[] = {"model_name_or_path", "adapter_name_or_path",   "dataset",
                                  "output_dir",         "cross_validation_folds", settings::kStages};

bool isFixed(const std::string& key) {
    return std::find(std::begin(kFixed), std::end(kFixed), key) != std::end(kFixed);
}

}  // namespace

SweepMaker::SweepMaker(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("sweep-maker");
    build();
    retranslate();
    offer();
    connect(search_, &QLineEdit::returnPressed, this, &SweepMaker::addTyped);
    connect(
        search_->completer(), qOverload<const QModelIndex&>(&QCompleter::activated), this,
        [this](const QModelIndex& index) {
            add(index.data(Qt::UserRole).toString().toStdString());
            search_->clear();
        },
        Qt::QueuedConnection);
    for (const auto& [key, chip] : usual_)
        connect(chip, &QPushButton::clicked, this, [this, key] { add(key); });
    connect(method_, &QComboBox::currentIndexChanged, this, &SweepMaker::arrange);
    connect(metric_, &QComboBox::currentIndexChanged, this, &SweepMaker::check);
    for (QSpinBox* number : {runs_, steps_, rungs_, eta_})
        connect(number, &QSpinBox::valueChanged, this, &SweepMaker::check);
    connect(name_, &QLineEdit::textEdited, this, &SweepMaker::check);
    connect(start_, &QPushButton::clicked, this, &SweepMaker::startWanted);
    connect(cancel_, &QPushButton::clicked, this, &SweepMaker::cancelWanted);
    connect(&theme(), &Theme::changed, this, &SweepMaker::retranslate);
    arrange();
}

void SweepMaker::build() {
    auto* inside = new QWidget;
    auto* column = new QWidget(inside);
    column->setMaximumWidth(760);
    auto* rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, space::kSmall, 0);
    rows->setSpacing(space::kMedium);
    intro_ = new QLabel(column);
    base_ = new QLabel(column);
    base_->setObjectName("sweep-base");
    for (QLabel* label : {intro_, base_}) {
        label->setWordWrap(true);
        label->setProperty("kind", "muted");
        label->setTextFormat(Qt::PlainText);
        rows->addWidget(label);
    }

    what_ = new Card({}, column);
    nothing_ = new QLabel(what_);
    nothing_->setWordWrap(true);
    nothing_->setProperty("kind", "muted");
    list_ = new QVBoxLayout;
    list_->setSpacing(space::kSmall);
    search_ = new QLineEdit(what_);
    search_->setObjectName("sweep-search");
    search_->setClearButtonEnabled(true);
    search_->addAction(icon("search", Role::TextFaint), QLineEdit::LeadingPosition);
    auto* completer = new QCompleter(new QStandardItemModel(this), this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    setKind(completer->popup(), "completion");
    search_->setCompleter(completer);
    chips_ = new QWidget(what_);
    auto* flow = new FlowLayout(chips_, space::kTight, space::kTight);
    flow->setContentsMargins(0, 0, 0, 0);
    for (const char* key : kUsual)
        if (settings::findOption(key)) {
            auto* chip = new QPushButton(icon("plus"), {}, chips_);
            chip->setObjectName(QString("sweep-add-") + key);
            chip->setProperty("kind", "chip");
            flow->addWidget(chip);
            usual_.emplace_back(key, chip);
        }
    what_->body()->addWidget(nothing_);
    what_->body()->addLayout(list_);
    what_->body()->addWidget(search_);
    what_->body()->addWidget(chips_);
    rows->addWidget(what_);
    how_ = new Card({}, column);
    buildHow();
    rows->addWidget(how_);
    rows->addStretch(1);
    auto* middle = new QHBoxLayout(inside);
    middle->setContentsMargins(0, 0, 0, 0);
    middle->addStretch(1);
    middle->addWidget(column, 1000);
    middle->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    buildEnd();
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(space::kMedium);
    whole->addWidget(scroll, 1);
    whole->addWidget(end_);
}

// What comes of it and the start stay to be seen while the rest is scrolled.
void SweepMaker::buildEnd() {
    end_ = new QWidget(this);
    count_ = new QLabel(end_);
    count_->setObjectName("sweep-count");
    count_->setWordWrap(true);
    count_->setTextFormat(Qt::PlainText);
    start_ = new QPushButton(end_);
    start_->setObjectName("sweep-start");
    start_->setProperty("kind", "primary");
    start_->setIcon(icon("play", Role::OnAccent));
    cancel_ = new QPushButton(end_);
    cancel_->setObjectName("sweep-cancel");
    auto* line = new QHBoxLayout(end_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(count_, 1);
    line->addWidget(cancel_);
    line->addWidget(start_);
}

void SweepMaker::buildHow() {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kSmall);
    grid->setColumnStretch(1, 1);
    const auto add = [&](QLabel*& title, QWidget* field) {
        title = new QLabel(how_);
        title->setBuddy(field);
        const int row = grid->rowCount();
        grid->addWidget(title, row, 0);
        grid->addWidget(field, row, 1, Qt::AlignLeft);
    };
    const auto number = [&](QLabel*& title, const char* name, int least, int most, int value) {
        auto* box = new QSpinBox(how_);
        box->setObjectName(name);
        box->setRange(least, most);
        box->setValue(value);
        box->setFixedWidth(kNumber);
        add(title, box);
        return box;
    };
    name_ = new QLineEdit(how_);
    name_->setObjectName("sweep-name");
    name_->setMaxLength(100);
    name_->setMinimumWidth(240);
    add(nameTitle_, name_);
    method_ = new ComboBox(14, how_);
    method_->setObjectName("sweep-method");
    for (const char* method : {"grid", "random", "halving"})
        method_->addItem(QString(), QString(method));
    add(methodTitle_, method_);
    methodHint_ = new QLabel(how_);
    methodHint_->setWordWrap(true);
    methodHint_->setProperty("kind", "muted");
    grid->addWidget(methodHint_, grid->rowCount(), 1);
    metric_ = new ComboBox(24, how_);
    metric_->setObjectName("sweep-metric");
    for (const char* logged : {"eval_loss", "loss"})
        metric_->addItem(QString(), QString(logged));
    for (const auto& [name, metric] : evaluation::Metrics::instance().all())
        metric_->addItem(QString(), QString::fromStdString(name));
    add(metricTitle_, metric_);
    runs_ = number(runsTitle_, "sweep-runs", 1, 10'000, 9);
    steps_ = number(stepsTitle_, "sweep-steps", 1, 1'000'000, 20);
    rungs_ = number(rungsTitle_, "sweep-rungs", 2, 20, 3);
    eta_ = number(etaTitle_, "sweep-eta", 2, 100, 3);
    how_->body()->addLayout(grid);
}

// All options by label and key.
void SweepMaker::offer() {
    auto* model = static_cast<QStandardItemModel*>(search_->completer()->model());
    model->clear();
    for (const auto& group : settings::allGroups())
        for (const auto& option : group.options) {
            if (isFixed(option.key)) continue;
            const QString key = QString::fromStdString(option.key);
            auto* item =
                new QStandardItem(tr("%1 – %2", "a setting's name and key").arg(settingTitle(option.key), key));
            item->setData(key, Qt::UserRole);
            model->appendRow(item);
        }
}

void SweepMaker::addTyped() {
    const QString text = search_->text().trimmed();
    if (text.isEmpty()) return;
    std::string key = text.toStdString();
    if (!settings::findOption(key)) {
        const auto* model = search_->completer()->completionModel();
        if (model->rowCount() == 0) return;
        key = model->index(0, 0).data(Qt::UserRole).toString().toStdString();
    }
    search_->clear();
    add(key);
}

void SweepMaker::add(const std::string& key) {
    const auto* option = settings::findOption(key);
    if (!option || isFixed(option->key) || !studio_.session()) return;
    for (const ParameterRow* row : rows_)
        if (row->key() == option->key) return;
    const auto* entry = studio_.session()->recipe().find(option->key);
    auto* row = new ParameterRow(*option, entry ? entry->value : option->defaultValue, what_);
    rows_.push_back(row);
    list_->addWidget(row);
    row->show();
    connect(row, &ParameterRow::changed, this, &SweepMaker::check);
    connect(row, &ParameterRow::removeWanted, this, [this, row] {
        std::erase(rows_, row);
        row->hide();
        row->deleteLater();
        search_->setFocus();
        check();
    });
    check();
}

void SweepMaker::begin() {
    const auto* session = studio_.session();
    if (!session) return;
    const auto project = session->project().folder();
    for (int n = 1;; ++n) {
        const std::string name = "sweep-" + std::to_string(n);
        if (pathExists(jobs::sweepFolder(project, name) / "state.json")) continue;
        name_->setText(QString::fromStdString(name));
        break;
    }
    refresh();
}

void SweepMaker::refresh() {
    retranslate();
}

jobs::SweepPlan SweepMaker::draft() const {
    jobs::SweepPlan plan;
    plan.name = name_->text().trimmed().toStdString();
    plan.recipe = studio_.session()->recipe();
    plan.method = static_cast<jobs::SweepPlan::Method>(method_->currentIndex());
    plan.metric = metric_->currentData().toString().toStdString();
    const auto& metrics = evaluation::Metrics::instance().all();
    const auto metric = metrics.find(plan.metric);
    plan.higherIsBetter = metric != metrics.end() && metric->second.higherIsBetter;
    plan.runs = runs_->value();
    plan.rungSteps = steps_->value();
    plan.rungs = rungs_->value();
    plan.eta = eta_->value();
    for (const ParameterRow* row : rows_)
        plan.parameters.push_back(row->parameter());
    return plan;
}

QString SweepMaker::missing() const {
    const Session* session = studio_.session();
    if (!session) return tr("Open a project first.");
    if (session->readOnly()) return tr("The project is open for reading only.");
    if (session->model().isEmpty()) return tr("A model is missing: open one on the page Model.");
    if (session->dataset().isEmpty()) return tr("Data is missing: choose a dataset on the page Data.");
    if (!session->recipe().find("finetuning_type")) return tr("A recipe is missing: choose one on the page Recipe.");
    if (rows_.empty()) return tr("Add a setting to try.");
    return {};
}

QString SweepMaker::nameProblem() const {
    const std::string name = name_->text().trimmed().toStdString();
    try {
        training::checkRunName(name);
    } catch (const Error&) {
        return tr("Letters, digits, - and _ are fine as a name.");
    }
    const auto project = studio_.session()->project().folder();
    if (pathExists(jobs::sweepFolder(project, name) / "state.json"))
        return tr("A sweep of this name is there already.");
    if (pathExists(project / "runs" / (name + "-001"))) return tr("Runs of this name are there already.");
    return {};
}

void SweepMaker::check() {
    plan_.reset();
    nothing_->setVisible(rows_.empty());
    for (const auto& [key, chip] : usual_)
        chip->setVisible(std::none_of(rows_.begin(), rows_.end(), [&](const auto* row) { return row->key() == key; }));
    for (ParameterRow* row : rows_)
        row->setProblem({});
    problem_ = missing();
    if (problem_.isEmpty()) problem_ = nameProblem();
    QString count;
    if (problem_.isEmpty()) {
        // Read back as the engine will read it: what it would refuse is said here.
        const jobs::SweepPlan draft = this->draft();
        for (std::size_t i = 0; i < rows_.size() && problem_.isEmpty(); ++i) {
            jobs::SweepPlan one = draft;
            one.parameters = {draft.parameters[i]};
            try {
                jobs::trialsOf(jobs::parseSweep(jobs::sweepYaml(one, "recipe.yaml"), "sweep.yaml", one.recipe));
            } catch (const Error& error) {
                QString words = QString::fromStdString(error.message());
                if (!error.hint().empty()) words += QStringLiteral(": ") + QString::fromStdString(error.hint());
                rows_[i]->setProblem(words);
                problem_ = tr("Something above is not right yet.");
            }
        }
        try {
            if (problem_.isEmpty()) {
                auto plan = jobs::parseSweep(jobs::sweepYaml(draft, "recipe.yaml"), "sweep.yaml", draft.recipe);
                count = planText(plan, jobs::trialsOf(plan).size());
                plan_ = std::move(plan);
            }
        } catch (const Error& error) {
            problem_ = describe(error);
        }
    }
    count_->setText(problem_.isEmpty() ? count : problem_);
    setKind(count_, problem_.isEmpty() ? "accent" : "muted");
    start_->setEnabled(plan_.has_value());
    Q_EMIT changed();
}

void SweepMaker::arrange() {
    const bool grid = method_->currentIndex() == 0, halving = method_->currentIndex() == 2;
    for (QWidget* widget : {static_cast<QWidget*>(runsTitle_), static_cast<QWidget*>(runs_)})
        widget->setVisible(!grid);
    for (QWidget* widget : std::initializer_list<QWidget*>{stepsTitle_, steps_, rungsTitle_, rungs_, etaTitle_, eta_})
        widget->setVisible(halving);
    methodHint_->setText(methodHint(method_->currentData().toString().toStdString()));
    check();
}

void SweepMaker::retranslate() {
    intro_->setText(
        tr("A sweep trains the same recipe many times with different settings and finds the best. Each trial is a run "
           "of its own."));
    const Session* session = studio_.session();
    QString base;
    try {
        if (session && session->recipe().find("finetuning_type"))
            base = tr("All else is as the recipe says: %1.").arg(recipeSummary(session->recipe()));
    } catch (const Error& error) {
        base = describe(error);
    }
    base_->setText(base);
    base_->setVisible(!base.isEmpty());
    what_->setTitle(tr("What is tried"));
    nothing_->setText(tr("Choose one setting or more, e.g. the learning rate, and the values to try."));
    search_->setPlaceholderText(tr("Add a setting: type a part of its name"));
    setHint(search_, tr("Looks for a setting by its name or key; Return adds the first"));
    for (const auto& [key, chip] : usual_) {
        chip->setText(settingTitle(key));
        setHint(chip, tr("Try several values of this setting: %1").arg(settingTitle(key)));
    }
    how_->setTitle(tr("How"));
    nameTitle_->setText(tr("&Name"));
    name_->setToolTip(tr("The trials are runs of this name with a number"));
    methodTitle_->setText(tr("M&ethod"));
    metricTitle_->setText(tr("&Judged by"));
    runsTitle_->setText(tr("T&rials"));
    stepsTitle_->setText(tr("Steps of the &first round"));
    rungsTitle_->setText(tr("R&ounds"));
    etaTitle_->setText(tr("One in … goes &on"));
    runs_->setToolTip(tr("How many trials are drawn"));
    steps_->setToolTip(tr("After so many steps the trials are compared for the first time"));
    rungs_->setToolTip(tr("How often they are compared, the end included"));
    eta_->setToolTip(tr("Of so many trials one goes on, for so many times the steps"));
    method_->setToolTip(tr("How the values of the trials are chosen"));
    metric_->setToolTip(tr("The figure by which the best trial is found, on the validation samples"));
    for (int i = 0; i < method_->count(); ++i)
        method_->setItemText(i, methodText(method_->itemData(i).toString().toStdString()));
    for (int i = 0; i < metric_->count(); ++i)
        metric_->setItemText(i, metricText(metric_->itemData(i).toString().toStdString()));
    start_->setText(tr("&Start the sweep"));
    start_->setToolTip(tr("Trains the trials one after another"));
    cancel_->setText(tr("&Back"));
    cancel_->setToolTip(tr("To the list of sweeps; what is filled in stays"));
    for (ParameterRow* row : rows_)
        row->retranslate();
    arrange();
}

}  // namespace atelier::ui
