#include "pages/recipe/recipe_page.h"

#include "common/gpu.h"
#include "models/model_folder.h"
#include "option_form.h"
#include "pages/recipe/check_note.h"
#include "pages/recipe/fact_row.h"
#include "pages/recipe/preset_composer.h"
#include "pages/recipe/preset_list.h"
#include "pages/recipe/rate_finder.h"
#include "pages/recipe/recipe_changes.h"
#include "pages/recipe/recipe_words.h"
#include "pages/recipe/train_command.h"
#include "runs/recipe_paths.h"
#include "state_view.h"
#include "theme/icon.h"

#include <QAction>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kWait = 300;     // milliseconds after the last key
constexpr int kWidest = 1240;  // pixels: presets and a form that is read in one glance

QString recipeFileOf(const Session& session) {
    return session.folder() + "/recipe.yaml";
}

// The one recipe among what is dragged; empty: none.
QString draggedRecipe(const QMimeData* data) {
    for (const QUrl& url : data->urls())
        if (const QString file = url.toLocalFile(); file.endsWith(".yaml") || file.endsWith(".yml")) return file;
    return {};
}

// A text, or a list's only item.
QString lone(const settings::Recipe& recipe, const char* key) {
    const auto* entry = recipe.find(key);
    if (!entry) return {};
    if (const auto* text = std::get_if<std::string>(&entry->value)) return QString::fromStdString(*text);
    const auto* names = std::get_if<std::vector<std::string>>(&entry->value);
    return names && names->size() == 1 ? QString::fromStdString(names->front()) : QString();
}

}  // namespace

RecipePage::RecipePage(Studio& studio, QWidget* parent) : Page(studio, "recipe", parent), owner_(studio.session()) {
    setAcceptDrops(true);
    setWidest(kWidest);
    build();
    addActions();
    wait_.setSingleShot(true);
    wait_.setInterval(kWait);
    connect(&wait_, &QTimer::timeout, this, &RecipePage::apply);
    loadPresets();
    if (!session()) return;
    connect(session(), &Session::recipeChanged, this, [this] {
        if (!filling_) fillForm();
        update();
    });
    connect(session(), &Session::modelChanged, this, [this] {
        updateComputer();
        updateFacts();
    });
    connect(session(), &Session::datasetChanged, this, &RecipePage::updateFacts);
    connect(session(), &Session::dataChanged, this, &RecipePage::updateFacts);
    const QString kept = QString::fromUtf8(this->studio().preferences().place("recipe.base:" + session()->folder()));
    if (presetChoice(kept) || QFileInfo::exists(kept)) setBase(kept);
    // The session leaves a broken file of the project aside: it is said here.
    if (session()->recipe().entries().empty() && QFileInfo::exists(recipeFileOf(*session()))) try {
            settings::Recipe::load(recipeFileOf(*session()).toStdString());
        } catch (const Error& error) {
            error_ = error;
            errorSource_ = recipeFileOf(*session());
        }
    fillForm();
}

RecipePage::~RecipePage() = default;

