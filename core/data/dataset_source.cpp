#include "data/dataset_source.h"

#include "common/error.h"
#include "common/random.h"
#include "common/registry.h"
#include "data/augmentation/concepts.h"
#include "data/augmentation/write_augmented.h"
#include "data/change.h"
#include "data/split.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace atelier::data {
namespace {

const settings::GroupEntry<DataOptions> entry{"20-data"};

std::vector<Sample> load(const Project& project, const std::vector<std::string>& names) {
    std::vector<Sample> all;
    std::unordered_set<std::string> seen;
    for (const std::string& name : names) {
        if (!seen.insert(name).second) throw Error("the dataset \"" + name + "\" is named twice", "dataset");
        project.forEachSample(name, [&](Sample&& sample) {
            sample.group = groupAcrossDatasets(name, sample);
            if (names.size() > 1) sample.id = name + "/" + sample.id;
            all.push_back(std::move(sample));
            return true;
        });
    }
    return all;
}

int strictness(const std::string& split) {
    return split == "test" ? 2 : split == "validation" ? 1 : 0;
}

// Every sample's final split.
void assign(std::vector<Sample>& samples, const DataOptions& options) {
    std::unordered_map<std::string, std::string> stored;  // group -> strictest stored split of its samples
    for (const Sample& sample : samples) {
        if (sample.split.empty()) continue;
        std::string& split = stored[sample.group];
        if (split.empty() || strictness(sample.split) > strictness(split)) split = sample.split;
    }
    std::vector<Sample> open;
    for (const Sample& sample : samples)
        if (!stored.contains(sample.group)) {
            Sample key;
            key.id = sample.id;
            key.group = sample.group;
            open.push_back(std::move(key));
        }
    // Shares are of all samples; those with a stored split count.
    const auto total = static_cast<std::int64_t>(samples.size());
    const auto missing = [&](double wanted, const char* split) {
        const auto have = std::count_if(samples.begin(), samples.end(), [&](const Sample& sample) {
            const auto found = stored.find(sample.group);
            return found != stored.end() && found->second == split;
        });
        return static_cast<double>(std::max<std::int64_t>(0, wantedSamples(wanted, total) - have));
    };
    const SplitOptions draw{missing(options.valSize, "validation"), missing(options.testSize, "test"),
                            static_cast<std::uint64_t>(options.splitSeed)};
    if (!open.empty()) {
        const std::vector<std::string> drawn = drawSplits(open, draw);
        for (std::size_t i = 0; i < open.size(); ++i)
            stored[open[i].group] = drawn[i];
    }
    for (Sample& sample : samples)
        sample.split = stored.at(sample.group);
}

Stratum stratumNamed(const std::string& name) {
    return name == "tag" ? Stratum::FirstTag : name == "label" ? Stratum::FirstLabel : Stratum::Answer;
}

// Validation becomes the wanted fold of all that is not test.
void assignFold(std::vector<Sample>& samples, const DataOptions& options) {
    std::vector<Sample> pool;
    for (const Sample& sample : samples)
        if (sample.split != "test") pool.push_back(sample);
    const auto folds = static_cast<int>(*options.folds);
    const auto seed = static_cast<std::uint64_t>(options.splitSeed);
    const std::vector<int> drawn = options.foldsBy == "none"
                                       ? drawFolds(pool, folds, seed)
                                       : drawStratifiedFolds(pool, folds, seed, stratumNamed(options.foldsBy));
    auto fold = drawn.begin();
    for (Sample& sample : samples)
        if (sample.split != "test") sample.split = *fold++ + 1 == *options.fold ? "validation" : "train";
}

// Keeps `limit` samples, chosen by (seed, id) and left in their order.
void limitTo(std::vector<Sample>& samples, const std::optional<std::int64_t>& limit, std::uint64_t seed) {
    if (!limit || static_cast<std::size_t>(*limit) >= samples.size()) return;
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    for (std::size_t i = 0; i < samples.size(); ++i)
        order.emplace_back(Random({seed, stableHash(samples[i].id)})(), i);
    std::sort(order.begin(), order.end());
    order.resize(static_cast<std::size_t>(*limit));
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    std::vector<Sample> kept;
    for (const auto& [_, index] : order)
        kept.push_back(std::move(samples[index]));
    samples = std::move(kept);
}

// Drops samples that show an image of `shown`.
std::size_t dropSharing(std::vector<Sample>& samples, const std::unordered_set<std::string>& shown) {
    return std::erase_if(samples, [&](const Sample& sample) {
        return std::any_of(sample.media.begin(), sample.media.end(),
                           [&](const Media& media) { return shown.contains(media.path.string()); });
    });
}

std::size_t dropAugmented(std::vector<Sample>& samples) {
    return std::erase_if(samples, [](const Sample& sample) {
        return std::find(sample.tags.begin(), sample.tags.end(), kAugmentedTag) != sample.tags.end();
    });
}

// Copies have ids of their own: they are varied differently.
std::vector<Sample> repeated(std::vector<Sample> samples, const ConceptRules& rules) {
    if (rules.empty()) return samples;
    std::vector<Sample> all;
    for (Sample& sample : samples)
        for (std::int64_t i = 1; i <= rules.of(sample, {}).repeats; ++i) {
            all.push_back(sample);
            if (i > 1) all.back().id += "~" + std::to_string(i);
        }
    return all;
}

std::vector<Sample> derived(const std::vector<Sample>& parents, const DataOptions& options,
                            std::map<std::string, std::size_t>& passed) {
    DeriveOptions how = options.deriveOptions();
    how.passedOver = [&](const std::string& why) { ++passed[why]; };
    // Several samples may show one picture.
    std::unordered_map<std::string, vision::ImageInfo> probed;
    how.probe = [&, probe = how.probe](const std::filesystem::path& path) {
        const auto found = probed.find(path.string());
        return found != probed.end() ? found->second : probed.emplace(path.string(), probe(path)).first->second;
    };
    std::vector<Sample> all;
    for (const Sample& parent : parents)
        for (Sample& sample : derive(parent, options.derive, how))
            all.push_back(std::move(sample));
    return all;
}

std::vector<std::string> boxNotations() {
    std::vector<std::string> names{kOwnBoxes};
    names.insert(names.end(), boxUnitNames().begin(), boxUnitNames().end());
    return names;
}

// Turns behind the last answer are neither learned nor asked; those that show media stay, since media need their marks.
void endWithAnswer(Sample& sample) {
    std::size_t end = sample.turns.size();
    while (end > 0 && sample.turns[end - 1].role != Turn::Role::Assistant)
        --end;
    const auto showsMedia = [](const Turn& turn) {
        return turn.text.find(kImageMark) != std::string::npos || turn.text.find(kVideoMark) != std::string::npos;
    };
    const auto rest = sample.turns.begin() + static_cast<std::ptrdiff_t>(end);
    if (end > 0 && std::none_of(rest, sample.turns.end(), showsMedia)) removeTurnsFrom(sample, end);
}

bool teaches(const Turn& turn) {
    const double usual = turn.role == Turn::Role::Assistant ? 1 : 0;
    return turn.details->lossWeight.value_or(usual) > 0 && !(turn.text.empty() && turn.details->calls.empty());
}

// Samples without an answer teach nothing and cannot be judged. `first` gets the name of the first of all.
std::size_t dropUnanswered(std::vector<Sample>& samples, std::string& first) {
    for (Sample& sample : samples)
        endWithAnswer(sample);
    return std::erase_if(samples, [&](const Sample& sample) {
        const bool unanswered = std::none_of(sample.turns.begin(), sample.turns.end(), teaches);
        if (unanswered && first.empty()) first = sampleName(sample);
        return unanswered;
    });
}

}  // namespace

