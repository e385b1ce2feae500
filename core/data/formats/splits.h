#pragma once

#include <array>
#include <string>

namespace atelier::data {

/// The folders that splits are written to.
inline constexpr std::array kSplitFolders{"train", "validation", "test"};

/// The split that a folder or a key of this name stands for: train, training, val, valid, validation, dev, eval, test;
/// empty: none.
std::string splitOfName(const std::string& name);

}  // namespace atelier::data
