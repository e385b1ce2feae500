#pragma once

#include "data/sample.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

namespace store {
class Connection;
}

/// Where a dataset came from. `root` is the folder that all its media must lie in.
struct DatasetInfo {
    std::string name;
    std::string kind;              ///< the format it was read with, e.g. "dataset_info"; empty: made here
    std::filesystem::path source;  ///< the file or folder that was imported
    std::filesystem::path root;
    std::vector<DatasetClass> classes = {};  ///< of its regions' labels, in order; empty: the labels say all
};

struct Dataset {
    DatasetInfo info;
    std::int64_t samples = 0, media = 0, turns = 0, regions = 0;
};

/// A project is a folder: `project.sqlite` (datasets and all labels), `runs/`, and `images/` when images were copied
/// in. What it holds is changed by edits (edits.h).
///
/// SQLite in WAL mode with synchronous=FULL: what a call has returned from survives a kill or a power loss. One process
/// (the holder of `project.lock`) writes; any number read. An object belongs to one thread at a time; another thread
/// opens its own, read-only. Every function throws Error naming the project file; SQLite's own exceptions never leave
/// this class.
class Project {
public:
    enum class Access {
        ReadWrite,       ///< Error when another program has the project open for writing
        ReadOnly,        ///< always possible
        ReadOnlyIfBusy,  ///< ReadWrite where possible; else readOnly() is true and readOnlyReason() says why
    };
    enum class Existing { Refuse, Replace };

    /// Makes the folder where needed. Error when a project is already there.
    static Project create(const std::filesystem::path& folder);
    /// Error when there is no project, when a newer Atelier wrote it, or when it is damaged.
    static Project open(const std::filesystem::path& folder, Access access = Access::ReadWrite);
    static Project openOrCreate(const std::filesystem::path& folder);
    static bool isProject(const std::filesystem::path& folder);

    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;
    ~Project();

    const std::filesystem::path& folder() const;  ///< canonical
    std::filesystem::path runs() const { return folder() / "runs"; }
    std::filesystem::path images() const { return folder() / "images"; }
    bool readOnly() const { return !readOnlyReason().empty(); }
    const std::string& readOnlyReason() const;

    /// All or nothing, in one transaction. Sample ids must be unique in the dataset; media paths absolute, or relative
    /// to info.root. Media inside the root are stored relative to it, and a root inside the project relative to the
    /// project, so that both can move. A replaced dataset's history of edits goes with it; the schema of
    /// its key fields stays.
    void addDataset(const DatasetInfo& info, const std::vector<Sample>& samples, Existing existing = Existing::Refuse);
    /// Takes datasets and their samples as they are read.
    class Filler {
    public:
        virtual ~Filler() = default;
        /// The samples that follow are this dataset's. Throws Error where it is there already and must not be replaced.
        virtual void begin(const DatasetInfo& info) = 0;
        virtual void add(const Sample& sample) = 0;
    };
    /// addDataset() of any number of datasets that need not be in memory: all of what `fill` gives, in one transaction,
    /// or nothing where it throws.
    void addDatasets(const std::function<void(Filler&)>& fill, Existing existing = Existing::Refuse);
    /// Without samples: addMedia() and edits bring them. Its root is a folder of its own in images(), which is made
    /// when the first file comes.
    void createDataset(const std::string& name);
    /// Error when the new name is empty or taken.
    void renameDataset(const std::string& name, const std::string& newName);
    /// The list alone, not to be undone: changeClasses() (classes.h) does more. Error when a number or a name stands
    /// twice.
    void setClasses(const std::string& dataset, const std::vector<DatasetClass>& classes);
    /// With its history of edits: this cannot be undone.
    void removeDataset(const std::string& name);
    /// A folder in images() that neither is there nor belongs to a dataset. It is not made.
    std::filesystem::path newImageFolder(const std::string& dataset) const;

    /// In the order they were added, with what they hold counted: a tenth of a second for a million samples.
    std::vector<Dataset> datasets() const;
    /// In the same order, at once.
    std::vector<std::string> datasetNames() const;
    bool hasDataset(const std::string& name) const;
    /// Error listing what there is.
    Dataset dataset(const std::string& name) const;
    /// The same without counting what it holds.
    DatasetInfo info(const std::string& name) const;

    /// Gives one sample after another in the order they were added, never all in memory, and nothing behind the last;
    /// `split` picks those of one split ("" = not assigned). Media paths come back absolute. The project lives longer
    /// and is not changed meanwhile.
    std::function<std::optional<Sample>()> reader(const std::string& dataset,
                                                  const std::optional<std::string>& split = {}) const;
    /// While it lives, all that is read is of one moment, whatever another program writes; this object changes nothing.
    std::shared_ptr<void> moment() const;
    /// reader() as a loop; `visit` returns false to stop.
    void forEachSample(const std::string& dataset, const std::function<bool(Sample&&)>& visit,
                       const std::optional<std::string>& split = {}) const;
    std::vector<Sample> samples(const std::string& dataset, const std::optional<std::string>& split = {}) const;
    Sample sample(const std::string& dataset, const std::string& id) const;

    /// For the functions of this room that read and change what a project holds (edits.h, query.h, ...).
    store::Connection& connection() const { return *connection_; }

private:
    explicit Project(std::unique_ptr<store::Connection> connection);
    std::unique_ptr<store::Connection> connection_;
};

}  // namespace atelier::data
