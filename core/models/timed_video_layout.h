#pragma once

#include "models/grid_layout.h"
#include "models/video_settings.h"

#include <memory>
#include <string>

namespace atelier::models {

/// A GridLayout with videos whose frames stand apart in the text, each behind its time: "<1.5 seconds>", then the
/// tokens of the frames that share a patch between vision marks (Qwen3-VL and later). Their positions are those of one
/// picture after the other.
class TimedVideoLayout : public GridLayout {
public:
    TimedVideoLayout(std::unique_ptr<vision::Preprocessor> pictures, std::int64_t mergeSize, VideoSettings videos)
        : GridLayout(std::move(pictures), mergeSize), videos_(std::move(videos)) {}

    std::string placeholder(Modality modality) const override;
    std::vector<std::string> featureTokens() const override;
    Modality modalityOf(const std::string& featureToken) const override;
    PreparedMedium video(const vision::VideoClip& clip) const override;
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override;
    void finish(Encoded& encoded) const override;

private:
    VideoSettings videos_;
};

/// A processor of such a family; parameters as of makeGridProcessor().
std::unique_ptr<Processor> makeTimedVideoProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                                   const std::string& endOfTurn);

}  // namespace atelier::models
