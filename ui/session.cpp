#include "session.h"

#include "bridge/edit_queue.h"
#include "common/file.h"
#include "common/json.h"
#include "shown_greys.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace atelier::ui {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::filesystem::path pathOf(const QString& text) {
    return std::filesystem::path(text.toStdString());
}

}  // namespace

Session::Session(const QString& folder, Create create, QObject* parent) : QObject(parent) {
    using data::Project;
    const auto path = pathOf(folder);
    if (create == Create::IfMissing && !Project::isProject(path)) Project::create(path);
    writer_ = std::make_unique<Project>(Project::open(path, Project::Access::ReadOnlyIfBusy));
    reader_ = std::make_unique<Project>(Project::open(path, Project::Access::ReadOnly));
    load();
    takeShownGreys(recipe_);
    edits_ = std::make_unique<EditQueue>(*this);
}

Session::~Session() = default;

QString Session::folder() const {
    return QString::fromStdString(reader_->folder().string());
}

QString Session::name() const {
    return QString::fromStdString(reader_->folder().filename().string());
}

void Session::write(const std::function<void(data::Project&)>& change) {
    const std::lock_guard lock(writing_);
    if (writer_->readOnly())
        throw Error("the project is open for reading only", writer_->folder().string(), writer_->readOnlyReason());
    change(*writer_);
}

std::vector<std::string> Session::datasetNames() const {
    try {
        auto names = reader_->datasetNames();
        unreadable_ = false;
        return names;
    } catch (const Error& error) {
        if (!std::exchange(unreadable_, true)) Q_EMIT notRead(error);
        return {};
    }
}

bool Session::hasDataset(const std::string& name) const {
    return contains(datasetNames(), name);
}

void Session::noteDataChanged() {
    const auto names = datasetNames();
    if (!unreadable_ && !dataset_.isEmpty() && !contains(names, dataset_.toStdString())) dataset_.clear();
    if (dataset_.isEmpty() && !names.empty()) setDataset(QString::fromStdString(names.back()));
    Q_EMIT dataChanged();
}

void Session::setModel(const QString& folder) {
    if (folder == model_) return;
    model_ = folder;
    modelInfo_.reset();
    recipe_.set("model_name_or_path", folder.toStdString(), "model");
    save();
    Q_EMIT modelChanged();
    Q_EMIT recipeChanged();
}

void Session::setModelInfo(const protocol::ModelInfo& info) {
    modelInfo_ = info;
    Q_EMIT modelChanged();
}

void Session::setDataset(const QString& name) {
    if (name == dataset_) return;
    dataset_ = name;
    recipe_.set("dataset", std::vector<std::string>{name.toStdString()}, "dataset");
    save();
    Q_EMIT datasetChanged();
    Q_EMIT recipeChanged();
}

void Session::setRecipe(const settings::Recipe& recipe) {
    settings::Recipe whole = recipe;
    if (!model_.isEmpty()) whole.set("model_name_or_path", model_.toStdString(), "model");
    if (!dataset_.isEmpty()) whole.set("dataset", std::vector<std::string>{dataset_.toStdString()}, "dataset");
    if (whole == recipe_) return;
    recipe_ = whole;
    takeShownGreys(recipe_);
    save();
    Q_EMIT recipeChanged();
}

void Session::setRun(const QString& name) {
    if (name == run_) return;
    run_ = name;
    save();
    Q_EMIT runChanged();
}

void Session::setWrongKeys(const QStringList& keys) {
    if (keys == wrongKeys_) return;
    wrongKeys_ = keys;
    Q_EMIT wrongKeysChanged();
}

void Session::setBranch(const std::optional<Branch>& branch) {
    if (branch == branch_) return;
    branch_ = branch;
    Q_EMIT branchChanged();
}

// Files that are missing or broken cost the choices, never the project.
void Session::load() {
    const auto folder = reader_->folder();
    try {
        if (exists(folder / "recipe.yaml")) recipe_ = settings::Recipe::load(folder / "recipe.yaml");
        if (exists(folder / "studio.json")) {
            const Json choices = readJson(folder / "studio.json");
            model_ = QString::fromStdString(choices.value("model", ""));
            dataset_ = QString::fromStdString(choices.value("dataset", ""));
            run_ = QString::fromStdString(choices.value("run", ""));
        }
    } catch (const Error&) {
        model_.clear(), dataset_.clear(), run_.clear();
    } catch (const Json::exception&) {
        model_.clear(), dataset_.clear(), run_.clear();
    }
    if (!dataset_.isEmpty() && !reader_->hasDataset(dataset_.toStdString())) dataset_.clear();
}

void Session::save() {
    if (readOnly()) return;
    try {
        const Json choices{
            {"model", model_.toStdString()}, {"dataset", dataset_.toStdString()}, {"run", run_.toStdString()}};
        writeFileAtomically(reader_->folder() / "studio.json", choices.dump(1) + "\n");
        recipe_.save(reader_->folder() / "recipe.yaml");
    } catch (const Error& error) {
        Q_EMIT notSaved(error);
    }
}

}  // namespace atelier::ui
