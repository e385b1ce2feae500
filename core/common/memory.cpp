#include "common/memory.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <unistd.h>

namespace atelier {

std::optional<std::int64_t> residentBytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t whole = 0, resident = 0;  // pages
    if (!(file >> whole >> resident)) return std::nullopt;
    return resident * ::sysconf(_SC_PAGESIZE);
}

namespace {

// "max", or a number of bytes.
std::optional<std::int64_t> numberIn(const char* path) {
    std::ifstream file(path);
    std::int64_t number = 0;
    return file >> number ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> availableMemory() {
    std::optional<std::int64_t> available;
    std::ifstream file("/proc/meminfo");
    for (std::string key; file >> key;) {
        std::int64_t kilobytes = 0;
        if (key == "MemAvailable:" && file >> kilobytes) available = kilobytes * 1024;
        file.ignore(4096, '\n');
    }
    const auto limit = numberIn("/sys/fs/cgroup/memory.max"), used = numberIn("/sys/fs/cgroup/memory.current");
    if (available && limit && used) available = std::min(*available, std::max<std::int64_t>(0, *limit - *used));
    return available;
}

}  // namespace atelier
