#include "data/derive.h"

#include "common/error.h"
#include "common/json.h"
#include "data/box_marks.h"
#include "data/change.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

namespace atelier::data {
namespace {

constexpr std::string_view kLabelPlace = "{label}";

struct Derivation {
    std::string name;
    std::string prompt;  ///< where the options give none
    std::vector<Sample> (*samplesOf)(const Sample&, const DeriveOptions&);
};

// Text that looks like a mark would ask for a second image, or end a box.
bool holdsMark(const std::string& text) {
    return text.find(kImageMark) != text.npos || text.find(kVideoMark) != text.npos || text.find("<|") != text.npos;
}

// A line or a point has nothing in it that could be shown, and no box.
bool hasArea(const Region& region) {
    return region.shape != Region::Shape::Line && region.shape != Region::Shape::Point;
}

void passOver(const DeriveOptions& options, const char* why) {
    if (options.passedOver) options.passedOver(why);
}

constexpr const char *kNoArea = "lines and points have no area", *kNotShown = "not on what is shown of a picture",
                     *kLikeMark = "its text reads like a mark of the conversation";

const Media* pictureOf(const Sample& parent, const Region& region) {
    const auto media = static_cast<std::size_t>(region.media);
    if (region.media < 0 || media >= parent.media.size() || parent.media[media].kind != Media::Kind::Image) return {};
    return &parent.media[media];
}

Sample childOf(const Sample& parent, std::size_t index, Media media, const std::string& prompt) {
    Sample sample;
    sample.id = parent.id + "#" + std::to_string(index);
    sample.media = {std::move(media)};
    sample.turns = {{Turn::Role::User, kImageMark + prompt}, {Turn::Role::Assistant, ""}};
    sample.tags = parent.tags;
    sample.split = parent.split;
    sample.checked = parent.checked;
    sample.origin = parent.origin;
    sample.group = parent.group.empty() ? parent.id : parent.group;
    return sample;
}

// A region's crop, nothing where it cannot be shown.
std::optional<Sample> cropOf(const Sample& parent, std::size_t index, const std::string& answer,
                             const DeriveOptions& options) {
    const auto passed = [&](const char* why) {
        passOver(options, why);
        return std::optional<Sample>();
    };
    if (!hasArea(parent.regions[index])) return passed(kNoArea);
    const Media* picture = pictureOf(parent, parent.regions[index]);
    Box crop = parent.regions[index].bounds();
    crop = {crop.left - options.margin, crop.top - options.margin, crop.right + options.margin,
            crop.bottom + options.margin};
    if (!picture) return passed(kNotShown);
    if (holdsMark(answer)) return passed(kLikeMark);
    if (crop.width() < 1 || crop.height() < 1) return passed("smaller than a pixel");
    Sample sample = childOf(parent, index, {Media::Kind::Image, picture->path, crop}, options.prompt);
    sample.turns.back().text = answer;
    return sample;
}

std::vector<Sample> regionTranscription(const Sample& parent, const DeriveOptions& options) {
    std::vector<Sample> derived;
    for (std::size_t i = 0; i < parent.regions.size(); ++i) {
        const Region& region = parent.regions[i];
        const std::int64_t length = characterCount(region.transcription);
        const char* why = length == 0                      ? "without a transcription"
                          : length < options.minCharacters ? "transcription shorter than derive_min_chars"
                          : options.maxCharacters > 0 && length > options.maxCharacters
                              ? "transcription longer than derive_max_chars"
                              : nullptr;
        if (why) {
            passOver(options, why);
            continue;
        }
        if (auto sample = cropOf(parent, i, region.transcription, options)) derived.push_back(std::move(*sample));
    }
    return derived;
}

std::vector<Sample> regionLabel(const Sample& parent, const DeriveOptions& options) {
    std::vector<Sample> derived;
    for (std::size_t i = 0; i < parent.regions.size(); ++i) {
        const std::string& label = parent.regions[i].label;
        if (label.empty()) {
            passOver(options, "without a label");
            continue;
        }
        if (auto sample = cropOf(parent, i, label, options)) derived.push_back(std::move(*sample));
    }
    return derived;
}

// A region to be written down, on the picture as it is shown.
struct Listed {
    Region region;  // in pixels of the whole picture, not beyond what is shown
    Box bounds;     // in pixels of what is shown
    std::string key, name;
};

// The part of a picture that is shown, as vision::crop() rounds.
Box shownOf(const Media& media, const vision::ImageInfo& info) {
    const double width = info.width, height = info.height;
    const Box crop = media.crop.value_or(Box{0, 0, width, height});
    return {std::clamp(std::floor(crop.left), 0.0, width), std::clamp(std::floor(crop.top), 0.0, height),
            std::clamp(std::ceil(crop.right), 0.0, width), std::clamp(std::ceil(crop.bottom), 0.0, height)};
}

std::optional<Listed> listed(const Region& region, const Box& shown, const std::string& key, const std::string& name) {
    if (!hasArea(region)) return {};
    const Box whole = region.bounds();
    const Box seen{std::max(whole.left, shown.left), std::max(whole.top, shown.top), std::min(whole.right, shown.right),
                   std::min(whole.bottom, shown.bottom)};
    if (seen.width() < 1 || seen.height() < 1) return {};
    Listed result{region,
                  {seen.left - shown.left, seen.top - shown.top, seen.right - shown.left, seen.bottom - shown.top},
                  key,
                  name};
    if (seen != whole) moveRegion(result.region, Region::Shape::Box, cornersOf(seen));
    return result;
}

double middleOf(const Box& box) {
    return (box.top + box.bottom) / 2;
}

// Lines from top to bottom, from left to right within each. What lies level with a line's first box is in that line.
void sortForReading(std::vector<Listed>& all) {
    // Down to what tells two lines apart: the same answer on every machine.
    const auto across = [](const Listed& one) {
        return std::tie(one.bounds.left, one.bounds.right, one.bounds.top, one.name, one.key);
    };
    std::sort(all.begin(), all.end(), [&](const Listed& a, const Listed& b) {
        return std::pair(middleOf(a.bounds), across(a)) < std::pair(middleOf(b.bounds), across(b));
    });
    for (auto first = all.begin(); first != all.end();) {
        const Box line = first->bounds;
        const auto next = std::find_if(first, all.end(), [&](const Listed& one) {
            return middleOf(one.bounds) >= line.bottom || one.bounds.top > middleOf(line);
        });
        std::sort(first, next, [&](const Listed& a, const Listed& b) { return across(a) < across(b); });
        first = next;
    }
}

// Answers `sample` with a line for each region, linked to it.
void answerWithBoxes(Sample& sample, std::vector<Listed> all, const Box& shown, BoxUnit unit, bool named) {
    sortForReading(all);
    std::string& answer = sample.turns.back().text;
    for (auto& [region, bounds, key, name] : all) {
        if (!answer.empty()) answer += unit == BoxUnit::Bins ? " ; " : "\n";
        const auto begin = static_cast<std::int64_t>(answer.size());
        const std::string box =
            written({bounds, unit, static_cast<int>(shown.width()), static_cast<int>(shown.height())});
        if (unit == BoxUnit::Bins)
            answer += box + " " + name;
        else if (unit != BoxUnit::Thousandths)
            answer += "{\"bbox_2d\": " + box + ", \"" + key +
                      "\": " + Json(name).dump(-1, ' ', false, Json::error_handler_t::replace) + "}";
        else
            answer += (named ? "<|object_ref_start|>" + name + "<|object_ref_end|>" : "") + box;
        region.media = 0;
        region.spans = {{static_cast<int>(sample.turns.size()) - 1, begin, static_cast<std::int64_t>(answer.size())}};
        sample.regions.push_back(std::move(region));
    }
}

// What can be asked for: a region's label, and the words that are linked to it, but not those that are its box.
std::vector<std::string> namesOf(const Sample& parent, const Region& region, const std::vector<WrittenBox>& boxes) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && !holdsMark(name) && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    };
    add(region.label);
    for (const auto& [turn, begin, end] : region.spans) {
        const std::string words =
            parent.turns.at(static_cast<std::size_t>(turn))
                .text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
        const bool isBox = words == kBoxMark || std::any_of(boxes.begin(), boxes.end(), [&](const WrittenBox& box) {
                               const Span& number = box.numbers.front();
                               return number.turn == turn && begin <= number.begin && number.end <= end;
                           });
        if (!isBox) add(words);
    }
    return names;
}

