#pragma once

#include "data/augmentation/augment_options.h"
#include "data/augmentation/concepts.h"
#include "data/augmentation/mirrored_keypoints.h"
#include "data/augmentation/open_media.h"
#include "data/project.h"
#include "data/text_variation/text_variation.h"
#include "settings/recipe.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atelier::data {

/// A sample as one epoch shows it.
struct Augmented {
    Sample sample;                      ///< media without a crop: images[i] is all of the picture
    std::vector<vision::Image> images;  ///< one for each medium; empty for a video
    std::int64_t droppedRegions = 0;    ///< of which too little was left
    std::string straight;               ///< why its pictures were not moved although that was asked for; or empty
};

/// Varies samples for training: pictures, the regions on them, boxes written in texts, and texts. What is drawn depends
/// on the seed, the epoch and the sample's id alone. Thread-safe.
///
/// Words and pictures stay in agreement: a region that words speak of is never dropped, a box in the text is rewritten
/// where it is understood (see written_boxes.h), and where neither can be kept the pictures of that sample are not
/// moved, in this epoch or ever; light, colour and the rest still vary. In a mirrored picture keypoints of the left and
/// of the right side change places where their class names them so.
class Augmenter {
public:
    struct Options {
        AugmentOptions pictures;
        TextOptions texts;
        ConceptRules concepts;
        std::uint64_t seed = 0;
        std::vector<Media> backgrounds;
        std::filesystem::path folder;  ///< of the project: files named in lists lie in it
        Paraphraser paraphraser;
        vision::GreyWindow greyWindow = vision::GreyWindow::Auto;  ///< of opener()
        MirroredKeypoints mirrored = {};
    };
    /// Throws Error for lists that cannot be read, unknown names, or backgrounds that are wanted and not there.
    explicit Augmenter(Options options);

    /// Whether anything is varied at all.
    bool active() const;
    /// Throws what `open` throws.
    Augmented augment(const Sample& sample, std::int64_t epoch, const OpenImage& open) const;
    /// Opens pictures as the recipe says, where no processor does.
    OpenImage opener() const { return mediaOpener(options_.greyWindow); }
    /// What the sample counts in the loss.
    double weight(const Sample& sample) const;
    /// Why a sample's pictures are never moved although that is asked for; empty: they are.
    std::string alwaysStraight(const Sample& sample) const;

private:
    void requireBackgrounds() const;
    void place(Augmented& varied, const AugmentOptions& pictures, const std::vector<std::uint64_t>& keys,
               const OpenImage& open) const;
    Options options_;
    TextVarier texts_;
};

/// As a recipe says, with the pictures of the dataset that it names as backgrounds. Throws what Augmenter throws.
Augmenter makeAugmenter(const settings::Recipe& recipe, const Project& project, std::uint64_t seed);

}  // namespace atelier::data
