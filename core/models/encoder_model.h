#pragma once

#include "models/model.h"
#include "models/parts/bridge.h"
#include "models/parts/encoder.h"

#include <memory>

namespace atelier::models {

/// A model with one encoder and one bridge, whose features take the places of the media's tokens: the parts
/// "vision_tower" and "projector". A family builds them in its constructor.
class EncoderModel : public Model {
protected:
    /// For classes that tie their head by default: the config's own word counts, and the text part's, where older files
    /// have it, only without one.
    static bool tiesByDefault(const Json& config, const std::string& where);
    MediaFeatures encodeMedia(const Batch& batch) override;

    std::shared_ptr<Encoder> encoder_;
    std::shared_ptr<Bridge> bridge_;
};

}  // namespace atelier::models
