#include "evaluation/text_diff.h"

#include "evaluation/metric.h"

#include <algorithm>
#include <cstdint>

namespace atelier::evaluation {
namespace {

using Kind = DiffPart::Kind;

constexpr std::size_t kMostCharacters = 2000, kMostWords = 4000;
constexpr double kAlike = 0.55;  // least share of characters in common for a comparison by characters

std::vector<std::string> characters(std::string_view text) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            ++end;
        all.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return all;
}

// Words and the white space between them, so that the parts joined give the text back.
std::vector<std::string> pieces(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n\v\f";
    std::vector<std::string> all;
    for (std::size_t at = 0; at < text.size();) {
        const bool blank = kBlank.find(text[at]) != std::string_view::npos;
        const std::size_t end =
            std::min(blank ? text.find_first_not_of(kBlank, at) : text.find_first_of(kBlank, at), text.size());
        all.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return all;
}

void append(std::vector<DiffPart>& parts, Kind kind, const std::string& text) {
    if (!parts.empty() && parts.back().kind == kind)
        parts.back().text += text;
    else
        parts.push_back({kind, text});
}

// Longest common subsequence, walked back to front.
std::vector<DiffPart> align(const std::vector<std::string>& reference, const std::vector<std::string>& answer) {
    const std::size_t rows = reference.size() + 1, columns = answer.size() + 1;
    std::vector<std::uint16_t> common(rows * columns, 0);
    for (std::size_t i = rows - 1; i-- > 0;)
        for (std::size_t j = columns - 1; j-- > 0;)
            common[i * columns + j] = reference[i] == answer[j]
                                          ? static_cast<std::uint16_t>(common[(i + 1) * columns + j + 1] + 1)
                                          : std::max(common[(i + 1) * columns + j], common[i * columns + j + 1]);
    std::vector<DiffPart> parts;
    std::size_t i = 0, j = 0;
    while (i < reference.size() || j < answer.size()) {
        if (i < reference.size() && j < answer.size() && reference[i] == answer[j]) {
            append(parts, Kind::Same, answer[j]);
            ++i, ++j;
        } else if (j == answer.size() ||
                   (i < reference.size() && common[(i + 1) * columns + j] >= common[i * columns + j + 1])) {
            append(parts, Kind::Missing, reference[i++]);
        } else {
            append(parts, Kind::Extra, answer[j++]);
        }
    }
    return parts;
}

// An edit and what stays the same behind it.
struct Step {
    std::string missing, extra, same;
    std::size_t edited() const { return codePoints(missing).size() + codePoints(extra).size(); }
};

// One or two letters that agree by chance between two edits only make the answer hard to read: they join the edits.
std::vector<DiffPart> withoutIslands(const std::vector<DiffPart>& parts) {
    constexpr std::size_t kIsland = 2;
    std::vector<Step> steps(1);
    for (const DiffPart& part : parts) {
        if (part.kind == Kind::Same) {
            steps.back().same += part.text;
            continue;
        }
        if (!steps.back().same.empty()) steps.emplace_back();
        (part.kind == Kind::Extra ? steps.back().extra : steps.back().missing) += part.text;
    }
    std::vector<Step> joined;
    for (Step& step : steps) {
        const std::size_t island = joined.empty() ? 0 : codePoints(joined.back().same).size();
        const bool joins =
            !joined.empty() && island <= kIsland && joined.back().edited() >= 2 * island && step.edited() >= 2 * island;
        if (!joins) {
            joined.push_back(std::move(step));
            continue;
        }
        Step& last = joined.back();
        last.missing += last.same + step.missing;
        last.extra += last.same + step.extra;
        last.same = std::move(step.same);
    }
    std::vector<DiffPart> clean;
    for (const Step& step : joined) {
        if (!step.missing.empty()) append(clean, Kind::Missing, step.missing);
        if (!step.extra.empty()) append(clean, Kind::Extra, step.extra);
        if (!step.same.empty()) append(clean, Kind::Same, step.same);
    }
    return clean;
}

double sharedCharacters(const std::vector<DiffPart>& parts) {
    std::size_t same = 0, all = 0;
    for (const DiffPart& part : parts) {
        const std::size_t size = codePoints(part.text).size();
        all += size;
        if (part.kind == Kind::Same) same += 2 * size, all += size;
    }
    return all == 0 ? 1 : static_cast<double>(same) / static_cast<double>(all);
}

}  // namespace

std::vector<DiffPart> diff(std::string_view reference, std::string_view answer) {
    if (reference == answer)
        return answer.empty() ? std::vector<DiffPart>{} : std::vector{DiffPart{Kind::Same, std::string(answer)}};
    const std::vector<std::string> a = characters(reference), b = characters(answer);
    if (a.size() <= kMostCharacters && b.size() <= kMostCharacters) {
        std::vector<DiffPart> parts = align(a, b);
        if (sharedCharacters(parts) >= kAlike) return withoutIslands(parts);
    }
    const std::vector<std::string> wordsA = pieces(reference), wordsB = pieces(answer);
    if (wordsA.size() <= kMostWords && wordsB.size() <= kMostWords) {
        std::vector<DiffPart> parts = align(wordsA, wordsB);
        const auto meaningful = [](const DiffPart& part) {
            return part.kind == Kind::Same && part.text.find_first_not_of(" \t\r\n\v\f") != std::string::npos;
        };
        if (std::any_of(parts.begin(), parts.end(), meaningful)) return parts;
    }
    std::vector<DiffPart> whole;
    if (!reference.empty()) whole.push_back({Kind::Missing, std::string(reference)});
    if (!answer.empty()) whole.push_back({Kind::Extra, std::string(answer)});
    return whole;
}

}  // namespace atelier::evaluation
