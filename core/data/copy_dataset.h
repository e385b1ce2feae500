#pragma once

#include "data/project.h"
#include "data/store/edits.h"

#include <string>

namespace atelier::data {

/// A new dataset of the samples of `from` with the changes of `edit` made to them; `from` stays as it is. Media stay
/// where they are, but those in the project's images() are copied, since a dataset's folder there goes with it. Throws
/// Error when there is a dataset `name` already, or too little space.
void copyDataset(Project& project, const std::string& from, const std::string& name, const Edit& edit);

}  // namespace atelier::data
