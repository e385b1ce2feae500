#include "pages/sweeps/sweep_maker.h"

#include "card.h"
#include "common/file.h"
#include "controls.h"
#include "evaluation/metric.h"
#include "pages/runs/run_records.h"
#include "pages/sweeps/parameter_row.h"
#include "pages/sweeps/sweep_words.h"
#include "runs/run_folder.h"
#include "settings/stages.h"
#include "theme/theme.h"

#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

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
    for (QSpinBox* number : {runs_, seed_, steps_, rungs_, eta_})
        connect(number, &QSpinBox::valueChanged, this, &SweepMaker::check);
    connect(name_, &QLineEdit::textEdited, this, &SweepMaker::check);
    connect(start_, &QPushButton::clicked, this, &SweepMaker::startWanted);
    connect(cancel_, &QPushButton::clicked, this, &SweepMaker::cancelWanted);
    connect(&theme(), &Theme::changed, this, &SweepMaker::retranslate);
    arrange();
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
        if (pathExists(runs::sweepFolder(project, name) / "state.json")) continue;
        name_->setText(QString::fromStdString(name));
        break;
    }
    refresh();
}

void SweepMaker::refresh() {
    retranslate();
}

runs::SweepPlan SweepMaker::draft() const {
    runs::SweepPlan plan;
    plan.name = name_->text().trimmed().toStdString();
    plan.recipe = studio_.session()->recipe();
    plan.method = static_cast<runs::SweepPlan::Method>(method_->currentIndex());
    plan.metric = metric_->currentData().toString().toStdString();
    const auto& metrics = evaluation::Metrics::instance().all();
    const auto metric = metrics.find(plan.metric);
    plan.higherIsBetter = metric != metrics.end() && metric->second.higherIsBetter;
    plan.runs = runs_->value();
    plan.seed = seed_->value();
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
        runs::checkRunName(name);
    } catch (const Error&) {
        return tr("Letters, digits, - and _ are fine as a name.");
    }
    const auto project = studio_.session()->project().folder();
    if (pathExists(runs::sweepFolder(project, name) / "state.json"))
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
        const runs::SweepPlan draft = this->draft();
        for (std::size_t i = 0; i < rows_.size() && problem_.isEmpty(); ++i) {
            runs::SweepPlan one = draft;
            one.parameters = {draft.parameters[i]};
            try {
                runs::trialsOf(runs::parseSweep(runs::sweepYaml(one, "recipe.yaml"), "sweep.yaml", one.recipe));
            } catch (const Error& error) {
                QString words = QString::fromStdString(error.message());
                if (!error.hint().empty()) words += QStringLiteral(": ") + QString::fromStdString(error.hint());
                rows_[i]->setProblem(words);
                problem_ = tr("Something above is not right yet.");
            }
        }
        try {
            if (problem_.isEmpty()) {
                auto plan = runs::parseSweep(runs::sweepYaml(draft, "recipe.yaml"), "sweep.yaml", draft.recipe);
                count = planText(plan, runs::trialsOf(plan).size());
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
    for (QWidget* widget : std::initializer_list<QWidget*>{runsTitle_, runs_, seedTitle_, seed_})
        widget->setVisible(!grid);
    for (QWidget* widget : std::initializer_list<QWidget*>{stepsTitle_, steps_, rungsTitle_, rungs_, etaTitle_, eta_})
        widget->setVisible(halving);
    methodHint_->setText(methodHint(method_->currentData().toString().toStdString()));
    check();
}

}  // namespace atelier::ui
