#pragma once

#include "data/sample.h"
#include "vision/image.h"

#include <functional>

namespace atelier::data {

/// Opens an image of a sample; throws Error naming the file.
using OpenImage = std::function<vision::Image(const Media&)>;

/// The image as training shows it: decoded, deep greys as `window` says, and cut to its crop.
vision::Image openMedia(const Media& media, vision::GreyWindow window);
/// openMedia() with this window.
OpenImage mediaOpener(vision::GreyWindow window);

}  // namespace atelier::data
