#pragma once

#include "models/media_layout.h"

#include <memory>
#include <string>

namespace atelier::models {

/// Images whose placeholder is one spelled token, repeated for each of their features; every
/// image has the same number of them, as in LLaVA.
class SingleTokenLayout : public MediaLayout {
public:
    SingleTokenLayout(std::string token, std::unique_ptr<vision::Preprocessor> preprocessor);

    std::string placeholder(Modality modality) const override;
    std::vector<std::string> featureTokens() const override { return {token_}; }
    PreparedMedium image(const vision::Image& image) const override;
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override;
    const vision::Preprocessor& preprocessor() const override { return *preprocessor_; }

private:
    std::string token_;
    std::unique_ptr<vision::Preprocessor> preprocessor_;
};

}  // namespace atelier::models
