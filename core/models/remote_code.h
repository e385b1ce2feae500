#pragma once

#include "common/json.h"
#include "common/registry.h"

#include <functional>
#include <string>

namespace atelier::models {

/// A layout of model folders that only runs with code from the folder (trust_remote_code in transformers). Such code is
/// never run; a family that has folders in another layout, too, says which one to take. Registered under the old
/// layout's "model_type".
struct RemoteCodeLayout {
    /// What to take instead, as a hint: "take the converted repository …". `name`: of the folder.
    std::function<std::string(const Json& config, const std::string& name)> instead;
};

/// Throws Error (where) for a config of such a layout.
void refuseRemoteCode(const Json& config, const std::string& modelType, const std::string& name,
                      const std::string& where);

}  // namespace atelier::models
