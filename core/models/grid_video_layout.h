#pragma once

#include "models/grid_layout.h"
#include "models/video_settings.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace atelier::models {

/// Spelled tokens of a family.
struct GridTokens {
    std::string image = "<|image_pad|>";         ///< stands for a feature of an image
    std::string video = "<|video_pad|>";         ///< what the template writes for a video
    std::string videoFeature = "<|video_pad|>";  ///< stands for a feature of a video; may be the one of images
    std::optional<std::pair<std::string, std::string>> videoMarks{};  ///< as MediaLayout::videoMarks()
};

/// A GridLayout with videos: all tokens of a video stand in one run, like a picture's (Qwen2-VL, Qwen2.5-VL).
class GridVideoLayout : public GridLayout {
public:
    /// `tokensPerSecond` as in assignGridPositions().
    GridVideoLayout(std::unique_ptr<vision::Preprocessor> pictures, std::int64_t mergeSize, VideoSettings videos,
                    double tokensPerSecond = 0, GridTokens tokens = {})
        : GridLayout(std::move(pictures), mergeSize, tokens.image),
          videos_(std::move(videos)),
          tokensPerSecond_(tokensPerSecond),
          tokens_(std::move(tokens)) {}

    std::string placeholder(Modality modality) const override;
    std::vector<std::string> featureTokens() const override;
    Modality modalityOf(const std::string& featureToken) const override;
    std::optional<std::pair<std::string, std::string>> videoMarks() const override { return tokens_.videoMarks; }
    PreparedMedium video(const vision::VideoClip& clip) const override;
    void assignPositions(Encoded& encoded) const override;
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override;

protected:
    const GridTokens& tokens() const { return tokens_; }
    const vision::VideoPreprocessor& videos() const { return videos_.required(); }

private:
    VideoSettings videos_;
    double tokensPerSecond_;
    GridTokens tokens_;
};

/// A processor of such a family: "merge_size" from the folder's image processor; `endOfTurn` as in readTextParts().
/// A folder without settings for videos takes two frames a second, as the models' authors do.
std::unique_ptr<Processor> makeGridVideoProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                                  const std::string& endOfTurn, double tokensPerSecond = 0);

}  // namespace atelier::models