std::string questionFor(std::string prompt, const std::string& label) {
    for (std::size_t at = 0; (at = prompt.find(kLabelPlace, at)) != prompt.npos; at += label.size())
        prompt.replace(at, kLabelPlace.size(), label);
    return prompt;
}

std::vector<Sample> grounding(const Sample& parent, const DeriveOptions& options) {
    if (options.prompt.find(kLabelPlace) == options.prompt.npos)
        throw Error("the prompt does not say what is to be found", "derive_prompt", "write {label} in its place");
    struct Asked {
        const Media* picture;
        std::string name;
        std::vector<const Region*> regions;
    };
    std::vector<Asked> all;  // as they first come
    std::map<std::pair<const Media*, std::string>, std::size_t> placeOf;
    const auto boxes = findWrittenBoxes(parent).boxes;
    for (const Region& region : parent.regions) {
        const Media* picture = pictureOf(parent, region);
        const auto names = picture ? namesOf(parent, region, boxes) : std::vector<std::string>();
        if (!picture || !hasArea(region))
            passOver(options, picture ? kNoArea : kNotShown);
        else if (names.empty())
            passOver(options, "without a label or linked words");
        for (const std::string& name : names) {
            const auto [found, isNew] = placeOf.try_emplace({picture, name}, all.size());
            if (isNew) all.push_back({picture, name, {}});
            all[found->second].regions.push_back(&region);
        }
    }

    std::vector<Sample> derived;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& [picture, name, regions] = all[i];
        const Box shown = shownOf(*picture, options.probe(picture->path));
        std::vector<Listed> found;
        for (const Region* region : regions)
            if (auto one = listed(*region, shown, "label", name))
                found.push_back(std::move(*one));
            else if (hasArea(*region))
                passOver(options, kNotShown);
        if (found.empty()) continue;
        derived.push_back(childOf(parent, i, *picture, questionFor(options.prompt, name)));
        answerWithBoxes(derived.back(), std::move(found), shown, options.boxes, false);
    }
    return derived;
}

