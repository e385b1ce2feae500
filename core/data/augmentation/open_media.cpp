#include "data/augmentation/open_media.h"

namespace atelier::data {

vision::Image openMedia(const Media& media) {
    auto image = vision::decodeImage(media.path);
    return media.crop ? vision::crop(image, *media.crop) : image;
}

}  // namespace atelier::data
