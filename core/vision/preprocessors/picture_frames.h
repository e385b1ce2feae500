#pragma once

#include "common/json.h"
#include "vision/preprocessor.h"
#include "vision/video_preprocessor.h"

#include <memory>
#include <string>

namespace atelier::vision {

/// Videos whose frames are prepared like pictures of one size, for towers that take those: [frames, 3, height, width].
/// Which frames are taken is for the classes that derive from it.
class PictureFrames : public VideoPreprocessor {
public:
    /// `pictures`: settings of an image processor, with "image_processor_type".
    PictureFrames(const Json& pictures, const std::string& where) : pictures_(makePreprocessor(pictures, where)) {}

    /// A frame that stands several times in `frames` is prepared once.
    PixelValues process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const override;

private:
    std::unique_ptr<Preprocessor> pictures_;
};

}  // namespace atelier::vision
