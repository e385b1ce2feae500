#include "vision/video/video_library.h"

#include "common/error.h"
#include "common/part.h"

namespace atelier::vision {

const VideoLibrary& videoLibrary() {
    static LoadedPart part = loadPart("libatelier_video.so");
    using Entry = const VideoLibrary* (*)();
    static const auto entry = reinterpret_cast<Entry>(part.entry("atelierVideoLibrary"));
    if (!entry)
        throw Error::failure("the part for videos cannot be loaded: " + part.reason, {}, "is Atelier installed whole?");
    return *entry();
}

}  // namespace atelier::vision