void RecipePage::addActions() {
    const auto group = [] { return tr("Recipe"); };
    Actions& actions = studio().actions();
    auto* open = actions.add(this,
                             {"recipe.open", group, [] { return tr("Open a recipe…"); },
                              [] { return tr("Fills the form from a YAML file, also one of LLaMA-Factory"); }, "folder",
                              QKeySequence("Ctrl+O")},
                             [this] { askOpen(); });
    auto* save = actions.add(this,
                             {"recipe.save", group, [] { return tr("Save the recipe as YAML…"); },
                              [] { return tr("Writes a file that the command line and other projects take"); }, "save",
                              QKeySequence("Ctrl+S")},
                             [this] { askSave(); });
    auto* copy = actions.add(this,
                             {"recipe.copy", group, [] { return tr("Copy the recipe as a command"); },
                              [] { return tr("Copies the command that trains the same in a terminal"); }, "copy",
                              QKeySequence("Ctrl+Shift+C")},
                             [this] { copyCommand(); });
    auto* find = actions.add(this,
                             {"recipe.find-rate", group, [] { return tr("Find a learning rate…"); },
                              [] { return tr("Searches a rate by training a few steps with rising ones"); }, "chart"},
                             [this] {
                                 this->studio().showPage(id());
                                 showFinder(true);
                             });
    connect(findRate_, &QPushButton::clicked, find, &QAction::trigger);
    connect(finder_, &RateFinder::closed, this, [this] { showFinder(false); });
    connect(finder_, &RateFinder::rateTaken, this, &RecipePage::takeRate);
    connect(open_, &QPushButton::clicked, open, &QAction::trigger);
    connect(save_, &QPushButton::clicked, save, &QAction::trigger);
    connect(copy_, &QPushButton::clicked, copy, &QAction::trigger);
    connect(next_, &QPushButton::clicked, this, [this] { studio().showPage("train"); });
    connect(takeBack_, &QPushButton::clicked, this, &RecipePage::takeBack);
    connect(presets_, &PresetList::chosen, this, &RecipePage::openRecipe);
    connect(model_, &FactRow::linkTriggered, this, [this] { studio().showPage("model"); });
    connect(data_, &FactRow::linkTriggered, this, [this] { studio().showPage("data"); });
    connect(form_, &OptionForm::changed, this, [this](const QString& key) {
        if (filling_) return;
        typed_.insert(key.toStdString());
        wait_.start();
    });
    connect(check_, &CheckNote::fieldWanted, this, [this](const QString& key) {
        showFinder(false);
        form_->reveal(key.toStdString());
    });
    connect(form_, &OptionForm::expertChanged, this,
            [this](bool expert) { studio().preferences().setFlag("recipe.expert", expert); });
    connect(view_, &StateView::primaryTriggered, this, [this] {
        if (error_) {
            openRecipe(errorSource_);
            return;
        }
        openRecipe(likelyPreset().source);
    });
    connect(view_, &StateView::secondaryTriggered, this, [this] {
        if (error_) {
            error_.reset();
            update();
            return;
        }
        settings::Recipe recipe = session()->recipe();
        recipe.set("finetuning_type", std::string("lora"), "form");
        session()->setRecipe(recipe);
    });
}

// --- from files ---

void RecipePage::loadPresets() {
    std::vector<Preset> files;
    try {
        files = readRecipeFiles();
    } catch (const Error& error) {
        studio().say(error);
    }
    // A file that was opened stands among them.
    const auto isBase = [&](const Preset& one) { return one.source == base_->source; };
    if (base_ && !base_->choice && std::none_of(files.begin(), files.end(), isBase))
        files.insert(files.begin(), *base_);
    presets_->setFiles(std::move(files));
    presets_->setChosen(base_ ? base_->source : QString());
}

// The recipe made for the data that is chosen, else for data of the project, else a preset for the model.
Preset RecipePage::likelyPreset() const {
    const Preset* found = nullptr;
    for (const Preset& file : presets_->files()) {
        if (file.problem) continue;
        const std::string dataset = lone(file.recipe, "dataset").toStdString();
        if (dataset.empty()) continue;
        if (dataset == session()->dataset().toStdString()) return file;
        if (!found && session()->hasDataset(dataset)) found = &file;
    }
    return found ? *found : readPreset(presetSource(presets_->composer().proposal()));
}

