#include "engine/boundary.h"

namespace atelier::engine {

Error translated(const c10::Error& error) {
    std::string text = error.what_without_backtrace();
    text.resize(std::min(text.find('\n'), text.size()));
    // Both allocators say it in words; only CUDA's has a type of its own.
    const bool memory = dynamic_cast<const c10::OutOfMemoryError*>(&error) ||
                        text.find("can't allocate memory") != std::string::npos ||
                        text.find("out of memory") != std::string::npos;
    if (memory) return Error::failure("out of memory: " + text, {}, "take a smaller batch or smaller images");
    return Error::failure(text, "libtorch");
}

}  // namespace atelier::engine
