#pragma once

#include <string>

namespace atelier::settings {

/// Every registered option as Markdown: a table of key, type, default, range, unit and help for each group.
std::string referencePage();

}  // namespace atelier::settings
