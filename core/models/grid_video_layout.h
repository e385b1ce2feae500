#pragma once

#include "common/error.h"
#include "models/grid_layout.h"
#include "vision/video_preprocessor.h"

#include <memory>
#include <string>

namespace atelier::models {

/// A model folder's processor of videos, or why there is none.
struct FolderVideos {
    std::unique_ptr<vision::VideoPreprocessor> processor;
    Error missing{""};
};

/// `otherwise`: settings of a folder that has none for videos; null: then there is no processor.
FolderVideos readFolderVideos(const std::filesystem::path& folder, const Json& otherwise = {});

/// A GridLayout with videos: all tokens of a video stand in one run, like a picture's (Qwen2-VL, Qwen2.5-VL).
class GridVideoLayout : public GridLayout {
public:
    /// Without a processor in `videos`, a video throws its `missing`. `tokensPerSecond` as in assignGridPositions().
    GridVideoLayout(std::unique_ptr<vision::Preprocessor> pictures, std::int64_t mergeSize, FolderVideos videos,
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
    /// Throws `missing` without a processor.
    const vision::VideoPreprocessor& videos() const;

private:
    FolderVideos videos_;
    double tokensPerSecond_;
};

/// A processor of such a family: "merge_size" from the folder's image processor; `endOfTurn` as in readTextParts().
/// A folder without settings for videos takes two frames a second, as the models' authors do.
std::unique_ptr<Processor> makeGridVideoProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                                  const std::string& endOfTurn, double tokensPerSecond = 0);

}  // namespace atelier::models
