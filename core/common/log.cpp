#include "common/log.h"

#include <cstdio>
#include <mutex>

namespace atelier::log {
namespace {

std::mutex mutex;
Sink current;

void write(Level level, const std::string& message) {
    const std::lock_guard lock(mutex);
    if (current) return current(level, message);
    const char* mark = level == Level::Error ? "error: " : level == Level::Warning ? "warning: " : "";
    std::fprintf(stderr, "%s%s\n", mark, message.c_str());
}

}  // namespace

void setSink(Sink sink) {
    const std::lock_guard lock(mutex);
    current = std::move(sink);
}

void info(const std::string& message) {
    write(Level::Info, message);
}
void warning(const std::string& message) {
    write(Level::Warning, message);
}
void error(const std::string& message) {
    write(Level::Error, message);
}

}  // namespace atelier::log
