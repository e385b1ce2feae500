#pragma once

#include "models/media_layout.h"

#include <filesystem>
#include <memory>
#include <string>

namespace atelier::models {

/// Idefics3's layout: a picture's tiles row by row, each behind a token that tells its row and column, then the whole
/// picture. A tile has `count` tokens.
class TaggedTilesLayout : public MediaLayout {
public:
    /// Spelled tokens of the tokenizer.
    struct Tokens {
        std::string fake, image, whole;
    };
    TaggedTilesLayout(Tokens tokens, std::int64_t count, std::unique_ptr<vision::Preprocessor> pictures)
        : tokens_(std::move(tokens)), count_(count), pictures_(std::move(pictures)) {}

    std::string placeholder(Modality modality) const override {
        return modality == Modality::Image ? tokens_.image : "";
    }
    std::vector<std::string> featureTokens() const override { return {tokens_.image}; }
    PreparedMedium image(const vision::Image& image) const override;
    /// "pixel_values" [rows, pictures, …] or [pictures, …]; pictures of zeros are padding. Of "pixel_attention_mask" it
    /// takes whole pictures.
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override;
    const vision::Preprocessor& preprocessor() const override { return *pictures_; }

protected:
    /// A picture that is one tile: `before`, then its tokens, behind each other in `pieces`.
    void appendWhole(const std::string& before, std::vector<LayoutPiece>& pieces) const;

private:
    Tokens tokens_;
    std::int64_t count_;
    std::unique_ptr<vision::Preprocessor> pictures_;
};

/// What a folder says of such a layout. Throws Error where its processor and its model do not fit together.
struct TaggedTilesSettings {
    TaggedTilesLayout::Tokens tokens;
    std::int64_t count = 0;
    std::unique_ptr<vision::Preprocessor> pictures;

    static TaggedTilesSettings read(const std::filesystem::path& folder, const ProcessorOptions& options);
};

}  // namespace atelier::models
