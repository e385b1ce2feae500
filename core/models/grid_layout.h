#pragma once

#include "common/json.h"
#include "models/media_layout.h"

#include <memory>
#include <string>

namespace atelier::models {

/// Layout of families whose pictures are grids of patches of any size, merge × merge of them a token, with multimodal
/// rotary over the grid: the Qwen-VL families.
class GridLayout : public MediaLayout {
public:
    GridLayout(std::unique_ptr<vision::Preprocessor> preprocessor, std::int64_t mergeSize,
               std::string imageToken = "<|image_pad|>")
        : preprocessor_(std::move(preprocessor)), mergeSize_(mergeSize), imageToken_(std::move(imageToken)) {}

    std::string placeholder(Modality modality) const override;
    std::vector<std::string> featureTokens() const override { return {imageToken_}; }
    PreparedMedium image(const vision::Image& image) const override;
    void assignPositions(Encoded& encoded) const override { assignGridPositions(encoded, mergeSize_); }
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override;
    const vision::Preprocessor& preprocessor() const override { return *preprocessor_; }

protected:
    std::int64_t mergeSize() const { return mergeSize_; }

private:
    std::unique_ptr<vision::Preprocessor> preprocessor_;
    std::int64_t mergeSize_;
    std::string imageToken_;
};

/// Throws Error where the image processor's settings `pictures` cut patches that the model of `folder` does not take.
void checkPatches(const Json& pictures, const std::filesystem::path& folder);

}  // namespace atelier::models
