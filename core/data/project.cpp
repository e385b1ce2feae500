#include "data/project.h"

#include "common/file.h"
#include "data/store.h"

#include <bit>
#include <cstring>
#include <unistd.h>

namespace atelier::data {
namespace fs = std::filesystem;
using store::guarded;

static_assert(std::endian::native == std::endian::little, "points are stored as little-endian doubles");

namespace {

constexpr int kBusyMilliseconds = 5000;

bool inside(const fs::path& path, const fs::path& root) {
    const fs::path relative = path.lexically_relative(root);
    return !relative.empty() && *relative.begin() != "..";
}

std::string packed(const std::vector<std::array<double, 2>>& points) {
    std::string bytes(points.size() * sizeof(points[0]), '\0');
    if (!points.empty()) std::memcpy(bytes.data(), points.data(), bytes.size());
    return bytes;
}

std::vector<std::array<double, 2>> unpacked(const SQLite::Column& column) {
    std::vector<std::array<double, 2>> points(static_cast<std::size_t>(column.getBytes()) /
                                              sizeof(std::array<double, 2>));
    if (!points.empty()) std::memcpy(points.data(), column.getBlob(), points.size() * sizeof(points[0]));
    return points;
}

void bindText(SQLite::Statement& statement, int index, const std::string& text) {
    statement.bind(index, text);
}

void insert(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
}

// "file:" URI of a database on a medium that cannot be written: SQLite then needs no -wal and -shm files beside it.
std::string immutableUri(const fs::path& file) {
    constexpr const char* kHex = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const unsigned char c : file.string()) {
        if (std::isalnum(c) || c == '/' || c == '.' || c == '-' || c == '_')
            uri += static_cast<char>(c);
        else
            (uri += '%') += {kHex[c >> 4], kHex[c & 15]};
    }
    return uri + "?immutable=1";
}

}  // namespace

struct Project::Impl {
    fs::path folder, file;
    std::unique_ptr<store::WriterLock> lock;
    std::string readOnlyReason;
    std::unique_ptr<SQLite::Database> database;

    void connect(bool create) {
        guarded(file, [&] {
            if (!readOnlyReason.empty()) {
                const bool frozen = ::access(folder.c_str(), W_OK) != 0;
                database = std::make_unique<SQLite::Database>(frozen ? immutableUri(file) : file.string(),
                                                              SQLite::OPEN_READONLY | (frozen ? SQLite::OPEN_URI : 0),
                                                              kBusyMilliseconds);
                return;
            }
            database = std::make_unique<SQLite::Database>(
                file.string(), SQLite::OPEN_READWRITE | (create ? SQLite::OPEN_CREATE : 0), kBusyMilliseconds);
            database->exec("PRAGMA journal_mode = WAL");
            database->exec("PRAGMA synchronous = FULL");
            database->exec("PRAGMA foreign_keys = ON");
        });
    }

    void requireWritable() const {
        if (!readOnlyReason.empty()) throw Error("cannot change the project: " + readOnlyReason, file.string());
    }

    std::optional<std::int64_t> datasetId(const std::string& name) const {
        SQLite::Statement query(*database, "SELECT id FROM datasets WHERE name = ?");
        query.bind(1, name);
        if (!query.executeStep()) return std::nullopt;
        return query.getColumn(0).getInt64();
    }

    std::vector<std::string> datasetNames() const {
        std::vector<std::string> names;
        SQLite::Statement query(*database, "SELECT name FROM datasets ORDER BY id");
        while (query.executeStep())
            names.push_back(query.getColumn(0).getString());
        return names;
    }

    std::int64_t requireDataset(const std::string& name) const {
        if (const auto id = datasetId(name)) return *id;
        std::string known;
        for (const std::string& one : datasetNames())
            known += (known.empty() ? "" : ", ") + one;
        throw Error("there is no dataset \"" + name + "\"", file.string(),
                    known.empty() ? "the project is empty; import one first" : "known: " + known);
    }

    fs::path rootOf(std::int64_t dataset) const {
        SQLite::Statement query(*database, "SELECT root FROM datasets WHERE id = ?");
        query.bind(1, dataset);
        query.executeStep();
        const fs::path root = query.getColumn(0).getString();
        if (root == ".") return folder;
        return root.is_relative() ? (folder / root).lexically_normal() : root;
    }
};

