#pragma once

#include "data/sample.h"
#include "vision/image.h"

#include <functional>

namespace atelier::data {

/// Opens an image of a sample; throws Error naming the file.
using OpenImage = std::function<vision::Image(const Media&)>;

/// The image as training shows it: decoded, and cut to its crop.
vision::Image openMedia(const Media& media);

}  // namespace atelier::data
