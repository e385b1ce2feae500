#pragma once

#include "data/sample.h"
#include "text/chat_template.h"
#include "text/tokenizer.h"
#include "vision/preprocessor.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace atelier::models {

inline constexpr std::int64_t kIgnore = -100;  ///< label of a position that is not learnt

/// One sample as the model takes it. No torch here: a page can count tokens without the engine.
struct Encoded {
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t>
        labels;  ///< as long as ids; kIgnore, or the id itself where the answer is learnt (not shifted)
    std::vector<std::int64_t>
        positions;  ///< planes × ids: 1 plane, or 3 (time, height, width) for multimodal rotary; plane-major
    int positionPlanes = 1;
    std::int64_t nextPosition = 0;  ///< position of the first generated token
    vision::PixelValues pixels;     ///< all images of the sample, in order
    std::int64_t imageTokens = 0;
    double weight = 1;  ///< of its loss
};

struct EncodeOptions {
    std::int64_t cutoffLength =
        0;  ///< tokens; 0: no limit. Text is cut at the end, images never: Error when they do not fit
    bool trainOnPrompt = false;
    bool maskHistory = false;  ///< learn only the last answer
    /// Gives the picture of the sample's medium of this index, e.g. a varied one; empty: openImage opens it.
    std::function<vision::Image(std::size_t media)> picture = {};
};

/// Family-specific way from a sample to model input. Thread-safe after construction.
class Processor {
public:
    virtual ~Processor() = default;

    /// For training: the whole conversation, labels on the assistant's answers (its end-of-turn token included).
    virtual Encoded encode(const data::Sample& sample, const EncodeOptions& options) const = 0;
    /// For generation: everything before the last answer (if there is one), then the generation prompt.
    virtual Encoded encodePrompt(const data::Sample& sample) const = 0;
    /// Positions for ids that came from elsewhere; `grids` of their images in order.
    virtual void assignPositions(Encoded& encoded) const = 0;

    virtual const text::Tokenizer& tokenizer() const = 0;
    virtual const vision::Preprocessor& preprocessor() const = 0;
    /// Opens an image of a sample; set by who owns the roots. Default: decodeImage of the path, cropped.
    std::function<vision::Image(const data::Media&)> openImage;
};

struct ProcessorOptions {
    std::int64_t imageMinPixels = 0, imageMaxPixels = 0;  ///< 0: as the model folder says
};

/// For a Hugging Face model folder, by its config.json's "model_type" (Registry<ProcessorFactory>).
using ProcessorFactory =
    std::function<std::unique_ptr<Processor>(const std::filesystem::path& folder, const ProcessorOptions&)>;
std::unique_ptr<Processor> loadProcessor(const std::filesystem::path& folder, const ProcessorOptions& options = {});

}  // namespace atelier::models
