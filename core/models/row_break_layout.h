#pragma once

#include "models/media_layout.h"

#include <filesystem>
#include <memory>
#include <string>

namespace atelier::models {

/// Pixtral's layout: the patches of a picture row by row, a token behind each row and another one behind the last.
class RowBreakLayout : public MediaLayout {
public:
    /// Spelled tokens of the tokenizer.
    struct Tokens {
        std::string image, rowEnd, end;
    };
    /// `patch`: side of a patch of the tower; merge × merge of them are a token.
    RowBreakLayout(Tokens tokens, std::int64_t patch, std::int64_t merge,
                   std::unique_ptr<vision::Preprocessor> pictures)
        : tokens_(std::move(tokens)), patch_(patch), merge_(merge), pictures_(std::move(pictures)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Image ? tokens_.image : "";
    }
    std::vector<std::string> featureTokens() const override { return {tokens_.image}; }
    PreparedMedium image(const vision::Image& image) const override;
    /// "pixel_values" [pictures, channels, height, width], padded at the right and below, with "image_sizes" [pictures,
    /// 2] (height, width).
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override;
    const vision::Preprocessor& preprocessor() const override { return *pictures_; }

private:
    Grid gridOf(std::int64_t height, std::int64_t width) const { return {1, height / patch_, width / patch_}; }

    Tokens tokens_;
    std::int64_t patch_, merge_;
    std::unique_ptr<vision::Preprocessor> pictures_;
};

/// Of a folder with Pixtral's processor; `merge`: what the model joins. Throws Error where processor and model do not
/// fit together.
std::unique_ptr<MediaLayout> makeRowBreakLayout(const std::filesystem::path& folder, const ProcessorOptions& options,
                                                std::int64_t merge);

}  // namespace atelier::models
