#include "data/derive.h"

#include "common/error.h"

#include <algorithm>
#include <map>

namespace atelier::data {
namespace {

using Derivation = std::function<std::vector<Sample>(const Sample&, const DeriveOptions&)>;

std::vector<Sample> regionTranscription(const Sample& parent, const DeriveOptions& options) {
    std::vector<Sample> derived;
    for (std::size_t i = 0; i < parent.regions.size(); ++i) {
        const Region& region = parent.regions[i];
        const std::int64_t length = characterCount(region.transcription);
        if (length == 0 || length < options.minCharacters ||
            (options.maxCharacters > 0 && length > options.maxCharacters))
            continue;
        // Text that looks like a mark would ask for a second image.
        if (region.transcription.find(kImageMark) != std::string::npos ||
            region.transcription.find(kVideoMark) != std::string::npos)
            continue;
        const auto media = static_cast<std::size_t>(region.media);
        if (region.media < 0 || media >= parent.media.size() || parent.media[media].kind != Media::Kind::Image)
            continue;
        Box crop = region.bounds();
        crop = {crop.left - options.margin, crop.top - options.margin, crop.right + options.margin,
                crop.bottom + options.margin};
        if (crop.width() < 1 || crop.height() < 1) continue;

        Sample sample;
        sample.id = parent.id + "#" + std::to_string(i);
        sample.media = {{Media::Kind::Image, parent.media[media].path, crop}};
        sample.turns = {{Turn::Role::User, kImageMark + options.prompt}, {Turn::Role::Assistant, region.transcription}};
        sample.tags = parent.tags;
        sample.split = parent.split;
        sample.checked = parent.checked;
        sample.origin = parent.origin;
        sample.group = parent.group.empty() ? parent.id : parent.group;
        derived.push_back(std::move(sample));
    }
    return derived;
}

const std::vector<std::pair<std::string, Derivation>>& derivations() {
    static const std::vector<std::pair<std::string, Derivation>> all{
        {"none", [](const Sample& parent, const DeriveOptions&) { return std::vector{parent}; }},
        {"region_transcription", regionTranscription},
    };
    return all;
}

}  // namespace

const std::vector<std::string>& derivationNames() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& [name, _] : derivations())
            all.push_back(name);
        return all;
    }();
    return names;
}

std::vector<Sample> derive(const Sample& parent, const std::string& name, const DeriveOptions& options) {
    std::string known;
    for (const auto& [candidate, derivation] : derivations()) {
        if (candidate == name) return derivation(parent, options);
        known += (known.empty() ? "" : ", ") + candidate;
    }
    throw Error("unknown derivation \"" + name + "\"", {}, "known: " + known);
}

std::int64_t characterCount(const std::string& utf8) {
    return std::count_if(utf8.begin(), utf8.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; });
}

}  // namespace atelier::data
