#pragma once

#include "data/sample.h"
#include "models/media.h"
#include "text/chat_template.h"
#include "text/tokenizer.h"
#include "vision/preprocessor.h"
#include "vision/video/clip.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace atelier::models {

inline constexpr std::int64_t kIgnore = -100;  ///< label of a position that is not learned

/// One sample as the model takes it. No torch here: a page can count tokens without the engine.
struct Encoded {
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t>
        labels;  ///< as long as ids; kIgnore, or the id itself where the answer is learned (not shifted)
    std::vector<std::int64_t>
        positions;  ///< planes × ids: 1 plane, or 3 (time, height, width) for multimodal rotary; plane-major
    int positionPlanes = 1;
    std::int64_t nextPosition = 0;  ///< position of the first generated token
    std::vector<EncodedMedium> media;
    std::vector<TokenSpan> bidirectional;  ///< tokens that see each other both ways, beside the causal rule
    double weight = 1;                     ///< of its loss
    std::int64_t cutTargets = 0;           ///< labels of answers that the cutoff took off the end
    std::vector<float> labelWeights = {};  ///< of each label, as long as labels; empty: all 1

    std::int64_t mediaTokens() const;
};

struct EncodeOptions {
    std::int64_t cutoffLength =
        0;  ///< tokens; 0: no limit. Text is cut at the end, media never: Error when they do not fit
    bool trainOnPrompt = false;
    bool maskHistory = false;  ///< learn only the last answer
    bool joinTurns = true;     ///< for a template whose turns must alternate; false: Error for those that do not
    /// Gives the picture of the sample's medium of this index, e.g. an augmented one; empty: openImage opens it.
    std::function<vision::Image(std::size_t media)> picture = {};
};

/// Rows of tokens that another program made, with the arrays of their media under that program's names.
struct Inputs {
    std::vector<std::vector<std::int64_t>> rows;  ///< without padding
    Arrays arrays;
    std::string where;  ///< the file, for messages
};

/// Family-specific way from a sample to model input. Thread-safe after construction.
class Processor {
public:
    virtual ~Processor() = default;

    /// For training: the whole conversation, labels on the assistant's answers (its end-of-turn token included).
    virtual Encoded encode(const data::Sample& sample, const EncodeOptions& options) const = 0;
    /// For generation: everything before the last answer (if there is one), then the generation prompt.
    virtual Encoded encodePrompt(const data::Sample& sample) const = 0;
    /// Finds the media in rows of tokens and gives them their positions. Throws Error for arrays that this family does
    /// not take and for numbers that do not fit together.
    virtual std::vector<Encoded> encodeInputs(Inputs inputs) const = 0;

    virtual const text::Tokenizer& tokenizer() const = 0;
    virtual const vision::Preprocessor& preprocessor() const = 0;
    /// Opens an image of a sample; set by who owns the roots. Default: decodeImage of the path, cropped.
    std::function<vision::Image(const data::Media&)> openImage;
    /// The same for a video. Default: openClip of the path and its range.
    std::function<vision::VideoClip(const data::Media&)> openVideo;
    /// What the recipe says of videos, for every family; set by loadProcessor().
    vision::VideoLimits videoLimits;
};

struct ProcessorOptions {
    std::int64_t imageMinPixels = 0, imageMaxPixels = 0;  ///< 0: as the model folder says
    vision::GreyWindow greyWindow = vision::GreyWindow::Auto;
    vision::VideoLimits videos = {};
    bool operator==(const ProcessorOptions&) const = default;
};

/// For a Hugging Face model folder, by its config.json's "model_type" (Registry<ProcessorFactory>).
using ProcessorFactory =
    std::function<std::unique_ptr<Processor>(const std::filesystem::path& folder, const ProcessorOptions&)>;
std::unique_ptr<Processor> loadProcessor(const std::filesystem::path& folder, const ProcessorOptions& options = {});

}  // namespace atelier::models
