// libarchive, and nothing of it beyond this file.
#include "data/archive.h"

#include "common/error.h"
#include "common/file.h"
#include "data/formats/rows.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <vector>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Packer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;
constexpr std::uint64_t kFreeOfRatio = std::uint64_t(64) << 20;

std::string reasonOf(archive* handle) {
    const char* text = archive_error_string(handle);
    return text ? printable(text) : "unknown trouble";
}

bool endsWith(const fs::path& path, std::string_view suffix) {
    std::string name = path.filename().string();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name.ends_with(suffix);
}

// Where an entry goes: a relative path without "..", judged by its letters, since links never come out of an archive.
fs::path placeOf(archive_entry* entry) {
    const char* name = archive_entry_pathname_utf8(entry);
    if (!name) name = archive_entry_pathname(entry);
    if (!name || !*name) throw Error("an entry without a name");
    const fs::path place = fs::path(name).lexically_normal();
    if (place.is_absolute() ||
        std::any_of(place.begin(), place.end(), [](const fs::path& part) { return part == ".."; }))
        throw Error("a path that leaves its folder", printable(name));
    if (std::string_view(name).find('\\') != std::string_view::npos)
        throw Error("a path with a backslash", printable(name));
    return place;
}

class Unpacker {
public:
    Unpacker(const fs::path& file, const fs::path& folder, const ArchiveLimits& limits, const Watch& watch)
        : file_(file), folder_(folder), limits_(limits), watch_(watch), packed_(fs::file_size(file)) {}

    void run() {
        const Reader reader(archive_read_new(), archive_read_free);
        archive_read_support_filter_gzip(reader.get());
        archive_read_support_format_tar(reader.get());
        archive_read_support_format_zip(reader.get());
        if (archive_read_open_filename(reader.get(), file_.c_str(), 1 << 16) != ARCHIVE_OK)
            throw Error("cannot open the archive: " + reasonOf(reader.get()), file_.string());
        std::int64_t entries = 0;
        for (;;) {
            archive_entry* entry = nullptr;
            const int result = archive_read_next_header(reader.get(), &entry);
            if (result == ARCHIVE_EOF) break;
            if (result < ARCHIVE_WARN) throw Error("a broken archive: " + reasonOf(reader.get()), file_.string());
            if (++entries > limits_.entries)
                throw Error("more than " + std::to_string(limits_.entries) + " entries", file_.string());
            unpack(reader.get(), entry);
        }
        if (entries == 0) throw Error("the archive is empty", file_.string());
    }

private:
    void unpack(archive* reader, archive_entry* entry) {
        const fs::path place = placeOf(entry);
        const std::string where = file_.filename().string() + ": " + printable(place.string());
        if (archive_entry_is_encrypted(entry) > 0) throw Error("the archive is encrypted", where);
        if (archive_entry_hardlink(entry) || archive_entry_symlink(entry)) throw Error("a link in an archive", where);
        std::error_code code;
        if (archive_entry_filetype(entry) == AE_IFDIR) {
            fs::create_directories(folder_ / place, code);
            if (code) throw Error::failure("cannot create: " + code.message(), where);
            return;
        }
        if (archive_entry_filetype(entry) != AE_IFREG) throw Error("neither a file nor a folder", where);
        fs::create_directories((folder_ / place).parent_path(), code);
        if (code) throw Error("cannot create its folder: " + code.message(), where);
        if (pathExists(folder_ / place)) throw Error("stands in the archive twice", where);
        writeNewFile(folder_ / place, [&](int fd) { pour(reader, fd, where); });
    }

    void pour(archive* reader, int fd, const std::string& where) {
        std::vector<char> buffer(1 << 16);
        for (;;) {
            const la_ssize_t got = archive_read_data(reader, buffer.data(), buffer.size());
            if (got < 0) throw Error("a broken archive: " + reasonOf(reader), where);
            if (got == 0) return;
            unpacked_ += static_cast<std::uint64_t>(got);
            if (unpacked_ > limits_.bytes)
                throw Error("the archive holds more than " + std::to_string(limits_.bytes >> 20) + " MiB", where);
            if (unpacked_ > kFreeOfRatio && unpacked_ / limits_.ratio > packed_)
                throw Error("the archive grows more than " + std::to_string(limits_.ratio) + "-fold", where,
                            "it looks made to fill the disk");
            writeAll(fd, buffer.data(), static_cast<std::size_t>(got), where);
            watch_.at(archive_filter_bytes(reader, -1), static_cast<std::int64_t>(packed_));
        }
    }

    fs::path file_, folder_;
    ArchiveLimits limits_;
    Watch watch_;
    std::uint64_t packed_, unpacked_ = 0;
};

void check(archive* packer, int result, const fs::path& file) {
    if (result < ARCHIVE_WARN) throw Error::failure("cannot write: " + reasonOf(packer), file.string());
}

void add(archive* packer, const fs::path& file, const fs::path& name, const fs::path& target) {
    const MappedFile content(file);
    const Entry entry(archive_entry_new(), archive_entry_free);
    if (!archive_entry_update_pathname_utf8(entry.get(), name.c_str()))
        archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 0, 0);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.bytes().size()));
    check(packer, archive_write_header(packer, entry.get()), target);
    if (archive_write_data(packer, content.bytes().data(), content.bytes().size()) < 0)
        throw Error::failure("cannot write: " + reasonOf(packer), target.string());
}

}  // namespace

bool isArchive(const fs::path& path) {
    static constexpr std::array kEndings{".zip", ".tar", ".tar.gz", ".tgz"};
    return std::any_of(kEndings.begin(), kEndings.end(), [&](const char* ending) { return endsWith(path, ending); });
}

void unpackArchive(const fs::path& archive, const fs::path& folder, const ArchiveLimits& limits, const Watch& watch) {
    if (std::error_code code; !fs::is_regular_file(archive, code)) throw Error("no such file", archive.string());
    Unpacker(archive, folder, limits, watch).run();
}

void packArchive(const fs::path& folder, const fs::path& archive, const Watch& watch) {
    std::vector<fs::path> files;
    for (const auto& file : fs::recursive_directory_iterator(folder))
        if (file.is_regular_file()) files.push_back(file.path().lexically_relative(folder));
    std::sort(files.begin(), files.end());
    writeFileAtomically(archive, [&](int fd) {
        const Packer packer(archive_write_new(), archive_write_free);
        if (endsWith(archive, ".zip"))
            archive_write_set_format_zip(packer.get());
        else
            archive_write_set_format_pax_restricted(packer.get());
        if (endsWith(archive, "gz")) {
            archive_write_add_filter_gzip(packer.get());
            archive_write_set_filter_option(packer.get(), "gzip", "timestamp", nullptr);
        }
        archive_write_set_bytes_in_last_block(packer.get(), 1);
        check(packer.get(), archive_write_open_fd(packer.get(), fd), archive);
        std::int64_t done = 0;
        for (const fs::path& name : files) {
            watch.at(done++, std::ssize(files));
            add(packer.get(), folder / name, name, archive);
        }
        check(packer.get(), archive_write_close(packer.get()), archive);
    });
}

}  // namespace atelier::data
