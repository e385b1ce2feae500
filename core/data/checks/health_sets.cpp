#include "data/checks/health_sets.h"

#include "common/edit_distance.h"
#include "common/error.h"
#include "common/unicode.h"
#include "data/checks/image_hash.h"
#include "data/split.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace atelier::data {
namespace {

using Severity = Finding::Severity;

// Hashes of one picture, scaled or encoded again, differ in few bits. Two that differ in at most kAlike bits are equal
// in one of kAlike + 1 parts: only those with an equal part are compared.
constexpr int kAlike = 4, kParts = kAlike + 1, kPartBits = 13;
static_assert(kParts * kPartBits >= 64);

// Sets of numbers that were joined.
class Sets {
public:
    explicit Sets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
    std::size_t of(std::size_t one) {
        while (parent_[one] != one)
            one = parent_[one] = parent_[parent_[one]];
        return one;
    }
    void join(std::size_t a, std::size_t b) { parent_[std::max(of(a), of(b))] = std::min(of(a), of(b)); }

private:
    std::vector<std::size_t> parent_;
};

struct Picture {
    std::uint64_t hash;
    std::vector<const Sample*> samples;  // that show all of it
};

std::vector<Picture> picturesOf(const std::vector<Sample>& samples,
                                const std::function<std::uint64_t(const std::filesystem::path&)>& imageHash) {
    std::vector<Picture> pictures;
    std::unordered_map<std::string, std::size_t> indexOf;
    for (const Sample& sample : samples)
        for (const Media& media : sample.media) {
            if (media.kind != Media::Kind::Image || media.crop) continue;
            const auto [found, isNew] = indexOf.emplace(media.path.string(), pictures.size());
            if (isNew) {
                std::uint64_t hash = 0;
                try {
                    hash = imageHash(media.path);
                } catch (const Error&) {  // reported as corrupt or missing
                }
                pictures.push_back({hash, {}});
            }
            pictures[found->second].samples.push_back(&sample);
        }
    std::erase_if(pictures, [](const Picture& picture) { return picture.hash == 0; });
    return pictures;
}

// Lists of pictures that look alike, each of two or more.
std::vector<std::vector<const Picture*>> lookAlikes(const std::vector<Picture>& pictures) {
    Sets sets(pictures.size());
    for (int part = 0; part < kParts; ++part) {
        std::unordered_map<std::uint64_t, std::vector<std::size_t>> alike;
        for (std::size_t i = 0; i < pictures.size(); ++i) {
            auto& others = alike[pictures[i].hash >> (part * kPartBits) & ((1u << kPartBits) - 1)];
            for (const std::size_t other : others)
                if (differentBits(pictures[i].hash, pictures[other].hash) <= kAlike) sets.join(i, other);
            others.push_back(i);
        }
    }
    std::map<std::size_t, std::vector<const Picture*>> bySet;
    for (std::size_t i = 0; i < pictures.size(); ++i)
        bySet[sets.of(i)].push_back(&pictures[i]);
    std::vector<std::vector<const Picture*>> all;
    for (auto& [_, set] : bySet)
        if (set.size() > 1) all.push_back(std::move(set));
    return all;
}

std::vector<std::string> idsOf(const std::vector<const Sample*>& samples) {
    std::vector<std::string> ids;
    for (const Sample* sample : samples)
        ids.push_back(sample->id);
    return ids;
}

// About the first of `samples`, with the rest as others.
void add(std::vector<Finding>& findings, Severity severity, const char* kind, const std::vector<const Sample*>& samples,
         std::string message, std::optional<Fix> fix = {}) {
    std::vector<std::string> ids = idsOf(samples);
    findings.push_back({severity, kind, ids.front(), std::move(message), {ids.begin() + 1, ids.end()}, std::move(fix)});
}

std::string withoutDigits(std::string text) {
    std::erase_if(text, [](unsigned char c) { return std::isdigit(c) != 0; });
    return text;
}

// Whether one could be a slip for the other; "line 1" is none for "line 2".
bool nearlySame(const std::string& rare, const std::string& frequent) {
    const std::string a = foldedCase(rare), b = foldedCase(frequent);
    if (a == b) return true;
    if (withoutDigits(a) == withoutDigits(b)) return false;
    const std::u32string pointsA = codePoints(a), pointsB = codePoints(b);
    const std::size_t shorter = std::min(pointsA.size(), pointsB.size());
    if (shorter < 4) return false;
    return editDistance(pointsA, pointsB) <= (shorter < 8 ? 1u : 2u);
}

struct Class {
    std::int64_t count = 0;
    std::vector<const Sample*> samples;
};
using Classes = std::map<std::string, Class>;

Classes labelsOf(const std::vector<Sample>& samples) {
    Classes labels;
    for (const Sample& sample : samples)
        for (const Region& region : sample.regions) {
            if (region.label.empty()) continue;
            Class& label = labels[region.label];
            ++label.count;
            if (label.samples.empty() || label.samples.back() != &sample) label.samples.push_back(&sample);
        }
    return labels;
}

void addImbalance(const Classes& classes, const char* what, std::vector<Finding>& findings) {
    constexpr std::int64_t kTimesRarer = 20;
    if (classes.size() < 2) return;
    const auto most = std::max_element(classes.begin(), classes.end(),
                                       [](const auto& a, const auto& b) { return a.second.count < b.second.count; });
    std::vector<const Sample*> samples;
    std::string names;
    int rare = 0;
    for (const auto& [name, one] : classes) {
        if (one.count * kTimesRarer > most->second.count) continue;
        if (++rare <= 5) (names += names.empty() ? "\"" : ", \"") += name + "\" (" + std::to_string(one.count) + ")";
        samples.insert(samples.end(), one.samples.begin(), one.samples.end());
    }
    if (rare == 0) return;
    if (rare > 5) names += " and " + std::to_string(rare - 5) + " more";
    add(findings, Severity::Warning, "imbalance", samples,
        std::string(what) + " far rarer than \"" + most->first + "\" (" + std::to_string(most->second.count) +
            "): " + names + "; add samples of them");
}

}  // namespace

