#include "common/file.h"

#include "common/descriptor.h"
#include "common/error.h"
#include "common/real_place.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace atelier {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void failed(const char* action, const fs::path& path) {
    const int code = errno;
    const char* hint = code == ENOSPC || code == EDQUOT  ? "free some space and try again"
                       : code == EACCES || code == EROFS ? "choose a folder you may write to"
                                                         : "";
    throw Error::failure(std::string(action) + ": " + std::strerror(code), path.string(), hint);
}

void sync(const fs::path& path, int flags) {
    const Descriptor fd(::open(path.c_str(), flags | O_CLOEXEC));
    if (fd.get() < 0) failed("cannot open", path);
    // Some file systems cannot sync a folder; that is no fault of the save.
    if (::fsync(fd.get()) != 0 && errno != EINVAL) failed("cannot sync", path);
}

fs::path parentOf(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Two threads may save the same path at once: each gets a name of its own.
std::string temporarySuffix() {
    static std::atomic<unsigned> counter = 0;
    return ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
}

// "folder/" names the folder itself; a suffix must not land inside it.
fs::path withoutSlash(fs::path path) {
    return path.has_filename() ? path : path.parent_path();
}

// A pipe or a device that a dataset names must not make us wait for ever.
Descriptor openRegular(const fs::path& path, struct stat& info) {
    Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0 || ::fstat(fd.get(), &info) != 0)
        throw Error(std::string("cannot open: ") + std::strerror(errno), path.string());
    if (S_ISDIR(info.st_mode)) throw Error("is a folder, not a file", path.string());
    if (!S_ISREG(info.st_mode)) throw Error("is no regular file", path.string());
    return fd;
}

// Puts the folder `next` in the place of `target`; returns where the old one now lies. At no moment is `target`
// missing, except on a file system that cannot exchange two names: there the old one steps aside first, and
// sweepUnpublished() puts it back after a crash.
fs::path swapIn(const fs::path& next, const fs::path& target) {
    if (::renameat2(AT_FDCWD, next.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) return next;
    if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) failed("cannot rename", target);
    const fs::path aside = target.string() + ".old" + temporarySuffix();
    if (::rename(target.c_str(), aside.c_str()) != 0) failed("cannot rename", target);
    if (::rename(next.c_str(), target.c_str()) != 0) {
        const int code = errno;
        ::rename(aside.c_str(), target.c_str());
        errno = code;
        failed("cannot rename", target);
    }
    return aside;
}

}  // namespace

std::string readFile(const fs::path& path, std::size_t limit) {
    struct stat info{};
    const Descriptor fd = openRegular(path, info);
    const auto tooLarge = [&] { return Error("larger than " + std::to_string(limit) + " bytes", path.string()); };
    if (static_cast<std::uintmax_t>(info.st_size) > limit) throw tooLarge();
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(info.st_size));
    char buffer[1 << 16];
    for (;;) {
        const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Error(std::string("cannot read: ") + std::strerror(errno), path.string());
        if (got == 0) return bytes;
        if (bytes.size() + static_cast<std::size_t>(got) > limit) throw tooLarge();
        bytes.append(buffer, static_cast<std::size_t>(got));
    }
}

void writeAll(int fd, const void* data, std::size_t size, const fs::path& path) {
    const char* next = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t written = ::write(fd, next, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) failed("cannot write", path);
        next += written;
        size -= static_cast<std::size_t>(written);
    }
}

