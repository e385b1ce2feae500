#include "vision/preprocessors/picture_frames.h"

namespace atelier::vision {

PixelValues PictureFrames::process(const VideoClip& clip, const std::vector<std::int64_t>& frames) const {
    PixelValues all, last;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (i == 0 || frames[i] != frames[i - 1]) last = pictures_->process(clip.frame(frames[i]));
        if (i == 0) {
            all.shape = last.shape;
            all.shape[0] = std::ssize(frames);
            all.values.reserve(last.values.size() * frames.size());
        }
        all.values.insert(all.values.end(), last.values.begin(), last.values.end());
    }
    return all;
}

}  // namespace atelier::vision
