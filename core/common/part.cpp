#include "common/part.h"

#include <dlfcn.h>
#include <filesystem>

namespace atelier {

LoadedPart loadPart(const std::string& file) {
    Dl_info here{};
    if (::dladdr(reinterpret_cast<const void*>(&loadPart), &here) == 0) return {nullptr, "not found"};
    const auto path = std::filesystem::path(here.dli_fname).parent_path() / file;
    LoadedPart part{::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL), {}};
    if (!part.handle) part.reason = ::dlerror();
    return part;
}

void* LoadedPart::entry(const char* name) {
    if (!handle) return nullptr;
    void* found = ::dlsym(handle, name);
    if (!found) reason = ::dlerror();
    return found;
}

}  // namespace atelier
