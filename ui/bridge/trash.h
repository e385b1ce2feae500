#pragma once

#include <filesystem>

namespace atelier::ui {

/// Moves a folder to the desktop's trash. Any thread. Throws Error where that cannot be.
void moveToTrash(const std::filesystem::path& folder);

}  // namespace atelier::ui