namespace {

// Statements that read one sample's parts, prepared once for many samples.
class SampleReader {
public:
    SampleReader(SQLite::Database& database, fs::path root)
        : root_(std::move(root)),
          media_(database,
                 "SELECT kind, path, crop_left, crop_top, crop_right, crop_bottom FROM media WHERE sample = ? ORDER BY "
                 "ordinal"),
          turns_(database, "SELECT role, text FROM turns WHERE sample = ? ORDER BY ordinal"),
          regions_(database,
                   "SELECT media, shape, points, label, transcription FROM regions WHERE sample = ? ORDER BY ordinal"),
          tags_(database, "SELECT tag FROM tags WHERE sample = ? ORDER BY ordinal") {}

    static constexpr const char* kColumns = "id, key, split, checked, origin, grp";

    Sample read(SQLite::Statement& row) {
        Sample sample;
        const std::int64_t id = row.getColumn(0).getInt64();
        sample.id = row.getColumn(1).getString();
        sample.split = row.getColumn(2).getString();
        sample.checked = row.getColumn(3).getInt() != 0;
        sample.origin = row.getColumn(4).getString();
        sample.group = row.getColumn(5).getString();
        each(media_, id, [&] {
            Media media;
            media.kind = static_cast<Media::Kind>(media_.getColumn(0).getInt());
            const fs::path path = media_.getColumn(1).getString();
            media.path = path.is_relative() ? root_ / path : path;
            if (!media_.isColumnNull(2))
                media.crop = Box{media_.getColumn(2).getDouble(), media_.getColumn(3).getDouble(),
                                 media_.getColumn(4).getDouble(), media_.getColumn(5).getDouble()};
            sample.media.push_back(std::move(media));
        });
        each(turns_, id, [&] {
            sample.turns.push_back(
                {static_cast<Turn::Role>(turns_.getColumn(0).getInt()), turns_.getColumn(1).getString()});
        });
        each(regions_, id, [&] {
            Region region;
            region.media = regions_.getColumn(0).getInt();
            region.shape = static_cast<Region::Shape>(regions_.getColumn(1).getInt());
            region.points = unpacked(regions_.getColumn(2));
            region.label = regions_.getColumn(3).getString();
            region.transcription = regions_.getColumn(4).getString();
            sample.regions.push_back(std::move(region));
        });
        each(tags_, id, [&] { sample.tags.push_back(tags_.getColumn(0).getString()); });
        return sample;
    }

private:
    template <class F>
    void each(SQLite::Statement& statement, std::int64_t id, F&& action) {
        statement.bind(1, id);
        while (statement.executeStep())
            action();
        statement.reset();
    }

