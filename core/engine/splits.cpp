#include "engine/splits.h"

#include "models/family.h"

namespace atelier::engine {

data::Splits splitsOf(const data::Project& project, data::DataOptions options, const std::filesystem::path& model) {
    if (options.deriveBoxes == data::kOwnBoxes) options.deriveBoxes = models::boxNotation(model);
    return data::resolveData(project, options);
}

}  // namespace atelier::engine