void RecipePage::openRecipe(QString source) {
    if (!session()) return;
    Preset preset = readPreset(source);
    if (preset.problem) {
        error_ = preset.problem;
        errorSource_ = source;
        update();
        return;
    }
    // What a training takes where a file leaves it open, or has it wrong.
    if (const std::string method = "finetuning_type"; !preset.recipe.find(method))
        preset.recipe.set(method, settings::findOption(method)->defaultValue, source.toStdString() + ":");
    error_.reset();
    apply();
    const settings::Recipe before = session()->recipe();
    const QString baseBefore = base_ ? base_->source : QString();
    const bool worth = chosen() && !changes_.empty();
    const QString datasetBefore = session()->dataset();
    replace(preset.recipe, source);
    if (worth || session()->dataset() != datasetBefore) {
        const QString text = session()->dataset() == datasetBefore
                                 ? tr("The form was filled again; your changes are gone.")
                                 : tr("The form was filled again; the dataset is now “%1”.").arg(session()->dataset());
        studio().say(Studio::Tone::Info, text, tr("Undo"),
                     [this, guard = QPointer<RecipePage>(this), before, baseBefore, datasetBefore] {
                         if (!guard || !session()) return;
                         if (!datasetBefore.isEmpty()) session()->setDataset(datasetBefore);
                         session()->setRecipe(before);
                         setBase(baseBefore);
                         fillForm();
                     });
    }
}

// A model or a dataset that the recipe names is taken where none is chosen; a dataset also where it is in the project:
// a recipe is made for its data.
void RecipePage::replace(const settings::Recipe& recipe, const QString& source) {
    Session* session = this->session();
    filling_ = true;
    if (const QString model = lone(recipe, "model_name_or_path");
        session->model().isEmpty() && QFileInfo::exists(model))
        session->setModel(model);
    if (const QString data = lone(recipe, "dataset"); !data.isEmpty() && session->hasDataset(data.toStdString()))
        session->setDataset(data);
    session->setRecipe(recipe);
    filling_ = false;
    setBase(source);
    fillForm();
}

void RecipePage::setBase(QString source) {
    base_.reset();
    if (!source.isEmpty()) {
        Preset preset = readPreset(source);
        if (!preset.problem) base_ = std::move(preset);
    }
    studio().preferences().setPlace("recipe.base:" + session()->folder(), base_ ? source.toUtf8() : QByteArray());
    OptionForm::Values values;
    if (base_)
        for (const auto& group : settings::allGroups())
            for (const auto& option : group.options)
                values[option.key] = valueIn(base_->recipe, option);
    form_->setBase(values, base_ ? base_->title : QString());
    loadPresets();
}

void RecipePage::takeBack() {
    if (base_) openRecipe(base_->source);
}

void RecipePage::askOpen() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a recipe"), {}, tr("Recipes (*.yaml *.yml)"));
    if (!file.isEmpty()) openRecipe(file);
}

void RecipePage::askSave() {
    QString file =
        QFileDialog::getSaveFileName(this, tr("Save the recipe"), "recipe.yaml", tr("Recipes (*.yaml *.yml)"));
    if (file.isEmpty()) return;
    if (QFileInfo(file).suffix().isEmpty()) file += ".yaml";
    saveRecipe(file);
}

void RecipePage::saveRecipe(const QString& file) {
    if (!session()) return;
    apply();
    try {
        session()->recipe().save(file.toStdString());
    } catch (const Error& error) {
        studio().say(error);
        return;
    }
    setBase(file);
    update();
    studio().say(Studio::Tone::Success, tr("Saved as %1").arg(file));
}

QString RecipePage::command() {
    if (!session()) return {};
    apply();
    const QString folder = session()->folder();
    if (base_ && !base_->choice && base_->usable()) {
        const QString line = trainCommand(session()->recipe(), base_->source, base_->recipe, folder);
        if (!line.isEmpty()) return line;
    }
    // The project's own file always says what the form says.
    if (session()->readOnly() || !QFileInfo::exists(recipeFileOf(*session()))) return {};
    return trainCommand(session()->recipe(), recipeFileOf(*session()), session()->recipe(), folder);
}

void RecipePage::copyCommand() {
    const QString line = command();
    if (line.isEmpty()) {
        studio().say(Studio::Tone::Warning,
                     tr("Save the recipe as YAML first: it has keys that a command cannot say."));
        return;
    }
    QGuiApplication::clipboard()->setText(line);
    studio().say(Studio::Tone::Success, tr("Copied: %1").arg(line));
}

