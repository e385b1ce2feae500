#include "common/gpu.h"

#include <dlfcn.h>

namespace atelier {
namespace {

// The part of nvml.h that is used; its types are stable.
struct Utilization {
    unsigned int gpu = 0, memory = 0;
};
struct Memory {
    unsigned long long total = 0, free = 0, used = 0;
};

class Nvml {
public:
    Nvml() {
        void* library = ::dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
        if (!library) return;
        const auto init = reinterpret_cast<int (*)()>(::dlsym(library, "nvmlInit_v2"));
        handle_ = reinterpret_cast<Handle>(::dlsym(library, "nvmlDeviceGetHandleByIndex_v2"));
        rates_ = reinterpret_cast<Rates>(::dlsym(library, "nvmlDeviceGetUtilizationRates"));
        name_ = reinterpret_cast<Name>(::dlsym(library, "nvmlDeviceGetName"));
        memory_ = reinterpret_cast<MemoryInfo>(::dlsym(library, "nvmlDeviceGetMemoryInfo"));
        ready_ = init && handle_ && rates_ && name_ && memory_ && init() == 0;
    }
    std::optional<std::string> name(int device) const {
        void* handle = nullptr;
        char text[96] = {};
        if (!ready_ || handle_(static_cast<unsigned int>(device), &handle) != 0 ||
            name_(handle, text, sizeof text) != 0)
            return std::nullopt;
        return text;
    }
    std::optional<double> utilization(int device) const {
        void* handle = nullptr;
        Utilization found;
        if (!ready_ || handle_(static_cast<unsigned int>(device), &handle) != 0 || rates_(handle, &found) != 0)
            return std::nullopt;
        return found.gpu;
    }
    std::optional<std::int64_t> memory(int device) const {
        void* handle = nullptr;
        Memory found;
        if (!ready_ || handle_(static_cast<unsigned int>(device), &handle) != 0 || memory_(handle, &found) != 0)
            return std::nullopt;
        return static_cast<std::int64_t>(found.total);
    }

private:
    using Handle = int (*)(unsigned int, void**);
    using Rates = int (*)(void*, Utilization*);
    using Name = int (*)(void*, char*, unsigned int);
    using MemoryInfo = int (*)(void*, Memory*);
    Handle handle_ = nullptr;
    Rates rates_ = nullptr;
    Name name_ = nullptr;
    MemoryInfo memory_ = nullptr;
    bool ready_ = false;
};

const Nvml& nvml() {
    static const Nvml nvml;
    return nvml;
}

}  // namespace

std::optional<double> gpuUtilization(int device) {
    return nvml().utilization(device);
}

std::optional<std::string> gpuName(int device) {
    return nvml().name(device);
}

std::optional<std::int64_t> gpuMemory(int device) {
    return nvml().memory(device);
}

}  // namespace atelier
