#include "models/encoder_model.h"

namespace atelier::models {

MediaFeatures EncoderModel::encodeMedia(const Batch& batch) {
    const auto media = allMedia(batch);
    const auto seen = within("vision_tower", {}, [&] { return encoder_->forward(media, {computeType, recompute}); });
    const auto bridged = within("projector", seen.rows, [&] { return bridge_->forward(seen, media); });
    return {bridged.rows, {}, {bridged.rows, bridged.lengths, sequencesOf(media)}};
}

}  // namespace atelier::models
