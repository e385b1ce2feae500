#pragma once

#include "models/grid_layout.h"
#include "models/video_settings.h"

#include <memory>
#include <string>

namespace atelier::models {

/// A GridLayout with videos: all tokens of a video stand in one run, like a picture's (Qwen2-VL, Qwen2.5-VL).
class GridVideoLayout : public GridLayout {
public:
    /// `tokensPerSecond` as in assignGridPositions().
    GridVideoLayout(std::unique_ptr<vision::Preprocessor> pictures, std::int64_t mergeSize, VideoSettings videos,
                    double tokensPerSecond = 0)
        : GridLayout(std::move(pictures), mergeSize), videos_(std::move(videos)), tokensPerSecond_(tokensPerSecond) {}

    std::string placeholder(Modality modality) const override;
    std::vector<std::string> featureTokens() const override;
    Modality modalityOf(const std::string& featureToken) const override;
    PreparedMedium video(const vision::VideoClip& clip) const override;
    void assignPositions(Encoded& encoded) const override;
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override;

protected:
    static constexpr const char* kVideoToken = "<|video_pad|>";
    const vision::VideoPreprocessor& videos() const { return videos_.required(); }

private:
    VideoSettings videos_;
    double tokensPerSecond_;
};

/// A processor of such a family: "merge_size" from the folder's image processor; `endOfTurn` as in readTextParts().
/// A folder without settings for videos takes two frames a second, as the models' authors do.
std::unique_ptr<Processor> makeGridVideoProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                                  const std::string& endOfTurn, double tokensPerSecond = 0);

}  // namespace atelier::models
