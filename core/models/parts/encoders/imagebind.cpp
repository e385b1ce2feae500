#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "nn/build_device.h"
#include "nn/linear.h"
#include "nn/patch_projection.h"
#include "nn/vision_block.h"

#include <torch/torch.h>

#include <map>

// ImageBind (Girdhar et al., 2023): a transformer for each kind of medium, whose class tokens lie in one space: one row
// a medium. Its text tower is left out. Reference: facebookresearch/ImageBind, imagebind_model.py.
//
// What a medium is, is said by the name of its tensor: "pixel_values" [frames, 3, side, side] of a picture (1 frame) or
// a video (clips of 2 frames, whose rows are averaged), "audio_values" [clips, 1, mel bins, steps], "depth_values" and
// "thermal_values" [1, 1, side, side], "imu_values" [1, channels, steps].
namespace atelier::models {
namespace {

struct TrunkOptions {
    std::int64_t width = 768, layers = 12, heads = 12, channels = 1, frames = 1, patch = 16, stride = 16;
    std::int64_t height = 224, length = 224;  ///< of the input; height 0: a series
    bool preNorm = false, stemNorm = true, extraKey = true;
    double scale = 1;  ///< of the normalised row
};

const std::map<std::string, TrunkOptions> kHuge{
    {"vision",
     {.width = 1280,
      .layers = 32,
      .heads = 16,
      .channels = 3,
      .frames = 2,
      .patch = 14,
      .stride = 14,
      .preNorm = true,
      .stemNorm = false,
      .extraKey = false}},
    {"audio", {.stride = 10, .height = 128, .length = 204, .scale = 20}},
    {"depth", {.width = 384, .heads = 8, .scale = 5}},
    {"thermal", {.scale = 10}},
    {"imu",
     {.width = 512,
      .layers = 6,
      .heads = 8,
      .channels = 6,
      .patch = 8,
      .stride = 8,
      .height = 0,
      .length = 2000,
      .scale = 5}},
};

TrunkOptions read(const Json& section, const std::string& where, const TrunkOptions& defaults) {
    TrunkOptions o = defaults;
    const auto size = [&](const char* key, std::int64_t otherwise) {
        return jsonAt<std::int64_t>(section, key, where, otherwise);
    };
    o.width = size("hidden_size", o.width);
    o.layers = size("num_hidden_layers", o.layers);
    o.heads = size("num_attention_heads", o.heads);
    o.channels = size("num_channels", o.channels);
    o.patch = size("patch_size", o.patch);
    o.stride = size("stride", defaults.stride == defaults.patch ? o.patch : o.stride);
    o.height = size("height", o.height);
    o.length = size("length", o.length);
    o.scale = jsonAt<double>(section, "scale", where, o.scale);
    checkLayers(o.layers, where);
    checkSizes({{"hidden_size", o.width},
                {"num_attention_heads", o.heads},
                {"num_channels", o.channels},
                {"patch_size", o.patch},
                {"stride", o.stride},
                {"length", o.length}},
               where);
    checkMultiple({"hidden_size", o.width}, {"num_attention_heads", o.heads}, where);
    checkPatch(o.length, o.patch, where);
    if (defaults.height > 0) checkPatch(o.height, o.patch, where);
    return o;
}

// torch's add_bias_kv: a learned key and value beside those of every sequence.
class ExtraKey : public nn::AttentionHook {
public:
    ExtraKey(torch::Tensor key, torch::Tensor value, std::int64_t heads)
        : key_(std::move(key)), value_(std::move(value)), heads_(heads) {}
    nn::KeyValues prefix(const nn::SelfAttentionImpl&, torch::Dtype dtype, const nn::ForwardContext&) override {
        return {key_.to(dtype).view({1, heads_, -1}), value_.to(dtype).view({1, heads_, -1})};
    }

private:
    torch::Tensor key_, value_;
    std::int64_t heads_;
};

class Trunk : public torch::nn::Module {
public:
    Trunk(const TrunkOptions& o, std::int64_t out) : options_(o) {
        const nn::NormOptions stem{nn::NormKind::LayerNorm, 1e-5}, norm{nn::NormKind::LayerNorm, 1e-6};
        const auto along = [&](std::int64_t size) { return (size - o.patch) / o.stride + 1; };
        const std::int64_t patches = along(o.length) * (o.height > 0 ? along(o.height) : 1);
        std::vector<std::int64_t> shape{o.width, o.channels * o.patch};
        if (o.height > 0) shape = {o.width, o.channels, o.patch, o.patch};
        if (o.frames > 1) shape = {o.width, o.channels, o.frames, o.patch, o.patch};
        classToken_ = register_parameter("cls_token", nn::emptyParameter({1, 1, o.width}));
        positions_ = register_parameter("pos_embed", nn::emptyParameter({1, patches + 1, o.width}));
        patches_ = register_module("proj", nn::PatchProjection(shape, false));
        if (o.stemNorm) stemNorm_ = register_module("stem_norm", nn::Norm(stem, o.width));
        if (o.preNorm) preNorm_ = register_module("pre_norm", nn::Norm(norm, o.width));
        nn::VisionBlockOptions block;
        block.attention = {.hidden = o.width,
                           .heads = o.heads,
                           .keyValueHeads = o.heads,
                           .headSize = o.width / o.heads,
                           .inputBias = true,
                           .outputBias = true,
                           .fused = true,
                           .headNorm = {},
                           .qkv = "in_proj",
                           .out = "out_proj"};
        block.mlp.inner = 4 * o.width;
        block.norm = norm;
        block.norm1Name = "norm_1";
        block.norm2Name = "norm_2";
        blocks_ = nn::visionBlocks(*this, "blocks", block, o.layers);
        if (o.extraKey)
            for (const auto& one : blocks_) {
                auto& attention = dynamic_cast<nn::VisionBlockImpl&>(*one).attention;
                auto key = attention->register_parameter("bias_k", nn::emptyParameter({1, 1, o.width}));
                auto value = attention->register_parameter("bias_v", nn::emptyParameter({1, 1, o.width}));
                attention->hooks.add(std::make_shared<ExtraKey>(key, value, o.heads));
            }
        headNorm_ = register_module("head_norm", nn::Norm(norm, o.width));
        head_ = register_module("head", nn::Linear(nn::LinearOptions{o.width, out, false}));
    }