// What was typed just now counts for the search.
void RecipePage::showFinder(bool shown) {
    apply();
    finding_ = shown && chosen();
    update();
}

void RecipePage::takeRate(double rate) {
    form_->setValue("learning_rate", rate);
    showFinder(false);
    form_->reveal("learning_rate");
    studio().say(Studio::Tone::Success, tr("The learning rate is %1 now.").arg(rateText(rate)));
}

// --- between form and session ---

void RecipePage::apply() {
    wait_.stop();
    if (typed_.empty() || !session() || session() != owner_) return;
    settings::Recipe recipe = session()->recipe();
    for (const auto& key : typed_)
        recipe.set(key, form_->value(key), "form");
    typed_.clear();
    filling_ = true;
    session()->setRecipe(recipe);
    filling_ = false;
    update();
}

void RecipePage::fillForm() {
    if (!session()) return;
    filling_ = true;
    typed_.clear();
    wait_.stop();
    for (const auto& group : settings::allGroups())
        for (const auto& option : group.options)
            try {
                form_->setValue(option.key, valueIn(session()->recipe(), option));
            } catch (const Error& error) {
                form_->setProblem(option.key, QString::fromStdString(error.message()));
            }
    showProblems();
    filling_ = false;
    update();
}

std::vector<CheckRow> RecipePage::checkedRows() const {
    if (!chosen() || error_) return {};
    return checkRows(base_ ? base_->keys : std::vector<settings::CheckedKey>(), session()->recipe(),
                     base_ ? base_->source : QString());
}

void RecipePage::showProblems() {
    for (const CheckRow& row : checkedRows())
        if (row.state == settings::CheckedKey::State::Wrong && settings::findOption(row.key.toStdString()) &&
            !row.field.isEmpty())
            form_->setProblem(
                row.field.toStdString(),
                tr("“%1” in the file. %2", "a value, then what is wrong with it").arg(row.value, row.note));
}

// --- what happens around ---

void RecipePage::activated() {
    updateComputer();
    update();
    presets_->reveal();
}

void RecipePage::updateComputer() {
    if (!session()) return;
    QString family;
    try {
        if (!session()->model().isEmpty())
            family = QString::fromStdString(models::openModelFolder(session()->model().toStdString()).modelType);
    } catch (const Error&) {
        // The page Model says what is wrong with it.
    }
    presets_->composer().setModelFamily(family);
    // A GPU that the engine cannot use is none.
    const auto& info = session()->modelInfo();
    const bool unusable = info && info->device == "cpu";
    const std::int64_t memory = unusable ? 0 : gpuMemory(0).value_or(0);
    presets_->composer().setProposedHardware(settings::hardwareFor(memory).key);
}

void RecipePage::hideEvent(QHideEvent* event) {
    apply();
    Page::hideEvent(event);
}

void RecipePage::take(const QStringList& paths) {
    if (!paths.isEmpty()) openRecipe(paths.front());
}

void RecipePage::dragEnterEvent(QDragEnterEvent* event) {
    if (draggedRecipe(event->mimeData()).isEmpty())
        event->ignore();
    else
        event->acceptProposedAction();
}

void RecipePage::dropEvent(QDropEvent* event) {
    const QString file = draggedRecipe(event->mimeData());
    if (file.isEmpty()) return;
    event->acceptProposedAction();
    openRecipe(file);
}

QStringList RecipePage::states() const {
    return {"empty", "done", "changed", "error"};
}

QString RecipePage::state() const {
    if (error_) return "error";
    if (!chosen()) return "empty";
    return base_ && !changes_.empty() ? "changed" : "done";
}

bool RecipePage::chosen() const {
    return session() && session()->recipe().find("finetuning_type");
}

}  // namespace atelier::ui