void writeFileAtomically(const fs::path& path, const std::function<void(int)>& write) {
    std::error_code unknown;
    if (const auto there = fs::status(path, unknown); fs::is_other(there)) {  // a device or a pipe: never replaced
        Descriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
        if (fd.get() < 0) failed("cannot write", path);
        write(fd.get());
        return;
    }
    const fs::path temporary = path.string() + temporarySuffix();
    ::unlink(temporary.c_str());  // in a container a dead process may have had our number
    try {
        Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
        if (fd.get() < 0) failed("cannot write", path);
        write(fd.get());
        if (::fsync(fd.get()) != 0) failed("cannot sync", path);
        if (fd.close() != 0) failed("cannot write", path);
        if (::rename(temporary.c_str(), path.c_str()) != 0) failed("cannot rename", path);
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    sync(parentOf(path), O_RDONLY | O_DIRECTORY);
}

void writeNewFile(const fs::path& path, const std::function<void(int)>& write) {
    Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (fd.get() < 0) failed("cannot write", path);
    write(fd.get());
    if (fd.close() != 0) failed("cannot write", path);
}

void writeFileAtomically(const fs::path& path, std::string_view bytes) {
    writeFileAtomically(path, [&](int fd) { writeAll(fd, bytes.data(), bytes.size(), path); });
}

AtomicFolder::AtomicFolder(fs::path target)
    : target_(withoutSlash(std::move(target))), temporary_(target_.string() + temporarySuffix()) {
    std::error_code code;
    if (const auto status = fs::status(target_, code); fs::exists(status) && !fs::is_directory(status))
        throw Error("is there already, and is no folder", target_.string(), "choose another name");
    code.clear();
    fs::remove_all(temporary_, code);
    fs::create_directories(temporary_, code);
    if (code) throw Error::failure("cannot create: " + code.message(), temporary_.string());
}

AtomicFolder::~AtomicFolder() {
    std::error_code ignored;
    if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

void AtomicFolder::publish() {
    try {
        for (const auto& entry : fs::recursive_directory_iterator(temporary_))
            sync(entry.path(), entry.is_directory() ? O_RDONLY | O_DIRECTORY : O_RDONLY);
    } catch (const fs::filesystem_error& e) {
        throw Error::failure("cannot read back: " + e.code().message(), temporary_.string());
    }
    sync(temporary_, O_RDONLY | O_DIRECTORY);
    const bool replaces = pathExists(target_);
    const fs::path old = replaces ? swapIn(temporary_, target_) : fs::path();
    if (!replaces && ::rename(temporary_.c_str(), target_.c_str()) != 0) failed("cannot rename", target_);
    temporary_.clear();
    sync(parentOf(target_), O_RDONLY | O_DIRECTORY);
    std::error_code ignored;
    if (replaces) fs::remove_all(old, ignored);
}

void AtomicFolder::sweepUnpublished(const fs::path& parent) {
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(parent, code)) {
        const std::string name = entry.path().filename().string();
        const auto mark = name.rfind(".tmp-");
        if (mark == std::string::npos) continue;
        const long pid = std::strtol(name.c_str() + mark + 5, nullptr, 10);
        if (pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM)) continue;
        // "NAME.old.tmp-PID" is the published folder, set aside; without a successor it goes back.
        const auto aside = name.rfind(".old.tmp-");
        const fs::path published = parent / name.substr(0, aside);
        if (aside != std::string::npos && !fs::exists(published))
            fs::rename(entry.path(), published, code);
        else
            fs::remove_all(entry.path(), code);
    }
}

MappedFile::MappedFile(const fs::path& path) {
    struct stat info{};
    const Descriptor fd = openRegular(path, info);
    size_ = static_cast<std::size_t>(info.st_size);
    if (size_ == 0) return;
    // Pages that are written become this process's own; the file never changes.
    data_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd.get(), 0);
    if (data_ == MAP_FAILED) {
        data_ = nullptr;
        throw Error(std::string("cannot map: ") + std::strerror(errno), path.string());
    }
}

MappedFile::~MappedFile() {
    if (data_) ::munmap(data_, size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

fs::path resolveInside(const fs::path& root, const fs::path& relative) {
    // The system would read only what stands before a zero byte, and open another file than was checked.
    if (relative.native().find('\0') != std::string::npos) throw Error("the path holds a zero byte", root.string());
    std::error_code code;
    const fs::path base = fs::canonical(root, code);
    if (code) throw Error("cannot open: " + code.message(), root.string());
    const fs::path resolved = fs::weakly_canonical(base / relative, code);
    if (code) throw Error("cannot follow the path: " + code.message(), relative.string());
    const fs::path inside = resolved.lexically_relative(base);
    if (inside.empty() || *inside.begin() == "..") {
        const fs::path kept = realPlace(base / relative, code), place = kept.lexically_relative(base);
        if (!code && !place.empty() && *place.begin() != "..") return kept;
        throw Error("the path leaves its folder " + base.string(), relative.string(),
                    "files must lie inside that folder");
    }
    return resolved;
}

bool pathExists(const fs::path& path) {
    std::error_code code;
    return fs::exists(path, code);
}

std::uintmax_t freeBytes(const fs::path& path) {
    std::error_code code;
    fs::path existing = fs::absolute(path, code);
    while (!pathExists(existing) && existing.has_relative_path())
        existing = existing.parent_path();
    const auto space = fs::space(existing, code);
    return code ? 0 : space.available;
}

}  // namespace atelier
