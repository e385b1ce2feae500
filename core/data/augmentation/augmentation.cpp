#include "data/augmentation/augmentation.h"

#include "common/error.h"
#include "data/augmentation/direction_words.h"
#include "data/augmentation/moved_region.h"
#include "data/augmentation/written_boxes.h"
#include "data/classes.h"
#include "data/dataset_source.h"
#include "vision/augment/resample.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace atelier::data {
namespace {

bool movesPictures(const std::vector<vision::Chain::Step>& steps) {
    return std::any_of(steps.begin(), steps.end(), [](const auto& step) {
        return static_cast<bool>(vision::Augmentations::instance().at(step.name, "augmentation").place);
    });
}

vision::Fill fillOf(const AugmentOptions& options) {
    static const std::map<std::string, vision::Fill> fills{{"white", {false, {255, 255, 255}}},
                                                           {"black", {false, {0, 0, 0}}},
                                                           {"grey", {false, {128, 128, 128}}},
                                                           {"edge", {true, {}}}};
    return fills.at(options.fill);
}

// A medium that is shown in part becomes a picture of its own, and its regions lie on that.
void leaveCrop(Sample& sample, std::size_t index) {
    Media& media = sample.media[index];
    if (!media.crop) return;
    // As vision::crop() rounds.
    const double left = std::max(0.0, std::floor(media.crop->left)), top = std::max(0.0, std::floor(media.crop->top));
    for (Region& region : sample.regions)
        if (region.media == static_cast<int>(index)) shift(region, -left, -top);
    media.crop.reset();
}

bool moves(const vision::Placement& placement, const vision::Image& image) {
    return !placement.map.isIdentity() || placement.width != image.width || placement.height != image.height;
}

// Regions and written boxes after the pictures moved. Nothing where words would lose what they speak of.
struct Moved {
    Sample sample;
    std::int64_t dropped = 0;
};
std::optional<Moved> movedSample(const Sample& sample, const std::vector<vision::Image>& images,
                                 const std::vector<vision::Placement>& placements, const MoveOptions& options,
                                 const MirroredKeypoints& mirrored) {
    const auto movedOn = [&](const Region& region) {
        const auto at = static_cast<std::size_t>(region.media);
        auto result = moved(region, images[at].width, images[at].height, placements[at], options);
        if (result && mirrors(placements[at].map)) exchangeSides(*result, mirrored);
        return result;
    };
    Moved result{sample, 0};
    auto written = findWrittenBoxes(sample).boxes;
    std::erase_if(written, [&](const WrittenBox& box) {
        const auto at = static_cast<std::size_t>(box.media);
        return !moves(placements[at], images[at]);
    });
    std::vector<NewBox> boxes;
    for (const WrittenBox& box : written) {
        const auto at = static_cast<std::size_t>(box.media);
        const auto unit = unitOf(box, sample, images[at].width, images[at].height);
        if (!unit) return {};
        Region region;
        region.media = box.media;
        const Box now = pixelsOf(box, *unit, images[at].width, images[at].height);
        region.points = {{now.left, now.top}, {now.right, now.bottom}};
        // The region's outline says more than the box around it, where the text means that region.
        if (showsRegion(box, *unit, sample, images[at].width, images[at].height)) region = sample.regions[*box.region];
        const auto after = movedOn(region);
        if (!after) return {};
        boxes.push_back({after->bounds(), *unit, placements[at].width, placements[at].height});
    }
    rewrite(result.sample, written, boxes);

    std::vector<Region> kept;
    for (const Region& region : result.sample.regions) {
        if (auto after = movedOn(region))
            kept.push_back(std::move(*after));
        else if (!region.spans.empty())
            return {};
        else
            ++result.dropped;
    }
    result.sample.regions = std::move(kept);
    return result;
}

// Damaged data: a region on a picture that is not there stays as it is and never reaches a placement.
bool regionsFit(const Sample& sample) {
    return std::all_of(sample.regions.begin(), sample.regions.end(), [&](const Region& region) {
        return region.media >= 0 && static_cast<std::size_t>(region.media) < sample.media.size();
    });
}

// The regions of one picture, to be cut out of it.
std::vector<std::vector<vision::Point>> outlinesOn(const Sample& sample, std::size_t media) {
    std::vector<std::vector<vision::Point>> outlines;
    for (const Region& region : sample.regions)
        if (region.media == static_cast<int>(media))
            for (auto& outline : outlinesOf(region))
                if (outline.size() > 2) outlines.push_back(std::move(outline));
    return outlines;
}

}  // namespace

