#include "protocol/comparison.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace atelier::protocol {
namespace {

constexpr std::string_view kFragment = "#xywh=";
constexpr std::string_view kTime = "#t=";  // of a video: "#t=0" for all of it, else "#t=BEGIN,END" in seconds

std::string shortest(double value) {
    char digits[32];
    return std::string(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

std::optional<data::Media> videoFrom(const std::string& text) {
    const std::size_t mark = text.rfind(kTime);
    if (mark == std::string::npos) return {};
    data::Media media;
    media.kind = data::Media::Kind::Video;
    media.path = text.substr(0, mark);
    const char* at = text.data() + mark + kTime.size();
    const char* end = text.data() + text.size();
    TimeRange range;
    const auto [next, code] = std::from_chars(at, end, range.begin);
    if (code != std::errc()) return {};  // part of a file's name
    if (next == end) return range.begin == 0 ? std::optional(media) : std::nullopt;
    if (*next != ',') return {};
    const auto [last, wrong] = std::from_chars(next + 1, end, range.end);
    if (wrong != std::errc() || last != end) return {};
    media.range = range;
    return media;
}

data::Media imageFrom(const std::string& text) {
    if (auto video = videoFrom(text)) return *video;
    data::Media media;
    media.path = text;
    const std::size_t mark = text.rfind(kFragment);
    if (mark == std::string::npos) return media;
    double sides[4] = {};
    const char* at = text.data() + mark + kFragment.size();
    const char* end = text.data() + text.size();
    for (double& side : sides) {
        const auto [next, code] = std::from_chars(at, end, side);
        const bool isLast = &side == &sides[3];
        if (code != std::errc() || (isLast ? next != end : next == end || *next != ','))
            return media;  // part of a file's name
        at = isLast ? next : next + 1;
    }
    media.path = text.substr(0, mark);
    media.crop = Box{sides[0], sides[1], sides[0] + sides[2], sides[1] + sides[3]};
    return media;
}

}  // namespace

Json JsonForm<data::Media>::write(const data::Media& media) {
    std::string text = media.path.string();
    if (media.kind == data::Media::Kind::Video)
        return text + std::string(kTime) +
               (media.range ? shortest(media.range->begin) + "," + shortest(media.range->end) : "0");
    if (const auto& crop = media.crop)
        text.append(kFragment) += shortest(crop->left) + "," + shortest(crop->top) + "," + shortest(crop->width()) +
                                  "," + shortest(crop->height());
    return text;
}

data::Media JsonForm<data::Media>::read(const Json& json, const std::string& where) {
    if (!json.is_string()) throw Error(std::string("must be a text, not ") + json.type_name(), where);
    return imageFrom(json.get<std::string>());
}

void ContestantsField::write(const Comparison& comparison, Json& json) {
    json["contestants"] = valueJson(comparison.contestants);
}

void ContestantsField::read(Comparison& comparison, ObjectReader& reader) {
    const Place place{reader.where(), "contestants"};
    for (const Json& one : detail::listFrom(reader.at("contestants"), place)) {
        if (!one.is_string()) {
            comparison.contestants.push_back(valueFrom<Contestant>(one, place));
            continue;
        }
        const auto name = one.get<std::string>();
        const Contestant* known = runContestant(name);
        comparison.contestants.push_back(known ? *known : Contestant{name});
    }
}

std::optional<std::size_t> Comparison::find(const std::string& name) const {
    const auto found = std::find_if(contestants.begin(), contestants.end(),
                                    [&](const Contestant& contestant) { return contestant.name == name; });
    if (found == contestants.end()) return std::nullopt;
    return static_cast<std::size_t>(found - contestants.begin());
}

std::size_t Comparison::baselineIndex() const {
    return find(baseline).value_or(0);
}

std::vector<std::size_t> Comparison::others() const {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < contestants.size(); ++i)
        if (i != baselineIndex()) others.push_back(i);
    return others;
}

void Comparison::validate(const std::string& where) const {
    checkContestants(contestants, baseline, where);
    const auto count = contestants.size();
    const auto check = [&](const std::vector<double>& numbers, const std::string& what) {
        if (numbers.size() != count ||
            !std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); }))
            throw Error("expected one number for each contestant", where + ": " + what);
    };
    for (const auto& [name, figures] : metrics)
        check(figures, "metric " + name);
    for (const Sample& sample : samples) {
        if (sample.answers.size() != count)
            throw Error("expected one answer for each contestant", where + ": sample " + sample.id);
        for (const auto& [name, scores] : sample.scores)
            check(scores, "sample " + sample.id + ", " + name);
    }
}

}  // namespace atelier::protocol
