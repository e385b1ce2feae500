#include "data/checks/picture_checks.h"

#include "common/error.h"
#include "common/json.h"
#include "data/checks/image_hash.h"
#include "data/store/cache_file.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <sys/stat.h>
#include <thread>
#include <unordered_map>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

const char* const kTables =
    "CREATE TABLE IF NOT EXISTS pictures (file BLOB PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL, "
    "conversion TEXT NOT NULL, hash INTEGER NOT NULL) WITHOUT ROWID";
constexpr int kVersion = 1;
constexpr unsigned kMostThreads = 16;
constexpr std::size_t kKeptAtOnce = 256;
// Of pictures that are decoded at the same time; one that is larger is decoded alone.
constexpr std::int64_t kMemory = std::int64_t(2) << 30, kBytesAPixel = 8;
constexpr auto kToldEvery = std::chrono::milliseconds(100);

// A file as it was at one moment.
struct Stamp {
    std::int64_t size = 0, changed = 0;
    bool operator==(const Stamp&) const = default;
};

std::optional<Stamp> stampOf(const fs::path& file) {
    struct stat facts{};
    if (::stat(file.c_str(), &facts) != 0) return {};
    return Stamp{facts.st_size, facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec};
}

std::string textOf(const vision::Conversion& conversion) {
    return Json{{"losses", conversion.losses}, {"greys", conversion.greys}}.dump();
}

std::optional<vision::Conversion> conversionFrom(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        return vision::Conversion{json.at("losses").get<std::vector<std::string>>(),
                                  json.at("greys").get<std::string>()};
    } catch (const Json::exception&) {
        return {};
    }
}

PictureCheck decoded(const fs::path& file) {
    PictureCheck check;
    try {
        check.hash = imageHash(vision::decodeImage(file, vision::GreyWindow::Auto, check.conversion));
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Interrupted) throw;
        check.problem = error.message() + (error.hint().empty() ? "" : " (" + error.hint() + ")");
        check.conversion = {};
    }
    return check;
}

// From the header; 0 where that cannot be read.
std::int64_t memoryFor(const fs::path& file) {
    try {
        const auto info = vision::probeImage(file);
        return std::int64_t(info.width) * info.height * kBytesAPixel;
    } catch (const Error&) {
        return 0;
    }
}

}  // namespace

struct PictureChecks::Impl {
    std::unique_ptr<store::CacheFile> cache;
    std::unordered_map<std::string, PictureCheck> known;
    struct Made {
        std::string file;
        Stamp stamp;
    };
    std::vector<Made> made;  // and not kept yet

    std::optional<PictureCheck> find(const std::string& file, const Stamp& stamp) {
        std::optional<PictureCheck> found;
        if (cache)
            cache->read([&](SQLite::Database& database) {
                SQLite::Statement query(
                    database, "SELECT conversion, hash FROM pictures WHERE file = ? AND size = ? AND changed = ?");
                query.bind(1, file.data(), static_cast<int>(file.size()));
                query.bind(2, stamp.size);
                query.bind(3, stamp.changed);
                if (!query.executeStep()) return;
                if (auto conversion = conversionFrom(query.getColumn(0).getString()))
                    found = PictureCheck{
                        {}, std::move(*conversion), static_cast<std::uint64_t>(query.getColumn(1).getInt64())};
            });
        return found;
    }

    void take(const fs::path& file, const Stamp& before, PictureCheck check) {
        // A file that changed while it was read is looked at again next time.
        if (check.problem.empty() && stampOf(file) == before) made.push_back({file.string(), before});
        known[file.string()] = std::move(check);
        if (made.size() >= kKeptAtOnce) keep();
    }