    fs::path root_;
    SQLite::Statement media_, turns_, regions_, tags_;
};

class SampleWriter {
public:
    SampleWriter(SQLite::Database& database, std::int64_t dataset, fs::path root)
        : database_(database),
          dataset_(dataset),
          root_(std::move(root)),
          sample_(database,
                  "INSERT INTO samples (dataset, key, split, checked, origin, grp) VALUES (?, ?, ?, ?, ?, ?)"),
          media_(database, "INSERT INTO media VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
          turn_(database, "INSERT INTO turns VALUES (?, ?, ?, ?)"),
          region_(database, "INSERT INTO regions VALUES (?, ?, ?, ?, ?, ?, ?)"),
          tag_(database, "INSERT INTO tags VALUES (?, ?, ?)") {}

    void write(const Sample& sample) {
        sample_.bind(1, dataset_);
        bindText(sample_, 2, sample.id);
        bindText(sample_, 3, sample.split);
        sample_.bind(4, sample.checked ? 1 : 0);
        bindText(sample_, 5, sample.origin);
        bindText(sample_, 6, sample.group);
        insert(sample_);
        const std::int64_t id = database_.getLastInsertRowid();
        for (std::size_t i = 0; i < sample.media.size(); ++i)
            writeMedia(id, i, sample.media[i]);
        for (std::size_t i = 0; i < sample.turns.size(); ++i) {
            place(turn_, id, i);
            turn_.bind(3, static_cast<int>(sample.turns[i].role));
            bindText(turn_, 4, sample.turns[i].text);
            insert(turn_);
        }
        for (std::size_t i = 0; i < sample.regions.size(); ++i)
            writeRegion(id, i, sample.regions[i]);
        for (std::size_t i = 0; i < sample.tags.size(); ++i) {
            place(tag_, id, i);
            bindText(tag_, 3, sample.tags[i]);
            insert(tag_);
        }
    }

private:
    static void place(SQLite::Statement& statement, std::int64_t id, std::size_t ordinal) {
        statement.bind(1, id);
        statement.bind(2, static_cast<std::int64_t>(ordinal));
    }

    void writeMedia(std::int64_t id, std::size_t ordinal, const Media& media) {
        place(media_, id, ordinal);
        media_.bind(3, static_cast<int>(media.kind));
        bindText(media_, 4, (inside(media.path, root_) ? media.path.lexically_relative(root_) : media.path).string());
        for (int column = 5; column <= 8; ++column)
            media_.bind(column);
        if (media.crop) {
            media_.bind(5, media.crop->left);
            media_.bind(6, media.crop->top);
            media_.bind(7, media.crop->right);
            media_.bind(8, media.crop->bottom);
        }
        insert(media_);
    }

    void writeRegion(std::int64_t id, std::size_t ordinal, const Region& region) {
        place(region_, id, ordinal);
        region_.bind(3, region.media);
        region_.bind(4, static_cast<int>(region.shape));
        const std::string points = packed(region.points);
        region_.bind(5, static_cast<const void*>(points.data()), static_cast<int>(points.size()));
        bindText(region_, 6, region.label);
        bindText(region_, 7, region.transcription);
        insert(region_);
    }

    SQLite::Database& database_;
    std::int64_t dataset_;
    fs::path root_;
    SQLite::Statement sample_, media_, turn_, region_, tag_;
};

}  // namespace

Project::Project(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

const fs::path& Project::folder() const {
    return impl_->folder;
}
const std::string& Project::readOnlyReason() const {
    return impl_->readOnlyReason;
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
    auto impl = std::make_unique<Impl>();
    impl->folder = fs::canonical(folder);
    impl->file = impl->folder / "project.sqlite";
    impl->lock = std::make_unique<store::WriterLock>(impl->folder);
    if (!impl->lock->held()) throw Error(impl->lock->reason(), impl->folder.string());
    impl->connect(true);
    guarded(impl->file, [&] { store::createTables(*impl->database); });
    return Project(std::move(impl));
}

Project Project::open(const fs::path& folder, Access access) {
    if (!isProject(folder)) {
        std::error_code code;
        (void)fs::status(folder / "project.sqlite", code);
        if (code == std::errc::permission_denied)
            throw Error("you may not read this folder", folder.string(), "ask its owner for the right to read it");
        throw Error("there is no Atelier project in this folder", folder.string(), "import data into it first");
    }
    auto impl = std::make_unique<Impl>();
    impl->folder = fs::canonical(folder);
    impl->file = impl->folder / "project.sqlite";
    if (access == Access::ReadOnly) {
        impl->readOnlyReason = "it was opened read-only";
    } else {
        impl->lock = std::make_unique<store::WriterLock>(impl->folder);
        if (!impl->lock->held()) {
            if (access == Access::ReadWrite)
                throw Error(impl->lock->reason(), impl->folder.string(), "close it there first");
            impl->readOnlyReason = impl->lock->reason();
        }
    }
    impl->connect(false);
    guarded(impl->file, [&] {
        if (impl->readOnlyReason.empty() && store::isBlank(*impl->database)) store::createTables(*impl->database);
        store::checkVersion(*impl->database, impl->file);
    });
    return Project(std::move(impl));
}

Project Project::openOrCreate(const fs::path& folder) {
    return isProject(folder) ? open(folder) : create(folder);
}

void Project::addDataset(const DatasetInfo& info, const std::vector<Sample>& samples, Existing existing) {
    impl_->requireWritable();
    if (info.name.empty()) throw Error("a dataset needs a name", impl_->file.string());
    guarded(impl_->file, [&] {
        SQLite::Database& database = *impl_->database;
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        if (const auto old = impl_->datasetId(info.name)) {
            if (existing == Existing::Refuse)
                throw Error("there is a dataset \"" + info.name + "\" already", impl_->file.string(),
                            "give another name, or ask for it to be replaced");
            SQLite::Statement remove(database, "DELETE FROM datasets WHERE id = ?");
            remove.bind(1, *old);
            remove.exec();
        }
        SQLite::Statement add(database, "INSERT INTO datasets (name, kind, source, root) VALUES (?, ?, ?, ?)");
        bindText(add, 1, info.name);
        bindText(add, 2, info.kind);
        bindText(add, 3, info.source.string());
        bindText(add, 4,
                 (inside(info.root, impl_->folder) ? info.root.lexically_relative(impl_->folder) : info.root).string());
        add.exec();
        SampleWriter writer(database, database.getLastInsertRowid(), info.root);
        for (const Sample& sample : samples)
            writer.write(sample);
        transaction.commit();
    });
}

void Project::removeDataset(const std::string& name) {
    impl_->requireWritable();
    guarded(impl_->file, [&] {
        SQLite::Transaction transaction(*impl_->database, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement remove(*impl_->database, "DELETE FROM datasets WHERE id = ?");
        remove.bind(1, impl_->requireDataset(name));
        remove.exec();
        transaction.commit();
    });
}

std::vector<Dataset> Project::datasets() const {
    return guarded(impl_->file, [&] {
        std::vector<Dataset> all;
        SQLite::Statement query(*impl_->database, R"sql(
            SELECT id, name, kind, source,
                (SELECT count(*) FROM samples WHERE dataset = d.id),
                (SELECT count(*) FROM samples s JOIN media m ON m.sample = s.id WHERE s.dataset = d.id),
                (SELECT count(*) FROM samples s JOIN turns t ON t.sample = s.id WHERE s.dataset = d.id),
                (SELECT count(*) FROM samples s JOIN regions r ON r.sample = s.id WHERE s.dataset = d.id)
            FROM datasets d ORDER BY id)sql");
        while (query.executeStep()) {
            Dataset dataset;
            dataset.info = {query.getColumn(1).getString(), query.getColumn(2).getString(),
                            query.getColumn(3).getString(), impl_->rootOf(query.getColumn(0).getInt64())};
            dataset.samples = query.getColumn(4).getInt64();
            dataset.media = query.getColumn(5).getInt64();
            dataset.turns = query.getColumn(6).getInt64();
            dataset.regions = query.getColumn(7).getInt64();
            all.push_back(std::move(dataset));
        }
        return all;
    });
}

std::vector<std::string> Project::datasetNames() const {
    return guarded(impl_->file, [&] { return impl_->datasetNames(); });
}

bool Project::hasDataset(const std::string& name) const {
    return guarded(impl_->file, [&] { return impl_->datasetId(name).has_value(); });
}

Dataset Project::dataset(const std::string& name) const {
    guarded(impl_->file, [&] { impl_->requireDataset(name); });
    for (Dataset& dataset : datasets())
        if (dataset.info.name == name) return dataset;
    throw std::logic_error("dataset vanished while it was read");
}

void Project::forEachSample(const std::string& dataset, const std::function<bool(Sample&&)>& visit,
                            const std::optional<std::string>& split) const {
    guarded(impl_->file, [&] {
        const std::int64_t id = impl_->requireDataset(dataset);
        SQLite::Statement rows(*impl_->database, std::string("SELECT ") + SampleReader::kColumns +
                                                     " FROM samples WHERE dataset = ?" +
                                                     (split ? " AND split = ?" : "") + " ORDER BY id");
        rows.bind(1, id);
        if (split) rows.bind(2, *split);
        SampleReader reader(*impl_->database, impl_->rootOf(id));
        while (rows.executeStep())
            if (!visit(reader.read(rows))) break;
    });
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
    return guarded(impl_->file, [&] {
        const std::int64_t datasetId = impl_->requireDataset(dataset);
        SQLite::Statement row(*impl_->database, std::string("SELECT ") + SampleReader::kColumns +
                                                    " FROM samples WHERE dataset = ? AND key = ?");
        row.bind(1, datasetId);
        row.bind(2, id);
        if (!row.executeStep()) throw Error("there is no sample \"" + id + "\"", dataset);
        return SampleReader(*impl_->database, impl_->rootOf(datasetId)).read(row);
    });
}

void Project::updateSplits(const std::string& dataset, const std::map<std::string, std::string>& splitOfId) {
    impl_->requireWritable();
    guarded(impl_->file, [&] {
        SQLite::Transaction transaction(*impl_->database, SQLite::TransactionBehavior::IMMEDIATE);
        const std::int64_t datasetId = impl_->requireDataset(dataset);
        SQLite::Statement update(*impl_->database, "UPDATE samples SET split = ? WHERE dataset = ? AND key = ?");
        for (const auto& [id, split] : splitOfId) {
            if (!split.empty() && split != "train" && split != "validation" && split != "test")
                throw Error("unknown split \"" + split + "\"", id, "known: train, validation, test");
            update.bind(1, split);
            update.bind(2, datasetId);
            update.bind(3, id);
            if (update.exec() == 0) throw Error("there is no sample \"" + id + "\"", dataset);
            update.reset();
        }
        transaction.commit();
    });
}

}  // namespace atelier::data
