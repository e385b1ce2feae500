#include "models/single_token_layout.h"

#include "common/error.h"

namespace atelier::models {

SingleTokenLayout::SingleTokenLayout(std::string token, std::unique_ptr<vision::Preprocessor> preprocessor)
    : token_(std::move(token)), preprocessor_(std::move(preprocessor)) {}

std::string SingleTokenLayout::placeholder(Modality modality) const {
    return modality == Modality::Image ? token_ : "";
}

PreparedMedium SingleTokenLayout::image(const vision::Image& image) const {
    const auto tokens = preprocessor_->tokenCount(image.width, image.height);
    if (tokens < 1)
        throw Error("the image processor leaves nothing of a picture", "",
                    "its sizes must be those of the model: \"crop_size\" or \"size\", and \"patch_size\"");
    return {pictureOf(preprocessor_->process(image)), {{token_, tokens}}};
}

std::vector<MediaLayout::InputMedium> SingleTokenLayout::takeMedia(Inputs& inputs) const {
    return takeFrames(inputs, "pixel_values", preprocessor_->tokenCount(1, 1));
}

}  // namespace atelier::models
