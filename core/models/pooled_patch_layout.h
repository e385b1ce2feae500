#pragma once

#include "models/media_layout.h"
#include "models/video_settings.h"

#include <filesystem>
#include <memory>
#include <string>

namespace atelier::models {

/// What Gemma 4's families differ in.
struct PooledPatchKind {
    bool merged;                ///< the processor joins squares of patches; else the tower pools them
    const char* videoType;      ///< "video_processor_type" of folders that do not say it
    const char* bidirectional;  ///< "use_bidirectional_attention" of configs that do not say it
};

/// Gemma 4's layout: a medium's features between a begin and an end token, as many as it has squares of patches; frames
/// of a video one by one behind their times, "00:05 ". Their tokens see each other both ways where the config says so.
class PooledPatchLayout : public MediaLayout {
public:
    /// Spelled tokens of the tokenizer.
    struct Tokens {
        std::string begin, image, video, end;
    };
    /// `side`: patches along a side of what becomes one token.
    PooledPatchLayout(Tokens tokens, std::int64_t side, bool bothWays, std::unique_ptr<vision::Preprocessor> pictures,
                      VideoSettings videos)
        : tokens_(std::move(tokens)),
          side_(side),
          bothWays_(bothWays),
          pictures_(std::move(pictures)),
          videos_(std::move(videos)) {}

    std::string placeholder(Modality modality) const override;
    std::vector<std::string> featureTokens() const override { return {tokens_.image, tokens_.video}; }
    Modality modalityOf(const std::string& featureToken) const override {
        return featureToken == tokens_.video ? Modality::Video : Modality::Image;
    }
    PreparedMedium image(const vision::Image& image) const override;
    PreparedMedium video(const vision::VideoClip& clip) const override;
    /// "pixel_values" [pictures, patches, numbers] with "image_position_ids" [pictures, patches, 2] (column, row), -1
    /// in the padding behind; "pixel_values_videos" [frames, ...] with "video_position_ids" and "num_frames_per_video".
    std::vector<InputMedium> takeMedia(Inputs& inputs) const override;
    void finish(Encoded& encoded) const override;
    const vision::Preprocessor& preprocessor() const override { return *pictures_; }

private:
    std::int64_t tokensOf(const Grid& grid) const { return grid[1] / side_ * (grid[2] / side_); }

    Tokens tokens_;
    std::int64_t side_;
    bool bothWays_;
    std::unique_ptr<vision::Preprocessor> pictures_;
    VideoSettings videos_;
};

/// The processor of a Gemma 4 folder. Throws Error where processor and model do not fit together.
std::unique_ptr<Processor> makePooledPatchProcessor(const std::filesystem::path& folder,
                                                    const ProcessorOptions& options, const PooledPatchKind& kind);

}  // namespace atelier::models