    void keep() {
        if (cache && !made.empty())
            cache->write([&](SQLite::Database& database) {
                SQLite::Transaction transaction(database);
                SQLite::Statement insert(database, "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?)");
                for (const Made& one : made) {
                    const PictureCheck& check = known.at(one.file);
                    insert.bind(1, one.file.data(), static_cast<int>(one.file.size()));
                    insert.bind(2, one.stamp.size);
                    insert.bind(3, one.stamp.changed);
                    insert.bind(4, textOf(check.conversion));
                    insert.bind(5, static_cast<std::int64_t>(check.hash));
                    insert.exec();
                    insert.reset();
                }
                transaction.commit();
            });
        made.clear();
    }
};

PictureChecks::PictureChecks() : impl_(std::make_unique<Impl>()) {}

PictureChecks::PictureChecks(const fs::path& project, bool readOnly) : PictureChecks() {
    impl_->cache = std::make_unique<store::CacheFile>(
        project / "pictures.sqlite", store::CacheFile::Layout{.version = kVersion, .tables = kTables}, readOnly);
}

PictureChecks::~PictureChecks() {
    impl_->keep();
}

bool PictureChecks::look(std::vector<fs::path> files, const std::function<bool(std::int64_t)>& progress) {
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    std::vector<std::pair<fs::path, Stamp>> wanted;
    std::int64_t done = 0;
    for (const fs::path& file : files) {
        if (!impl_->known.contains(file.string())) {
            const auto stamp = stampOf(file);
            auto found = stamp ? impl_->find(file.string(), *stamp) : PictureCheck{"the file is not there", {}, 0};
            if (!found) {
                wanted.emplace_back(file, *stamp);
                continue;
            }
            impl_->known[file.string()] = std::move(*found);
        }
        if (++done % 256 == 0 && progress && !progress(done)) return false;
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::size_t next = 0;
    std::int64_t memory = 0;
    std::exception_ptr failure;
    bool stopped = false;
    const auto work = [&] {
        for (std::unique_lock lock(mutex); next < wanted.size() && !failure && !stopped;) {
            const auto& [file, stamp] = wanted[next++];
            lock.unlock();
            const std::int64_t own = memoryFor(file);
            lock.lock();
            changed.wait(lock, [&] { return memory == 0 || memory + own <= kMemory || failure || stopped; });
            if (failure || stopped) return;
            memory += own;
            lock.unlock();
            std::optional<PictureCheck> check;
            std::exception_ptr thrown;
            try {
                check = decoded(file);
            } catch (...) {
                thrown = std::current_exception();
            }
            lock.lock();
            memory -= own;
            if (check) {
                impl_->take(file, stamp, std::move(*check));
                ++done;
            } else {
                failure = thrown;
            }
            changed.notify_all();
        }
    };
    {
        std::vector<std::jthread> threads;
        const std::size_t count =
            std::min<std::size_t>(wanted.size(), std::clamp(std::thread::hardware_concurrency(), 1u, kMostThreads));
        for (std::size_t i = 0; i < count; ++i)
            threads.emplace_back(work);
        const auto total = static_cast<std::int64_t>(files.size());
        std::unique_lock lock(mutex);
        while (done < total && !failure && !stopped) {
            changed.wait_for(lock, kToldEvery);
            if (!progress) continue;
            const std::int64_t now = done;
            lock.unlock();
            bool goOn = false;
            std::exception_ptr thrown;
            try {
                goOn = progress(now);
            } catch (...) {
                thrown = std::current_exception();
            }
            lock.lock();
            if (thrown) failure = thrown;
            stopped = stopped || !goOn;
        }
        changed.notify_all();
    }
    impl_->keep();
    if (failure) std::rethrow_exception(failure);
    return !stopped;
}

const PictureCheck& PictureChecks::of(const fs::path& file) {
    if (!impl_->known.contains(file.string())) look({file});
    return impl_->known[file.string()];
}

std::uint64_t PictureChecks::hashOf(const fs::path& file) {
    const PictureCheck& check = of(file);
    if (!check.problem.empty()) throw Error(check.problem, file.string());
    return check.hash;
}

}  // namespace atelier::data
