#include "common/memory.h"

#include <fstream>
#include <unistd.h>

namespace atelier {

std::optional<std::int64_t> residentBytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t whole = 0, resident = 0;  // pages
    if (!(file >> whole >> resident)) return std::nullopt;
    return resident * ::sysconf(_SC_PAGESIZE);
}

}  // namespace atelier
