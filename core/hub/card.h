#pragma once

#include "hub/access.h"
#include "hub/names.h"

#include <stop_token>
#include <string>

namespace atelier::hub {

/// The README.md of a repository's revision, in Markdown, without the YAML header; at most 1 MB of it. Empty where
/// there is none. Asks the hub and blocks. Throws Error as pull() does, and for offline mode.
std::string modelCard(const Repository& repository, const Access& access, std::stop_token stop = {});

/// A model card's text without the YAML header between its "---" lines.
std::string withoutHeader(const std::string& markdown);
/// `license:` of a model card's YAML header (`license_name:` where that says "other"); empty: it names none.
std::string licenceOf(const std::string& markdown);

}  // namespace atelier::hub