std::vector<Sample> textBoxes(const Sample& parent, const DeriveOptions& options) {
    std::vector<Sample> derived;
    for (std::size_t i = 0; i < parent.media.size(); ++i) {
        std::vector<const Region*> regions;
        for (const Region& region : parent.regions)
            if (pictureOf(parent, region) == &parent.media[i]) {
                if (!(region.transcription + region.label).empty())
                    regions.push_back(&region);
                else
                    passOver(options, "without a transcription or a label");
            }
        if (regions.empty()) continue;  // its size is not needed
        const Box shown = shownOf(parent.media[i], options.probe(parent.media[i].path));
        std::vector<Listed> found;
        bool readable = true;
        for (const Region* region : regions) {
            const bool read = !region->transcription.empty();
            const std::string& name = read ? region->transcription : region->label;
            readable = readable && !holdsMark(name);
            if (auto one = listed(*region, shown, read ? "text_content" : "label", name))
                found.push_back(std::move(*one));
            else
                passOver(options, hasArea(*region) ? kNotShown : kNoArea);
        }
        // A list that leaves one out would teach to overlook it.
        if (!readable)
            for (std::size_t passed = 0; passed < found.size(); ++passed)
                passOver(options, "on a picture with a text that reads like a mark of the conversation");
        if (found.empty() || !readable) continue;
        derived.push_back(childOf(parent, i, parent.media[i], options.prompt));
        answerWithBoxes(derived.back(), std::move(found), shown, options.boxes, true);
    }
    return derived;
}

std::vector<Sample> withWrittenBoxes(const Sample& parent, const DeriveOptions& options) {
    std::vector<Sample> same{parent};
    const std::size_t marked = writeBoxMarks(same.front(), options.boxes, options.probe);
    // Who links some boxes to words means all of them; who links none wants words alone.
    for (std::size_t i = marked; marked > 0 && i < parent.regions.size(); ++i)
        passOver(options, "no <bbox> mark of the sample stands for them");
    return same;
}

const std::vector<Derivation>& derivations() {
    static const std::vector<Derivation> all{
        {"none", "", withWrittenBoxes},
        {"region_transcription", "Read the text.", regionTranscription},
        {"region_label", "What is this?", regionLabel},
        {"grounding", "Where is {label}?", grounding},
        {"text_boxes", "List all that is marked, with its place.", textBoxes},
    };
    return all;
}

}  // namespace

const std::vector<std::string>& derivationNames() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Derivation& derivation : derivations())
            all.push_back(derivation.name);
        return all;
    }();
    return names;
}

std::vector<Sample> derive(const Sample& parent, const std::string& name, const DeriveOptions& options) {
    std::string known;
    for (const Derivation& derivation : derivations()) {
        if (derivation.name == name) {
            if (!options.prompt.empty()) return derivation.samplesOf(parent, options);
            DeriveOptions own = options;
            own.prompt = derivation.prompt;
            return derivation.samplesOf(parent, own);
        }
        known += (known.empty() ? "" : ", ") + derivation.name;
    }
    throw Error("unknown derivation \"" + name + "\"", {}, "known: " + known);
}

std::int64_t characterCount(const std::string& utf8) {
    return std::count_if(utf8.begin(), utf8.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; });
}

}  // namespace atelier::data