void findLookAlikes(const std::vector<Sample>& samples,
                    const std::function<std::uint64_t(const std::filesystem::path&)>& imageHash,
                    std::vector<Finding>& findings) {
    std::unordered_set<std::string> duplicates;
    for (const Finding& finding : findings)
        if (finding.kind == "duplicate") duplicates.insert(finding.sample);
    const std::vector<Picture> pictures = picturesOf(samples, imageHash);
    for (const auto& alike : lookAlikes(pictures)) {
        std::vector<const Sample*> shown;
        std::set<std::string> splits;
        std::size_t files = 0;
        for (const Picture* picture : alike) {
            const std::size_t before = shown.size();
            for (const Sample* sample : picture->samples) {
                if (duplicates.contains(sample->id)) continue;
                if (std::find(shown.begin(), shown.end(), sample) == shown.end()) shown.push_back(sample);
                if (!sample->split.empty()) splits.insert(sample->split);
            }
            files += shown.size() > before;
        }
        if (files < 2) continue;
        if (splits.size() > 1) {
            const std::string strictest = splits.contains("test") ? "test" : "validation";
            add(findings, Severity::Error, "leak", shown,
                "shows a picture that looks like one of another split; move them all to " + strictest,
                Fix{Fix::Kind::SetSplit, idsOf(shown), {}, strictest});
            continue;
        }
        // Other questions on the same picture are no reason to remove one.
        std::vector<std::string> surplus;
        for (auto sample = shown.begin() + 1; sample != shown.end(); ++sample)
            if ((*sample)->turns == shown.front()->turns) surplus.push_back((*sample)->id);
        std::optional<Fix> fix;
        if (!surplus.empty())
            fix = Fix{Fix::Kind::RemoveSamples, std::move(surplus)};
        else if (std::any_of(shown.begin(), shown.end(),
                             [&](const Sample* sample) { return groupOf(*sample) != groupOf(*shown.front()); }))
            fix = Fix{Fix::Kind::SetGroup, idsOf(shown), {}, groupOf(*shown.front())};
        add(findings, Severity::Warning, "near_duplicate", shown,
            "shows a picture that looks like that of " + std::to_string(shown.size() - 1) + " other samples",
            std::move(fix));
    }
}

void findLabelTypos(const std::vector<Sample>& samples, std::vector<Finding>& findings) {
    constexpr std::int64_t kTimesRarer = 10;
    const Classes labels = labelsOf(samples);
    std::vector<Classes::const_iterator> byCount;
    for (auto label = labels.begin(); label != labels.end(); ++label)
        byCount.push_back(label);
    std::sort(byCount.begin(), byCount.end(), [](auto a, auto b) { return a->second.count > b->second.count; });
    for (auto rare = labels.begin(); rare != labels.end(); ++rare)
        for (const auto frequent : byCount) {
            if (frequent->second.count < rare->second.count * kTimesRarer) break;
            if (!nearlySame(rare->first, frequent->first)) continue;
            add(findings, Severity::Warning, "label_typo", rare->second.samples,
                "label \"" + rare->first + "\" (" + std::to_string(rare->second.count) + ") is nearly \"" +
                    frequent->first + "\" (" + std::to_string(frequent->second.count) + "); rename it",
                Fix{Fix::Kind::RenameLabel, {}, rare->first, frequent->first});
            break;
        }
}

void findImbalance(const std::vector<Sample>& samples, std::vector<Finding>& findings) {
    addImbalance(labelsOf(samples), "labels", findings);
    // Answers are classes where each is given many times.
    constexpr std::int64_t kTimesEach = 20;
    Classes answers;
    std::int64_t answered = 0;
    for (const Sample& sample : samples) {
        if (sample.turns.empty() || sample.turns.back().role != Turn::Role::Assistant) continue;
        Class& answer = answers[sample.turns.back().text];
        ++answer.count;
        ++answered;
        answer.samples.push_back(&sample);
    }
    if (answered >= std::ssize(answers) * kTimesEach) addImbalance(answers, "answers", findings);
}

}  // namespace atelier::data