DeriveOptions DataOptions::deriveOptions() const {
    DeriveOptions how;
    how.prompt = derivePrompt;
    how.minCharacters = deriveMinCharacters;
    how.maxCharacters = deriveMaxCharacters.value_or(0);
    how.margin = deriveMargin;
    if (deriveBoxes != kOwnBoxes) how.boxes = boxUnitNamed(deriveBoxes);
    return how;
}

const settings::Schema<DataOptions>& DataOptions::schema() {
    static const settings::Schema<DataOptions> schema = [] {
        settings::Schema<DataOptions> s("Data");
        s.option("dataset", &DataOptions::dataset)
            .label("Datasets")
            .help("Datasets of the project to train on, by name.")
            .simple();
        s.option("eval_dataset", &DataOptions::evalDataset)
            .label("Validation datasets")
            .help("Datasets whose samples are used for validation only. Not together with val_size.");
        s.option("val_size", &DataOptions::valSize)
            .label("Validation part")
            .help(
                "Held out of training to watch the loss: below 1 a share, from 1 on a number of samples. Samples that "
                "belong together "
                "stay together.")
            .atLeast(0)
            .simple();
        s.option("test_size", &DataOptions::testSize)
            .label("Test part")
            .help(
                "Held out of training and validation for the comparison before and after: below 1 a share, from 1 on a "
                "number of "
                "samples. Samples that belong together stay together.")
            .atLeast(0)
            .simple();
        s.option("split_seed", &DataOptions::splitSeed)
            .label("Split seed")
            .help("Another number draws other samples for validation and test.")
            .atLeast(0);
        s.option("cross_validation_folds", &DataOptions::folds)
            .label("Folds")
            .help(
                "Cross-validation: trains so many times, each time validating on another part of the samples, and "
                "gives mean and deviation of the figures. Not together with val_size. Empty: one training.")
            .range(2, 100);
        s.option("cross_validation_fold", &DataOptions::fold)
            .label("Only fold")
            .help("Trains only this fold of the cross-validation, from 1. Empty: all of them.")
            .range(1, 100);
        s.option("cross_validation_stratify", &DataOptions::foldsBy)
            .label("Folds alike in")
            .help(
                "Every fold gets its share of each: tag (the first of a sample), label (of its first region) or "
                "answer (the last one).")
            .choices({"none", "tag", "label", "answer"});
        s.option("max_samples", &DataOptions::maxSamples)
            .label("Most training samples")
            .help("Train on a seeded choice of this many samples; empty: on all.")
            .atLeast(1);
        s.option("max_eval_samples", &DataOptions::maxEvalSamples)
            .label("Most validation samples")
            .help("Validate on a seeded choice of this many samples; empty: on all.")
            .atLeast(1);
        s.option("cutoff_len", &DataOptions::cutoffLength)
            .label("Longest sample")
            .unit("tokens")
            .help(
                "Text is cut at this many tokens. Images are never cut: a sample whose images do not fit is left out.")
            .atLeast(1)
            .simple();
        s.option("join_turns", &DataOptions::joinTurns)
            .label("Join turns of one speaker")
            .help(
                "For chat templates that need user and assistant to take turns: turns of one speaker in a row become "
                "one, with a line break between them. Otherwise such samples are left out, as bad samples are.");
        s.option("image_grey_window", &DataOptions::greyWindow)
            .label("Greys of deep pictures")
            .help(
                "Which values of 16-bit and floating-point grey pictures are black and white. auto: as the file says, "
                "else the bits that its values use. data: from the least to the greatest value. full: the whole range "
                "of the file's type. clip: 0 to 255, what is above is white, as Pillow does. Pictures of 8 bits and "
                "16-bit colour are never touched.")
            .choices(vision::greyWindowNames());
        s.option("derive", &DataOptions::derive)
            .label("Derive samples")
            .help(
                "Make samples of the marked regions. region_transcription: each region's crop, answered by its "
                "transcription; region_label: the crop, answered by its label; grounding: where each label and each "
                "linked phrase is, answered by boxes; text_boxes: all regions with a transcription or label of a "
                "picture, with their boxes.")
            .choices(derivationNames());
        s.option("derive_prompt", &DataOptions::derivePrompt)
            .label("Prompt of derived samples")
            .help(
                "What the user asks; empty: a question that suits the derivation. In grounding, {label} stands for "
                "what is to be found.")
            .when("derive=region_transcription|region_label|grounding|text_boxes");
        s.option("derive_min_chars", &DataOptions::deriveMinCharacters)
            .label("Shortest transcription")
            .unit("characters")
            .help("Regions with a shorter transcription are left out.")
            .atLeast(1)
            .when("derive=region_transcription");
        s.option("derive_max_chars", &DataOptions::deriveMaxCharacters)
            .label("Longest transcription")
            .unit("characters")
            .help("Regions with a longer transcription are left out; empty: no limit.")
            .atLeast(1)
            .when("derive=region_transcription");
        s.option("derive_margin", &DataOptions::deriveMargin)
            .label("Margin around regions")
            .unit("pixels")
            .help("Shown around the crop of each region, within the image.")
            .range(0, 10000)
            .when("derive=region_transcription|region_label");
        s.option("derive_boxes", &DataOptions::deriveBoxes)
            .label("Boxes are written as")
            .help(
                "How places on a picture are written, also for <bbox> marks in texts. auto: as the model's family was "
                "taught; qwen2_vl: thousandths of the sides between box marks; "
                "pixels: {\"bbox_2d\": [x1, y1, x2, y2]} in pixels of the picture; normalized: the same in shares of "
                "the sides, 0 to 1; paligemma: tokens from <loc0000> to <loc1023> for top, left, bottom and right.")
            .choices(boxNotations());
        s.option("concepts", &DataOptions::concepts)
            .label("Concepts")
            .help(
                "Rules for samples with a tag or in a folder: \"tag=receipt weight=2 repeats=3\" or \"path=photos/* "
                "augment=off\". weight counts in the loss, repeats says how often in an epoch, any augment_ option of "
                "pictures can be set.");
        return s;
    }();
    return schema;
}

