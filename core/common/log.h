#pragma once

#include <functional>
#include <string>

namespace atelier::log {

enum class Level { Info, Warning, Error };

/// Where messages go: the command line prints them to stderr, a job forwards them as events. Thread-safe; the default
/// prints.
using Sink = std::function<void(Level, const std::string&)>;
void setSink(Sink sink);

void info(const std::string& message);
void warning(const std::string& message);
void error(const std::string& message);

}  // namespace atelier::log