    /// x [n, ...] as patches() takes it -> [n, out], of length `scale`.
    torch::Tensor forward(const torch::Tensor& x, bool recompute) {
        auto tokens = patches_->ofPatches(cut(x));
        if (stemNorm_) tokens = stemNorm_->forward(tokens);
        const auto dtype = x.scalar_type();
        const std::int64_t count = x.size(0);
        tokens = torch::cat({classToken_.to(dtype).expand({count, 1, -1}), tokens}, 1) + positions_.to(dtype);
        if (preNorm_) tokens = preNorm_->forward(tokens);
        const std::int64_t length = tokens.size(1);
        nn::ForwardContext context;
        context.causal = false;
        context.recompute = recompute;
        context.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(static_cast<std::size_t>(count), length));
        const auto rows =
            nn::throughBlocks(blocks_, blocks_.size(), tokens.reshape({count * length, options_.width}), context);
        const auto first = rows.view({count, length, options_.width}).select(1, 0);
        return at::nan_to_num(torch::nn::functional::normalize(head_->forward(headNorm_->forward(first)),
                                                               torch::nn::functional::NormalizeFuncOptions().dim(-1))) *
               options_.scale;
    }
    const TrunkOptions& options() const { return options_; }

private:
    // -> [n, patches, numbers of a patch]
    torch::Tensor cut(const torch::Tensor& x) const {
        const auto& o = options_;
        if (o.height == 0) return x.unfold(2, o.patch, o.stride).permute({0, 2, 1, 3}).flatten(2);
        const std::int64_t d = x.dim() - 2;
        const auto patches = x.unfold(d, o.patch, o.stride).unfold(d + 1, o.patch, o.stride);
        if (o.frames > 1) return patches.permute({0, 3, 4, 1, 2, 5, 6}).flatten(3).flatten(1, 2);
        return patches.permute({0, 2, 3, 1, 4, 5}).flatten(3).flatten(1, 2);
    }

