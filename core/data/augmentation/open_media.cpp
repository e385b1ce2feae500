#include "data/augmentation/open_media.h"

namespace atelier::data {

vision::Image openMedia(const Media& media, vision::GreyWindow window) {
    auto image = vision::decodeImage(media.path, window);
    return media.crop ? vision::crop(image, *media.crop) : image;
}

OpenImage mediaOpener(vision::GreyWindow window) {
    return [window](const Media& media) { return openMedia(media, window); };
}

}  // namespace atelier::data
