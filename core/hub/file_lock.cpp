#include "hub/file_lock.h"

#include "common/error.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>

namespace atelier::hub {
namespace fs = std::filesystem;
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(100);

// Whoever holds a lock may remove its file when done: then it is a lock of nothing.
bool isStillThere(int fd, const fs::path& file) {
    struct stat own{}, there{};
    return ::fstat(fd, &own) == 0 && ::stat(file.c_str(), &there) == 0 && own.st_ino == there.st_ino &&
           own.st_dev == there.st_dev;
}

}  // namespace

FileLock::FileLock(const fs::path& file, std::stop_token stop, const std::function<void()>& waiting) {
    for (bool told = false;; std::this_thread::sleep_for(kLookAgain)) {
        if (stop.stop_requested()) throw Error::interrupted("stopped");
        // Group-writable, as Python makes it: several users may share a cache.
        Descriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0664));
        if (!fd.open()) throw Error::failure(std::string("cannot open: ") + std::strerror(errno), file.string());
        if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) {
            if (!isStillThere(fd.get(), file)) continue;
            fd_ = std::move(fd);
            return;
        }
        if (errno != EWOULDBLOCK && errno != EINTR) return;
        if (!told && waiting) waiting();
        told = true;
    }
}

}  // namespace atelier::hub
