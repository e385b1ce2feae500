#pragma once

#include "common/error.h"
#include "hub/search.h"

#include <QString>

#include <optional>

namespace atelier::ui {

/// "7.6 B", "500 M"; "?" where the hub does not know.
QString parametersText(const hub::FoundModel& model);
QString sizeText(const hub::FoundModel& model);
/// Whether it runs in so much memory: nothing where the one or the other is not known.
std::optional<bool> fits(const hub::FoundModel& model, const std::optional<std::uint64_t>& memory);

/// What went wrong in a few lines: what, where, what to do next.
QString troubleText(const Error& error);

}  // namespace atelier::ui
