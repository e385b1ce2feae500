#pragma once

#include "models/media_layout.h"
#include "vision/any_resolution.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace atelier::models {

/// How the tiles of a picture lie, as its medium's grid: columns of tiles, then rows and columns of the features that
/// show the picture.
inline Grid gridOf(const vision::TiledFeatures& features) {
    return {features.tileColumns, features.rows, features.columns};
}

/// One token for each feature of a picture: the whole picture's, then those of the tiles' rows, each with its end
/// (LLaVA-NeXT).
class TiledLayout : public MediaLayout {
public:
    TiledLayout(std::string token, std::unique_ptr<vision::TiledPreprocessor> preprocessor)
        : token_(std::move(token)), preprocessor_(std::move(preprocessor)) {}

    std::string placeholder(Modality modality) const override { return modality == Modality::Image ? token_ : ""; }
    std::vector<std::string> featureTokens() const override { return {token_}; }
    PreparedMedium image(const vision::Image& image) const override;
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override { return takePictures(inputs, {}); }
    const vision::Preprocessor& preprocessor() const override { return *preprocessor_; }

protected:
    /// "pixel_values" and "image_sizes". `wholeTokens`: for each picture how many tokens it has where it is given as a
    /// whole alone, else 0; empty: all are given in tiles.
    std::vector<InputMedium> takePictures(Inputs& inputs, const std::vector<std::int64_t>& wholeTokens) const;
    /// A picture of these pixels [tiles, channels, height, width].
    static EncodedMedium mediumOf(vision::PixelValues pixels, const vision::Image& image);
    const std::string& token() const { return token_; }
    const vision::TiledPreprocessor& tiles() const { return *preprocessor_; }

private:
    std::string token_;
    std::unique_ptr<vision::TiledPreprocessor> preprocessor_;
};

/// From a folder's image processor settings. Throws Error for a class that makes no tiles; `expected`: the one that
/// belongs to the family.
std::unique_ptr<vision::TiledPreprocessor> makeTiledPreprocessor(const Json& config,
                                                                 const std::filesystem::path& folder,
                                                                 const ProcessorOptions& options,
                                                                 const std::string& expected);

}  // namespace atelier::models
