#pragma once

#include "models/processor.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::models {

/// A part of the text that stands for a medium: words, or one token many times over.
struct LayoutPiece {
    std::string text;
    std::int64_t repeat = 0;  ///< 0: words; else the token spelled `text`, so many times, for the medium's features
};

/// A medium that was read: what its encoder takes, and what replaces its placeholder in the rendered text. Pieces are
/// put in before the text is tokenized, so that words may join their neighbours.
struct PreparedMedium {
    EncodedMedium medium;
    std::vector<LayoutPiece> pieces;
};

/// How a family lays out media in its text. One for each family.
class MediaLayout {
public:
    virtual ~MediaLayout() = default;

    /// What the chat template writes for one medium; empty: the family takes none of this kind.
    virtual std::string placeholder(Modality modality) const = 0;
    /// Spelled tokens that stand for features, as they are repeated in pieces.
    virtual std::vector<std::string> featureTokens() const = 0;
    /// Of what kind of medium the features are that one of them stands for.
    virtual Modality modalityOf(const std::string& featureToken) const { return Modality::Image; }
    /// Spelled tokens that open and close a video, where its features have the token of images'; none: tokens differ.
    virtual std::optional<std::pair<std::string, std::string>> videoMarks() const { return {}; }

    virtual PreparedMedium image(const vision::Image& image) const = 0;
    /// One of several pictures of a sample, for families that see those with fewer tokens.
    virtual PreparedMedium oneOfSeveral(const vision::Image& one) const { return image(one); }
    /// For families that have a placeholder of videos.
    virtual PreparedMedium video(const vision::VideoClip& clip) const;
    /// For families that write numbers into the text: `before` media of its kind stand before this one in the sample.
    virtual void setNumber(PreparedMedium& medium, std::int64_t before) const {}

    /// Whether all media stand in front of the text, even of what the tokenizer puts at its beginning. Then the
    /// template writes nothing for them, and placeholder() only says which kinds there are.
    virtual bool mediaLeadText() const { return false; }
    /// Whether the bridge reads the text, too: readPrompt() is then called for each medium.
    virtual bool readsPrompt() const { return false; }
    /// Gives a medium what belongs to `prompt`: the rendered prompt that the turn with the medium would be alone,
    /// behind a system text. For a single turn that is the whole prompt. Throws Error (`where`: the sample) for one
    /// that the bridge cannot read.
    virtual void readPrompt(EncodedMedium& medium, const std::string& prompt, const std::string& where) const {}

    /// Writes positions, positionPlanes and nextPosition of ids whose media are known. By default tokens count on.
    virtual void assignPositions(Encoded& encoded) const;
    /// Takes its media's arrays out of `inputs`, those of each kind in the order in which they stand in the rows, each
    /// with the number of its tokens. `rows` may be changed, where a family's own text belongs to them.
    struct InputMedium {
        EncodedMedium medium;
        std::int64_t tokens = 0;
    };
    virtual std::vector<InputMedium> takeMedia(Inputs& inputs) const = 0;
    /// After all media have their tokens: what else the model has to know, e.g. spans that see each other both ways.
    virtual void finish(Encoded& encoded) const {}

    virtual const vision::Preprocessor& preprocessor() const = 0;
};

/// Positions of multimodal rotary: text counts on in all three planes; a medium's tokens lie on its grid of (time,
/// height / merge, width / merge), and what follows goes on after the longer side. `tokensPerSecond`: positions of time
/// count seconds in videos that say how many lie between their time steps (kSecondsPerTime); 0: they count time steps.
void assignGridPositions(Encoded& encoded, std::int64_t mergeSize, double tokensPerSecond = 0);
/// The array of a video, [1].
inline constexpr const char* kSecondsPerTime = "second_per_grid_ts";

/// Rows [first, first + count) of an array's first dimension.
Array rowsOf(const Array& array, std::int64_t first, std::int64_t count);
/// Takes the array `name` out of the inputs; nothing where there is none.
std::optional<Array> takeArray(Inputs& inputs, const std::string& name);
/// Grids of an int64 array [media, 3]. Throws Error unless all are positive.
std::vector<Grid> gridsOf(const Array& array, const std::string& name, const std::string& where);

/// Media of families that lay all patches out one behind the other: `pixels` [patches, ...] and `grids` [media, 3],
/// with merge² patches a token.
std::vector<MediaLayout::InputMedium> takePatches(Inputs& inputs, Modality modality, const std::string& pixels,
                                                  const std::string& grids, std::int64_t mergeSize);
/// Media of families that give each picture one entry: `pixels` [media, ...], with `tokens` tokens each.
std::vector<MediaLayout::InputMedium> takeFrames(Inputs& inputs, const std::string& pixels, std::int64_t tokens);

/// Videos of families that give each one entry: `pixels` [videos, frames, channels, height, width]; `tokens`: of a
/// video of so many frames.
std::vector<MediaLayout::InputMedium> takeClips(Inputs& inputs, const std::string& pixels,
                                                const std::function<std::int64_t(std::int64_t frames)>& tokens);

/// A picture of preprocessed pixels as a medium under the name "pixel_values".
EncodedMedium pictureOf(vision::PixelValues pixels);

}  // namespace atelier::models
