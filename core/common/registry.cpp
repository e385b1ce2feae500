#include "common/registry.h"

#include <mutex>

namespace atelier {

void* oneInProcess(const std::type_info& type, void* (*make)()) {
    static std::mutex mutex;
    static std::map<std::string, void*> objects;
    const std::lock_guard lock(mutex);
    void*& object = objects[type.name()];
    if (!object) object = make();
    return object;
}

}  // namespace atelier
