#pragma once

#include "models/grid_video_layout.h"

#include <memory>
#include <string>
#include <vector>

namespace atelier::models {

/// A layout with videos whose frames stand apart in the text, each behind its time: "<1.5 seconds>", then the
/// tokens of the frames that share a patch between vision marks (Qwen3-VL and later). Their positions are those of
/// one picture after the other.
class TimedVideoLayout : public GridVideoLayout {
public:
    using GridVideoLayout::GridVideoLayout;

    PreparedMedium video(const vision::VideoClip& clip) const override;
    void finish(Encoded& encoded) const override;

protected:
    /// What stands for the frames of one time: `tokens` feature tokens, and words about the time.
    virtual std::vector<LayoutPiece> framePieces(double seconds, std::int64_t tokens) const;
};

/// A processor of such a family; parameters as of makeGridVideoProcessor().
std::unique_ptr<Processor> makeTimedVideoProcessor(const std::filesystem::path& folder, const ProcessorOptions& options,
                                                   const std::string& endOfTurn);

}  // namespace atelier::models
