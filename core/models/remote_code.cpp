#include "models/remote_code.h"

#include "common/error.h"

namespace atelier::models {

void refuseRemoteCode(const Json& config, const std::string& modelType, const std::string& name,
                      const std::string& where) {
    const auto& all = Registry<RemoteCodeLayout>::instance().all();
    if (const auto found = all.find(modelType); found != all.end())
        throw Error(
            "a \"" + modelType + "\" folder needs code from its repository (trust_remote_code), which is never run",
            where, found->second.instead(config, name));
}

}  // namespace atelier::models
