#pragma once

#include "common/error.h"
#include "data/project.h"
#include "protocol/jobs/model.h"
#include "settings/recipe.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace atelier::ui {

class EditQueue;

/// An open project and what was chosen in it: model, dataset, recipe, run. What is chosen is kept in the project's
/// studio.json and recipe.yaml, whole at every change. Window's thread only, but for write().
class Session : public QObject {
    Q_OBJECT

public:
    enum class Create { No, IfMissing };
    /// Throws Error: no project, a damaged one, one of a newer version. A project that another window has open is
    /// opened for reading: readOnlyReason() says so.
    explicit Session(const QString& folder, Create create = Create::No, QObject* parent = nullptr);
    ~Session() override;

    QString folder() const;
    QString name() const;                                                         ///< the folder's own name
    bool isThere() const { return data::Project::isProject(reader_->folder()); }  ///< its folder, on the disk
    bool readOnly() const { return writer_->readOnly(); }
    QString readOnlyReason() const { return QString::fromStdString(writer_->readOnlyReason()); }

    /// For the window's thread. Throws Error as soon as the project's file is damaged.
    const data::Project& project() const { return *reader_; }
    /// Of its datasets, in the order they were added. What cannot be read is said by notRead(), once.
    std::vector<std::string> datasetNames() const;
    bool hasDataset(const std::string& name) const;
    /// Runs `change` with the project opened for writing; for jobs, from any thread, one at a time. Throws Error when
    /// the project is open for reading only.
    void write(const std::function<void(data::Project&)>& change);
    /// Stores what a person edits; what it was given is stored before the session ends.
    EditQueue& edits() { return *edits_; }
    /// What a job has changed is there to be read again.
    void noteDataChanged();

    QString model() const { return model_; }  ///< folder; empty: none
    void setModel(const QString& folder);
    const std::optional<protocol::ModelInfo>& modelInfo() const {
        return modelInfo_;
    }  ///< of model(), once it was read
    void setModelInfo(const protocol::ModelInfo& info);

    QString dataset() const { return dataset_; }  ///< empty: none
    void setDataset(const QString& name);

    /// Model and dataset always stand in it.
    const settings::Recipe& recipe() const { return recipe_; }
    void setRecipe(const settings::Recipe& recipe);

    /// Keys of the recipe's file that are wrong and therefore not in it. Not kept on the disk.
    const QStringList& wrongKeys() const { return wrongKeys_; }
    void setWrongKeys(const QStringList& keys);

    QString run() const { return run_; }  ///< looked at in Train and Compare; empty: none
    void setRun(const QString& name);

    /// What the next new run starts from instead of the model: "RUN" or "RUN@checkpoint-N". Not kept on the disk.
    struct Branch {
        QString from;
        bool withOptimizer = false;
        bool operator==(const Branch&) const = default;
    };
    const std::optional<Branch>& branch() const { return branch_; }
    void setBranch(const std::optional<Branch>& branch);

Q_SIGNALS:
    void dataChanged();
    void modelChanged();
    void datasetChanged();
    void recipeChanged();
    void wrongKeysChanged();
    void runChanged();
    void branchChanged();
    /// A choice could not be kept on disk.
    void notSaved(const atelier::Error& error);
    void notRead(const atelier::Error& error) const;

private:
    void load();
    void save();

    std::unique_ptr<data::Project> writer_, reader_;
    std::mutex writing_;
    QString model_, dataset_, run_;
    std::optional<Branch> branch_;
    std::optional<protocol::ModelInfo> modelInfo_;
    settings::Recipe recipe_;
    QStringList wrongKeys_;
    mutable bool unreadable_ = false;
    std::unique_ptr<EditQueue> edits_;  // goes first: it still writes
};

}  // namespace atelier::ui