Augmenter makeAugmenter(const settings::Recipe& recipe, const Project& project, std::uint64_t seed) {
    Augmenter::Options options;
    options.pictures = AugmentOptions::schema().read(recipe);
    options.texts = TextOptions::schema().read(recipe);
    const DataOptions data = DataOptions::schema().read(recipe);
    options.concepts = ConceptRules(data.concepts);
    options.greyWindow = data.window();
    options.seed = seed;
    options.folder = project.folder();
    if (movesPictures(options.pictures.steps()) || !data.concepts.empty())
        for (const std::string& name : project.datasetNames())
            addMirrored(options.mirrored, project.info(name).classes);
    if (!options.pictures.backgrounds.empty())
        project.forEachSample(options.pictures.backgrounds, [&](Sample&& sample) {
            for (Media& media : sample.media)
                if (media.kind == Media::Kind::Image) options.backgrounds.push_back(std::move(media));
            return true;
        });
    return Augmenter(std::move(options));
}

Augmenter::Augmenter(Options options)
    : options_(std::move(options)), texts_(options_.texts, options_.folder, options_.paraphraser) {
    vision::Chain(options_.pictures.steps());
    if (options_.pictures.background > 0) requireBackgrounds();
}

void Augmenter::requireBackgrounds() const {
    if (options_.backgrounds.empty())
        throw Error("there are no pictures to paste on", "augment_backgrounds", "name a dataset of the project");
}

bool Augmenter::active() const {
    return !options_.pictures.steps().empty() || texts_.active() || !options_.concepts.empty();
}

double Augmenter::weight(const Sample& sample) const {
    return options_.concepts.of(sample, {}).weight;
}

std::string Augmenter::alwaysStraight(const Sample& sample) const {
    const auto pictures = options_.concepts.of(sample, {1, 1, options_.pictures}).pictures;
    if (!movesPictures(pictures.steps())) return {};
    if (!regionsFit(sample)) return "a region lies on a picture that the sample does not have";
    const std::string unknown = findWrittenBoxes(sample).unknown;
    return unknown.empty() ? "" : "\"" + unknown + "\" in the text looks like a place on the picture";
}

Augmented Augmenter::augment(const Sample& sample, std::int64_t epoch, const OpenImage& open) const {
    const Concept rules = options_.concepts.of(sample, {1, 1, options_.pictures});
    Random random{options_.seed, static_cast<std::uint64_t>(epoch), stableHash(sample.id)};
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i <= sample.media.size(); ++i)
        keys.push_back(random());  // the first one is the texts'

    Augmented varied;
    varied.sample = sample;
    varied.straight = alwaysStraight(sample);
    for (std::size_t i = 0; i < sample.media.size(); ++i) {
        const bool image = sample.media[i].kind == Media::Kind::Image;
        varied.images.push_back(image ? open(sample.media[i]) : vision::Image{});
        if (image) leaveCrop(varied.sample, i);
    }
    place(varied, rules.pictures, {keys.begin() + 1, keys.end()}, open);
    if (rules.varyTexts) texts_.vary(varied.sample, keys[0]);
    return varied;
}

void Augmenter::place(Augmented& varied, const AugmentOptions& pictures, const std::vector<std::uint64_t>& keys,
                      const OpenImage& open) const {
    const vision::Chain chain(pictures.steps(), pictures.expand);
    const vision::KeptDirections kept = pictures.respectWords ? directionsIn(varied.sample) : vision::KeptDirections{};
    std::vector<vision::Placement> placements;
    for (std::size_t i = 0; i < varied.images.size(); ++i) {
        const auto& image = varied.images[i];
        placements.push_back(varied.straight.empty() && image.width > 0
                                 ? chain.place(image.width, image.height, keys[i], kept)
                                 : vision::Placement{{}, image.width, image.height});
    }
    const Sample before = varied.sample;
    bool anyMoves = false;
    for (std::size_t i = 0; i < placements.size(); ++i)
        anyMoves = anyMoves || moves(placements[i], varied.images[i]);
    if (anyMoves) {
        auto moved = movedSample(before, varied.images, placements, {pictures.leastArea, pictures.rotatedBoxes},
                                 options_.mirrored);
        if (moved) {
            varied.sample = std::move(moved->sample);
            varied.droppedRegions = moved->dropped;
        } else {
            varied.straight = "its words would speak of something that is not seen, or in numbers not understood";
            for (std::size_t i = 0; i < placements.size(); ++i)
                placements[i] = {{}, varied.images[i].width, varied.images[i].height};
        }
    }
    for (std::size_t i = 0; i < varied.images.size(); ++i) {
        vision::Image& image = varied.images[i];
        if (image.width == 0) continue;
        vision::Fill fill = fillOf(pictures);
        vision::Image ground;
        std::vector<std::vector<vision::Point>> shown;
        if (placements[i].onBackground) {
            requireBackgrounds();
            Random random{keys[i], stableHash("background picture")};
            ground = open(options_.backgrounds[random.below(options_.backgrounds.size())]);
            fill.picture = &ground;
            if (pictures.backgroundRegions) shown = outlinesOn(before, i);
        }
        image = vision::resample(image, placements[i], fill, shown);
        chain.paint(image, keys[i]);
    }
}

}  // namespace atelier::data