    TrunkOptions options_;
    torch::Tensor classToken_, positions_;
    nn::PatchProjection patches_{nullptr};
    nn::Norm stemNorm_{nullptr}, preNorm_{nullptr}, headNorm_{nullptr};
    std::vector<std::shared_ptr<nn::Block>> blocks_;
    nn::Linear head_{nullptr};
};

const std::map<std::string, std::string> kTensors{{"vision", "pixel_values"},
                                                  {"audio", "audio_values"},
                                                  {"depth", "depth_values"},
                                                  {"thermal", "thermal_values"},
                                                  {"imu", "imu_values"}};

class ImageBind : public Encoder {
public:
    ImageBind(const Json& section, const std::string& where) {
        width = jsonAt<std::int64_t>(section, "out_embed_dim", where, 1024);
        checkSizes({{"out_embed_dim", width}}, where);
        const auto found = section.find("modalities");
        const bool says = found != section.end() && found->is_object();
        if (says)
            for (const auto& [name, _] : found->items())
                if (!kHuge.contains(name))
                    throw Error("unknown modality \"" + name + "\"", where,
                                "known: audio, depth, imu, thermal, vision");
        for (const auto& [name, defaults] : kHuge) {
            if (says && !found->contains(name)) continue;
            TrunkOptions own = defaults;
            if (name == "vision")
                own.height = own.length = jsonAt<std::int64_t>(section, "image_size", where, std::int64_t{224});
            own = read(says ? found->at(name) : Json::object(), where + ": " + name, own);
            trunks_[name] = register_module(name, std::make_shared<Trunk>(own, width));
        }
        if (trunks_.empty()) throw Error("\"modalities\" names none", where);
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        std::vector<torch::Tensor> rows(media.size());
        for (const auto& [name, trunk] : trunks_) {
            std::vector<torch::Tensor> clips;
            std::vector<std::size_t> places;
            std::vector<std::int64_t> counts;
            for (std::size_t i = 0; i < media.size(); ++i) {
                const auto values = media[i]->tensors.find(kTensors.at(name));
                if (values == media[i]->tensors.end()) continue;
                clips.push_back(clipsOf(values->second.to(pass.dtype), trunk->options()));
                places.push_back(i);
                counts.push_back(clips.back().size(0));
            }
            if (clips.empty()) continue;
            const auto all = trunk->forward(torch::cat(clips), pass.recompute).split_with_sizes(counts);
            for (std::size_t i = 0; i < places.size(); ++i)
                rows[places[i]] = all[i].mean(0);
        }
        for (const auto& row : rows)
            if (!row.defined()) throw Error("a medium of a kind that this encoder does not take");
        return {torch::stack(rows), std::vector<std::int64_t>(media.size(), 1), {}};
    }

private:
    static torch::Tensor clipsOf(const torch::Tensor& given, const TrunkOptions& o) {
        const std::size_t wanted = o.height == 0 ? 3 : 4;
        const auto values = given.dim() == static_cast<std::int64_t>(wanted) + 1 ? given.flatten(0, 1) : given;
        const bool fits = values.dim() == static_cast<std::int64_t>(wanted) && values.size(1) == o.channels &&
                          values.size(-1) == o.length && (o.height == 0 || values.size(2) == o.height);
        if (!fits)
            throw Error("a medium of another size than the encoder takes: " + std::to_string(o.channels) + " x " +
                        (o.height > 0 ? std::to_string(o.height) + " x " : "") + std::to_string(o.length));
        if (o.frames < 2) return values;
        // A picture stands still; the last frame of an odd number, too.
        const std::int64_t over = values.size(0) % o.frames;
        auto frames = values;
        if (over > 0)
            frames =
                torch::cat({frames, frames.narrow(0, frames.size(0) - 1, 1).expand({o.frames - over, -1, -1, -1})});
        return frames.view({-1, o.frames, o.channels, o.height, o.length}).transpose(1, 2);
    }

    std::map<std::string, std::shared_ptr<Trunk>> trunks_;
};

const Registry<EncoderFactory>::Entry entry{"imagebind",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<ImageBind>(section, where);
                                            }};

}  // namespace
}  // namespace atelier::models
