#include "models/encoder_model.h"

#include "models/family.h"

namespace atelier::models {

bool EncoderModel::tiesByDefault(const Json& config, const std::string& where) {
    return config.contains("tie_word_embeddings") ? jsonAt<bool>(config, "tie_word_embeddings", where, true)
                                                  : tiesEmbeddings(config, where, true);
}

MediaFeatures EncoderModel::encodeMedia(const Batch& batch) {
    const auto media = allMedia(batch);
    const auto seen = within("vision_tower", {}, [&] { return encoder_->forward(media, {computeType, recompute}); });
    const auto bridged = within("projector", seen.rows, [&] { return bridge_->forward(seen, media); });
    return {bridged.rows, {}, {bridged.rows, bridged.lengths, sequencesOf(media)}};
}

}  // namespace atelier::models