std::string sampleName(const Sample& sample) {
    if (sample.origin.empty() || sample.origin == sample.id) return sample.id;
    return sample.id + " (" + sample.origin + ")";
}

Splits resolveData(const Project& project, const DataOptions& options) {
    if (options.dataset.empty())
        throw Error("no dataset is named", "dataset", "name one that was imported into the project");
    if (!options.evalDataset.empty() && options.valSize > 0)
        throw Error("eval_dataset and val_size exclude each other", "val_size", "give one of them");
    if (options.fold && (!options.folds || *options.fold > *options.folds))
        throw Error("there is no fold " + std::to_string(*options.fold), "cross_validation_fold",
                    "it goes from 1 to cross_validation_folds");
    if (options.folds && (options.valSize > 0 || !options.evalDataset.empty()))
        throw Error("cross_validation_folds chooses the validation samples itself", "cross_validation_folds",
                    "leave out val_size and eval_dataset");

    std::vector<Sample> samples = load(project, options.dataset);
    assign(samples, options);
    if (options.fold) assignFold(samples, options);
    Splits splits;
    for (Sample& sample : samples) {
        auto& split = sample.split == "test"         ? splits.test
                      : sample.split == "validation" ? splits.validation
                                                     : splits.train;
        split.push_back(std::move(sample));
    }
    if (!options.evalDataset.empty()) {
        for (Sample& sample : load(project, options.evalDataset))
            splits.validation.push_back(std::move(sample));
        for (Sample& sample : splits.validation)
            sample.split = "validation";
    }
    std::unordered_set<std::string> tested;
    for (const Sample& sample : splits.test)
        for (const Media& media : sample.media)
            tested.insert(media.path.string());
    const auto note = [&](std::size_t count, const std::string& what) {
        if (count > 0) splits.notes.push_back(std::to_string(count) + " " + what);
    };
    note(dropSharing(splits.train, tested), "training samples left out: they show images of test samples");
    note(dropSharing(splits.validation, tested), "validation samples left out: they show images of test samples");
    if (options.fold) {
        std::unordered_set<std::string> watched;
        for (const Sample& sample : splits.validation)
            for (const Media& media : sample.media)
                watched.insert(media.path.string());
        note(dropSharing(splits.train, watched), "training samples left out: they show images of the fold's samples");
    }
    note(dropAugmented(splits.validation) + dropAugmented(splits.test),
         "augmented samples left out of validation and test");

    std::map<std::string, std::size_t> passed;
    for (auto* split : {&splits.train, &splits.validation, &splits.test}) {
        *split = derived(*split, options, passed);
        std::string first;
        const std::size_t unanswered = dropUnanswered(*split, first);
        note(unanswered, "samples left out: they have no answer yet, first " + first);
    }
    for (const auto& [why, count] : passed)
        note(count, (count == 1 ? "region is" : "regions are") + std::string(" not told of: ") + why);
    const auto seed = static_cast<std::uint64_t>(options.splitSeed);
    limitTo(splits.train, options.maxSamples, seed);
    limitTo(splits.validation, options.maxEvalSamples, seed);
    splits.train = repeated(std::move(splits.train), ConceptRules(options.concepts));
    if (splits.train.empty())
        throw Error("no sample is left to train on", "dataset",
                    options.derive == "none" ? "label some samples, or make test_size and val_size smaller"
                                             : "the datasets may have no regions with what derive asks for");
    return splits;
}

}  // namespace atelier::data
