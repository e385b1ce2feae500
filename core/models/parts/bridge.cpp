#include "models/parts/bridge.h"

namespace atelier::models {

std::shared_ptr<Bridge> makeBridge(const std::string& kind, const Json& section, const std::string& where,
                                   const BridgeSizes& sizes) {
    return Registry<BridgeFactory>::instance().at(kind, "bridge")(section, where, sizes);
}

}  // namespace atelier::models
