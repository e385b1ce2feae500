#include "common/error.h"
#include "models/parts/bridge.h"
#include "models/parts/language_model.h"

#include <torch/torch.h>

// Video-ChatGPT's pooling (Maaz et al., 2023, arXiv 2306.05424): the mean of each frame over its patches, then the mean
// of each patch over the frames. It has no weights: a projection comes behind it. Reference: mbzuai-oryx/Video-ChatGPT,
// get_spatio_temporal_features.
namespace atelier::models {
namespace {

class TemporalSpatialPooling : public Bridge {
public:
    TemporalSpatialPooling(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : frames_(jsonAt<std::int64_t>(section, "temporal_tokens", where, 0)) {
        if (frames_ < 0) throw Error("\"temporal_tokens\" must not be negative", where);
        if (sizes.in != sizes.out)
            throw Error("pooling gives rows of " + std::to_string(sizes.in) + ", but " + std::to_string(sizes.out) +
                            " are wanted",
                        where, "put \"linear\" behind it");
    }
    Features forward(const Features& features, const MediaList& media) override {
        const auto pieces = features.rows.split_with_sizes(features.lengths);
        std::vector<torch::Tensor> rows;
        Features out;
        for (std::size_t i = 0; i < media.size(); ++i) {
            const std::int64_t frames = squaresOf(*media[i]);
            if (frames_ > 0 && frames > frames_)
                throw Error("a video of " + std::to_string(frames) + " frames, but the bridge has " +
                                std::to_string(frames_) + " tokens for them",
                            "temporal_tokens", "take fewer frames (num_frames)");
            const auto each = pieces[i].view({frames, -1, pieces[i].size(1)});
            rows.push_back(each.mean(1));
            if (frames_ > frames) rows.push_back(torch::zeros({frames_ - frames, each.size(2)}, each.options()));
            rows.push_back(each.mean(0));
            out.lengths.push_back((frames_ > 0 ? frames_ : frames) + each.size(1));
        }
        out.rows = torch::cat(rows);
        return out;
    }

private:
    std::int64_t frames_;  ///< rows for frames, those that lack filled up with zeros; 0: as many as there are
};

const Registry<BridgeFactory>::Entry entry{"temporal_spatial_pooling",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<TemporalSpatialPooling>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
