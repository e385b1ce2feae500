#pragma once

#include "text/jinja/ast.h"

#include <string>
#include <string_view>

namespace atelier::text::jinja {

/// The template's statements. Throws Error naming `name`, line and column. What needs other templates (include, import,
/// extends) and what chat templates have no use for (autoescape, trans) is refused.
Body parse(std::string_view source, const std::string& name);

}  // namespace atelier::text::jinja
