#include "data/project.h"

#include "common/error.h"
#include "common/file.h"
#include "data/store/class_list.h"
#include "data/store/connection.h"
#include "data/store/sample_rows.h"

#include <algorithm>

namespace atelier::data {
namespace fs = std::filesystem;
using store::Connection;

namespace {

std::string keyFieldsOf(SQLite::Database& database, std::int64_t dataset) {
    SQLite::Statement select(database, "SELECT key_fields FROM datasets WHERE id = ?");
    select.bind(1, dataset);
    select.executeStep();
    return select.getColumn(0).getString();
}

void insertDataset(SQLite::Database& database, const DatasetInfo& info, const fs::path& project,
                   const std::string& keyFields) {
    SQLite::Statement add(
        database,
        "INSERT INTO datasets (name, kind, source, root, key_fields, classes, indexed) VALUES (?, ?, ?, ?, ?, ?, 1)");
    add.bind(1, info.name);
    add.bind(2, info.kind);
    add.bind(3, info.source.string());
    add.bind(4, store::storedPath(info.root, project).string());
    add.bind(5, keyFields);
    add.bind(6, store::storedClasses(info.classes));
    add.exec();
}

void removeDatasetRow(SQLite::Database& database, std::int64_t id) {
    SQLite::Statement remove(database, "DELETE FROM datasets WHERE id = ?");
    remove.bind(1, id);
    remove.exec();
}

// From the columns id, name, kind, source, classes.
DatasetInfo infoOf(SQLite::Statement& row, const Connection& connection) {
    DatasetInfo info{row.getColumn(1).getString(),
                     row.getColumn(2).getString(),
                     row.getColumn(3).getString(),
                     connection.rootOf(row.getColumn(0).getInt64()),
                     {}};
    info.classes = store::classesFromStored(row.getColumn(4).getString(), info.name);
    return info;
}

// `only`: the number of one of them.
std::vector<Dataset> countedDatasets(const Connection& connection, std::optional<std::int64_t> only) {
    std::vector<Dataset> all;
    SQLite::Statement query(
        connection.database(),
        "SELECT id, name, kind, source, classes FROM datasets WHERE id = coalesce(?, id) ORDER BY id");
    SQLite::Statement count(
        connection.database(),
        std::string("SELECT count(*), total(images + videos), total(turns), total(regions) FROM samples s WHERE ") +
            store::kOfDataset);
    if (only) query.bind(1, *only);
    while (query.executeStep()) {
        count.bind(1, query.getColumn(0).getInt64());
        count.executeStep();
        all.push_back({infoOf(query, connection), count.getColumn(0).getInt64(), count.getColumn(1).getInt64(),
                       count.getColumn(2).getInt64(), count.getColumn(3).getInt64()});
        count.reset();
    }
    return all;
}

void requireName(const std::string& name, const fs::path& file) {
    if (name.empty()) throw Error("a dataset needs a name", file.string());
}

void requireFree(const Connection& connection, const std::string& name) {
    if (connection.datasetId(name))
        throw Error("there is a dataset \"" + name + "\" already", connection.file().string(),
                    "give another --name, or --replace it");
}

}  // namespace

Project::Project(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

const fs::path& Project::folder() const {
    return connection_->folder();
}
const std::string& Project::readOnlyReason() const {
    return connection_->readOnlyReason();
}

bool Project::isProject(const fs::path& folder) {
    std::error_code ignored;
    return fs::is_regular_file(folder / "project.sqlite", ignored);
}

Project Project::create(const fs::path& folder) {
    if (isProject(folder))
        throw Error("there is a project already", folder.string(), "open it, or choose another folder");
    std::error_code code;
    fs::create_directories(folder, code);
    if (code || !fs::is_directory(folder))
        throw Error::failure("cannot create the folder: " + code.message(), folder.string());
    const fs::path place = fs::canonical(folder);
    auto lock = std::make_unique<store::WriterLock>(place);
    if (!lock->held()) throw Error(lock->reason(), place.string());
    return Project(std::make_unique<Connection>(place, Connection::Mode::Create, std::move(lock), ""));
}

Project Project::open(const fs::path& folder, Access access) {
    if (!isProject(folder)) {
        std::error_code code;
        (void)fs::status(folder / "project.sqlite", code);
        if (code == std::errc::permission_denied)
            throw Error("you may not read this folder", folder.string(), "ask its owner for the right to read it");
        throw Error("there is no Atelier project in this folder", folder.string(), "import data into it first");
    }
    const fs::path place = fs::canonical(folder);
    std::unique_ptr<store::WriterLock> lock;
    std::string readOnlyReason;
    if (access == Access::ReadOnly) {
        readOnlyReason = "it was opened read-only";
    } else {
        lock = std::make_unique<store::WriterLock>(place);
        if (!lock->held()) {
            if (access == Access::ReadWrite) throw Error(lock->reason(), place.string(), "close it there first");
            readOnlyReason = lock->reason();
        }
    }
    const auto mode = readOnlyReason.empty() ? Connection::Mode::Write : Connection::Mode::Read;
    return Project(std::make_unique<Connection>(place, mode, std::move(lock), readOnlyReason));
}

Project Project::openOrCreate(const fs::path& folder) {
    return isProject(folder) ? open(folder) : create(folder);
}

namespace {

class StoreFiller : public Project::Filler {
public:
    StoreFiller(Connection& connection, Project::Existing existing) : connection_(connection), existing_(existing) {}

    void begin(const DatasetInfo& info) override {
        requireName(info.name, connection_.file());
        store::requireClasses(info.classes, info.name);
        SQLite::Database& database = connection_.database();
        finish();
        if (existing_ == Project::Existing::Refuse) requireFree(connection_, info.name);
        const auto old = connection_.datasetId(info.name);
        const std::string keyFields = old ? keyFieldsOf(database, *old) : "";
        if (old) removeDatasetRow(database, *old);
        insertDataset(database, info, connection_.folder(), keyFields);
        writer_.emplace(database, database.getLastInsertRowid(), info.root);
    }
    void add(const Sample& sample) override { writer_.value().append(sample); }
    void finish() {
        if (writer_) writer_->finish();
    }

private:
    Connection& connection_;
    Project::Existing existing_;
    std::optional<store::SampleWriter> writer_;
};

}  // namespace

void Project::addDataset(const DatasetInfo& info, const std::vector<Sample>& samples, Existing existing) {
    const auto fill = [&](Filler& filler) {
        filler.begin(info);
        for (const Sample& sample : samples)
            filler.add(sample);
    };
    addDatasets(fill, existing);
}

void Project::addDatasets(const std::function<void(Filler&)>& fill, Existing existing) {
    connection_->write([&] {
        StoreFiller filler(*connection_, existing);
        fill(filler);
        filler.finish();
    });
}

void Project::createDataset(const std::string& name) {
    addDataset({name, "", "", newImageFolder(name), {}}, {});
}

void Project::renameDataset(const std::string& name, const std::string& newName) {
    requireName(newName, connection_->file());
    if (newName == name) return;
    connection_->write([&] {
        const std::int64_t id = connection_->requireDataset(name);
        requireFree(*connection_, newName);
        SQLite::Statement rename(connection_->database(), "UPDATE datasets SET name = ? WHERE id = ?");
        rename.bind(1, newName);
        rename.bind(2, id);
        rename.exec();
    });
}

void Project::setClasses(const std::string& dataset, const std::vector<DatasetClass>& classes) {
    store::requireClasses(classes, dataset);
    connection_->write(
        [&] { store::writeClasses(connection_->database(), connection_->requireDataset(dataset), classes); });
}

void Project::removeDataset(const std::string& name) {
    connection_->write([&] { removeDatasetRow(connection_->database(), connection_->requireDataset(name)); });
}

fs::path Project::newImageFolder(const std::string& dataset) const {
    std::string name;
    for (const unsigned char c : dataset)
        name += std::isalnum(c) || c == '-' || c == '_' ? static_cast<char>(c) : '_';
    fs::path folder = images() / name;
    const auto taken = [&] {
        if (pathExists(folder)) return true;
        return connection_->read([&] {
            const std::vector<std::string> names = connection_->datasetNames();
            return std::any_of(names.begin(), names.end(), [&](const std::string& one) {
                return connection_->rootOf(connection_->requireDataset(one)) == folder;
            });
        });
    };
    for (int number = 2; taken(); ++number)
        folder = images() / (name + "-" + std::to_string(number));
    return folder;
}

DatasetInfo Project::info(const std::string& name) const {
    return connection_->read([&] {
        SQLite::Statement query(connection_->database(),
                                "SELECT id, name, kind, source, classes FROM datasets WHERE id = ?");
        query.bind(1, connection_->requireDataset(name));
        query.executeStep();
        return infoOf(query, *connection_);
    });
}

std::vector<Dataset> Project::datasets() const {
    return connection_->read([&] { return countedDatasets(*connection_, {}); });
}

std::vector<std::string> Project::datasetNames() const {
    return connection_->read([&] { return connection_->datasetNames(); });
}

bool Project::hasDataset(const std::string& name) const {
    return connection_->read([&] { return connection_->datasetId(name).has_value(); });
}

Dataset Project::dataset(const std::string& name) const {
    return connection_->read([&] { return countedDatasets(*connection_, connection_->requireDataset(name)).at(0); });
}

void Project::forEachSample(const std::string& dataset, const std::function<bool(Sample&&)>& visit,
                            const std::optional<std::string>& split) const {
    const auto next = reader(dataset, split);
    while (auto sample = next())
        if (!visit(std::move(*sample))) break;
}

std::function<std::optional<Sample>()> Project::reader(const std::string& dataset,
                                                       const std::optional<std::string>& split) const {
    const Connection* connection = connection_.get();
    return connection->read([&] {
        const std::int64_t id = connection->requireDataset(dataset);
        const auto scan =
            std::make_shared<store::SampleScan>(connection->database(), id, connection->rootOf(id), split);
        return [connection, scan] { return connection->read([&] { return scan->next(); }); };
    });
}

std::shared_ptr<void> Project::moment() const {
    return connection_->read(
        [&]() -> std::shared_ptr<void> { return std::make_shared<SQLite::Transaction>(connection_->database()); });
}

std::vector<Sample> Project::samples(const std::string& dataset, const std::optional<std::string>& split) const {
    std::vector<Sample> all;
    const auto collect = [&](Sample&& sample) {
        all.push_back(std::move(sample));
        return true;
    };
    forEachSample(dataset, collect, split);
    return all;
}

Sample Project::sample(const std::string& dataset, const std::string& id) const {
    return connection_->read([&] {
        const std::int64_t datasetId = connection_->requireDataset(dataset);
        SQLite::Statement row(connection_->database(), std::string("SELECT ") + store::SampleReader::kColumns +
                                                           " FROM samples WHERE dataset = ? AND key = ?");
        row.bind(1, datasetId);
        row.bind(2, id);
        if (!row.executeStep()) throw Error("there is no sample \"" + id + "\"", dataset);
        return store::SampleReader(connection_->database(), datasetId, connection_->rootOf(datasetId)).read(row);
    });
}

}  // namespace atelier::data
