#include "data/augmentation/augment_options.h"

#include "common/error.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace atelier::data {
namespace {

struct Strength {
    const char* name;
    double AugmentOptions::* field;
    const char *label, *unit;
    double most;
    bool chance;  // the strength is how often, and there is no more or less of it
    const char* help;
};

using O = AugmentOptions;
constexpr Strength kStrengths[] = {
    {"rotate", &O::rotate, "Rotation", "degrees", 180, false, "Turned by up to this much, either way."},
    {"perspective", &O::perspective, "Perspective", "", 0.4, false,
     "Seen from an angle: each corner moves inwards by up to this share of the sides."},
    {"crop", &O::crop, "Crop", "", 0.95, false,
     "Cut to a random part that lacks up to this share of the area. Answers that need all of the picture may become "
     "wrong."},
    {"scale", &O::scale, "Scale", "", 3, false,
     "Content up to this share larger, or smaller in the same measure, on a picture of the same size."},
    {"resize", &O::resize, "Resolution", "", 3, false,
     "The whole picture up to this share larger, or smaller in the same measure."},
    {"flip_horizontal", &O::flipHorizontal, "Mirrored sideways", "", 1, true,
     "How often left and right are exchanged. Not for text. Keypoints that their class names left and right change "
     "places."},
    {"flip_vertical", &O::flipVertical, "Upside down", "", 1, true,
     "How often top and bottom are exchanged. Not for text."},
    {"background", &O::background, "On other pictures", "", 1, true,
     "How often the picture is pasted, smaller, on one of augment_backgrounds."},
    {"colour", &O::colour, "Colour", "", 1, false,
     "Brightness, contrast, gamma and saturation change by up to this share."},
    {"hue", &O::hue, "Hue", "degrees", 180, false, "Colours turn by up to this much on the colour circle."},
    {"grayscale", &O::grayscale, "Greyscale", "", 1, true, "How often the picture loses its colours."},
    {"shadow", &O::shadow, "Shadow", "", 0.9, false,
     "Uneven light and shadows: the darkest place is up to this share darker."},
    {"cutout", &O::cutout, "Covered parts", "", 0.5, false,
     "Up to four rectangles cover up to this share of the picture. Marks under them stay."},
    {"blur", &O::blur, "Blur", "pixels", 20, false, "Gaussian blur of up to this standard deviation."},
    {"motion_blur", &O::motionBlur, "Motion blur", "pixels", 60, false,
     "The camera moved by up to this far in one direction."},
    {"noise", &O::noise, "Noise", "levels", 100, false,
     "Gaussian noise of up to this standard deviation, of 255 levels."},
    {"shot_noise", &O::shotNoise, "Shot noise", "levels", 100, false,
     "Noise of little light: up to this standard deviation where the picture is white, less where it is dark."},
    {"salt_pepper", &O::saltPepper, "Black and white dots", "", 0.5, false,
     "Up to this share of the pixels become black or white."},
    {"jpeg", &O::jpeg, "JPEG artefacts", "levels", 90, false, "Stored as JPEG of a quality up to this far below 95."},
};

settings::Schema<AugmentOptions> declared() {
    settings::Schema<AugmentOptions> s("Picture augmentation");
    for (const Strength& strength : kStrengths)
        s.option(std::string("augment_") + strength.name, strength.field)
            .label(strength.label)
            .unit(strength.unit)
            .help(strength.help)
            .range(0, strength.most);
    s.option("augment_probability", &O::probability)
        .label("How often")
        .help("Each augmentation that is on is applied to this share of the pictures, each drawn by itself.")
        .range(0, 1);
    s.option("augment_probabilities", &O::probabilities)
        .label("How often each")
        .help("For single augmentations: \"blur=0.1, rotate=0.9\".");
    s.option("augment_expand", &O::expand)
        .label("Grow when turned")
        .help("A turned picture becomes larger, so that no corner is cut off.");
    s.option("augment_fill", &O::fill)
        .label("Empty places")
        .help("What shows where a turned or shrunk picture does not reach: a colour, or its outermost pixels.")
        .choices({"white", "black", "grey", "edge"});
    s.option("augment_backgrounds", &O::backgrounds)
        .label("Backgrounds")
        .help("Dataset of the project whose pictures are the backgrounds for augment_background.");
    s.option("augment_background_regions", &O::backgroundRegions)
        .label("Paste regions only")
        .help("On a background only the marked regions are shown, where there are any.");
    s.option("augment_rotated_boxes", &O::rotatedBoxes)
        .label("Keep boxes turned")
        .help("A box on a turned picture becomes a rotated box instead of the upright box around it.");
    s.option("augment_min_area", &O::leastArea)
        .label("Least visible part")
        .help("A region of which less than this share is still to be seen is dropped.")
        .range(0, 1);
    s.option("augment_heed_words", &O::respectWords)
        .label("Heed left and right")
        .help(
            "Pictures whose texts speak of left and right are not mirrored, of above and below not turned over; off: "
            "the texts may become wrong.");
    return s;
}

const settings::GroupEntry<AugmentOptions> entry{"22-augment"};

struct Override {
    std::string name;
    double probability;
};

Override parsed(const std::string& text) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    double value = -1;
    if (equals != std::string::npos) {
        const char *begin = text.data() + equals + 1, *end = text.data() + text.size();
        const auto [stop, code] = std::from_chars(begin, end, value);
        if (code != std::errc() || stop != end) value = -1;
    }
    if (!(value >= 0 && value <= 1))
        throw Error("\"" + text + "\" is no NAME=PROBABILITY", "augment_probabilities", "e.g. blur=0.1, from 0 to 1");
    vision::Augmentations::instance().at(name, "augmentation");
    return {name, value};
}

}  // namespace

const settings::Schema<AugmentOptions>& AugmentOptions::schema() {
    static const settings::Schema<AugmentOptions> schema = declared();
    return schema;
}

std::vector<vision::Chain::Step> AugmentOptions::steps() const {
    std::vector<vision::Chain::Step> steps;
    for (const Strength& strength : kStrengths) {
        const double value = this->*strength.field;
        if (value <= 0) continue;
        steps.push_back({strength.name, strength.chance ? 1 : value, strength.chance ? value : probability});
    }
    for (const std::string& text : probabilities) {
        const Override override = parsed(text);
        for (auto& step : steps)
            if (step.name == override.name) step.probability = override.probability;
    }
    return steps;
}

std::vector<std::string> augmentationsWithOption() {
    std::vector<std::string> names;
    for (const Strength& strength : kStrengths)
        names.emplace_back(strength.name);
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace atelier::data
