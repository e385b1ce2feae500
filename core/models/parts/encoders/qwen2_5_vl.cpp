#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/grids.h"
#include "models/parts/language_model.h"
#include "models/parts/patch_tower.h"

#include <torch/torch.h>

#include <algorithm>
#include <set>

// Vision transformer of Qwen2.5-VL (Bai et al., 2025): as Qwen2-VL's, but most blocks see windows of the picture alone.
// Reference: transformers, models/qwen2_5_vl.
namespace atelier::models {
namespace {

class Qwen25VlEncoder : public Encoder {
public:
    Qwen25VlEncoder(const Json& vision, const std::string& where)
        : tower_(PatchTower::read(vision, where, {.width = 3584})) {
        width = tower_.width;
        const auto inner = jsonAt<std::int64_t>(vision, "intermediate_size", where, 3420);
        checkSizes({{"intermediate_size", inner}}, where);
        const auto window = jsonAt<std::int64_t>(vision, "window_size", where, 112);
        window_ = window / tower_.merge / tower_.patch;
        if (window_ < 1)
            throw Error("\"window_size\" " + std::to_string(window) + " is below what becomes one token, " +
                            std::to_string(tower_.merge * tower_.patch) + " pixels",
                        where);
        whole_ = layersAt(vision, "fullatt_block_indexes", where, {7, 15, 23, 31});

        patches_ = tower_.addPatches(*this, false);
        nn::VisionBlockOptions block;
        block.attention = tower_.attention();
        block.norm = {nn::NormKind::RMSNorm, 1e-6};
        block.gatedMlp = true;
        block.mlp.inner = inner;
        block.mlp.activation =
            nn::activationFrom(jsonAt<std::string>(vision, "hidden_act", where, std::string("silu")), where);
        blocks_ = nn::visionBlocks(*this, "blocks", block, tower_.depth);
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        const auto pixels = gathered(media, "pixel_values", pass.dtype);
        const auto device = pixels.device();
        const auto [order, windows] = windowsOf(media);
        const auto [rows, columns] = patchPlaces(media, tower_.merge);
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = pass.recompute;
        context.rotaries = {nn::makeAxialRotary(rows.index_select(0, order).to(device),
                                                columns.index_select(0, order).to(device), tower_.headSize(),
                                                tower_.theta)};
        // A window lies within a frame, so frames stay together when windows do.
        context.segments = frameSegments(media);
        const auto whole = std::make_shared<const nn::ForwardContext>(context);
        context.segments = windows;
        const auto windowed = std::make_shared<const nn::ForwardContext>(context);

        auto x = patches_->ofPatches(pixels.index_select(0, order.to(device)));
        for (const auto& block : blocks_)
            x = nn::throughBlock(block, x, whole_.contains(block->index) ? whole : windowed);
        return {x.index_select(0, order.argsort().to(device)), patchCounts(media), {}};
    }

private:
    static std::set<std::int64_t> layersAt(const Json& vision, const char* key, const std::string& where,
                                           std::set<std::int64_t> otherwise) {
        const auto found = vision.find(key);
        if (found == vision.end() || found->is_null()) return otherwise;
        std::set<std::int64_t> layers;
        if (!found->is_array()) throw Error("\"" + std::string(key) + "\" must be a list of whole numbers", where);
        for (const Json& layer : *found) {
            if (!layer.is_number_integer())
                throw Error("\"" + std::string(key) + "\" must be a list of whole numbers", where);
            layers.insert(layer.get<std::int64_t>());
        }
        return layers;
    }

    // Patches window by window, int64 [patches], and how many each window has. At the right and the lower edge of a
    // picture windows are smaller. What becomes one token stays together.
    std::pair<torch::Tensor, nn::Segments> windowsOf(const MediaList& media) const {
        const std::int64_t unit = tower_.merge * tower_.merge;
        std::vector<std::int64_t> order, lengths;
        std::int64_t first = 0;  // token
        for (const MediaSpan* medium : media) {
            const std::int64_t times = medium->grid[0], rows = medium->grid[1] / tower_.merge,
                               columns = medium->grid[2] / tower_.merge;
            for (std::int64_t t = 0; t < times; ++t, first += rows * columns)
                for (std::int64_t top = 0; top < rows; top += window_)
                    for (std::int64_t left = 0; left < columns; left += window_) {
                        const std::int64_t bottom = std::min(top + window_, rows),
                                           right = std::min(left + window_, columns);
                        for (std::int64_t row = top; row < bottom; ++row)
                            for (std::int64_t i = (row * columns + left) * unit; i < (row * columns + right) * unit;
                                 ++i)
                                order.push_back(first * unit + i);
                        lengths.push_back((bottom - top) * (right - left) * unit);
                    }
        }
        return {torch::tensor(order, torch::kInt64), nn::Segments::ofLengths(lengths)};
    }

    PatchTower tower_;
    std::int64_t window_ = 4;       ///< its side, in tokens
    std::set<std::int64_t> whole_;  ///< blocks that see the whole picture
    nn::PatchProjection patches_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
};

const Registry<EncoderFactory>::Entry entry{"qwen2_5_vl_vision",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<Qwen25VlEncoder>(section, where);
                                            }};

}  // namespace
}  // namespace atelier::models
