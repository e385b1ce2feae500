#include "models/single_token_layout.h"

namespace atelier::models {

SingleTokenLayout::SingleTokenLayout(std::string token, std::unique_ptr<vision::Preprocessor> preprocessor)
    : token_(std::move(token)), preprocessor_(std::move(preprocessor)) {}

std::string SingleTokenLayout::placeholder(Modality modality) const {
    return modality == Modality::Image ? token_ : "";
}

PreparedMedium SingleTokenLayout::image(const vision::Image& image) const {
    const auto tokens = preprocessor_->tokenCount(image.width, image.height);
    return {pictureOf(preprocessor_->process(image)), {{token_, tokens}}};
}

std::vector<MediaLayout::InputMedium> SingleTokenLayout::takeMedia(Inputs& inputs) const {
    return takeFrames(inputs, "pixel_values", preprocessor_->tokenCount(1, 1));
}

}  // namespace atelier::models
