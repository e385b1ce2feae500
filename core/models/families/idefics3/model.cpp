#include "models/connector_model.h"
#include "models/family.h"

namespace atelier::models {
namespace {

// Files have the modules' names in every generation.
std::string sameName(const std::string& name) {
    return name;
}

const Registry<Family>::Entry entry{"idefics3", {makeConnectorModel, sameName, sameName}};

}  // namespace
}  // namespace atelier::models
