#include "data/checks/adjudication.h"

#include "common/error.h"
#include "common/file.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace atelier::data {
namespace {

constexpr const char* kFile = "agreements.json";
constexpr std::array kTakes{"open", "ours", "theirs", "both"};

bool sameKinds(const Sample& ours, const Sample& theirs) {
    return std::equal(ours.media.begin(), ours.media.end(), theirs.media.begin(), theirs.media.end(),
                      [](const Media& a, const Media& b) { return a.kind == b.kind; });
}

std::vector<Region> bothRegions(const Sample& ours, const Sample& theirs) {
    std::vector<Region> all = ours.regions;
    std::set<std::size_t> matched;
    for (const auto& [_, their] : matchRegions(ours, theirs))
        matched.insert(their);
    for (std::size_t i = 0; i < theirs.regions.size(); ++i)
        if (!matched.contains(i)) all.push_back(theirs.regions[i]);
    return all;
}

// Links into turns that are other ones now say nothing.
void dropLinks(std::vector<Region>& regions, const std::vector<Turn>& made, const std::vector<Turn>& taken) {
    for (Region& region : regions)
        std::erase_if(region.spans, [&](const Span& span) {
            const auto turn = static_cast<std::size_t>(span.turn);
            return turn >= made.size() || turn >= taken.size() || made[turn] != taken[turn];
        });
}

std::vector<Region> takenRegions(const Sample& ours, const Sample& theirs, Take take, const std::vector<Turn>& turns) {
    Sample a = ours, b = theirs;
    dropLinks(a.regions, ours.turns, turns);
    dropLinks(b.regions, theirs.turns, turns);
    if (!sameKinds(ours, theirs)) return a.regions;
    return take == Take::Theirs ? b.regions : take == Take::Both ? bothRegions(a, b) : a.regions;
}

std::vector<std::string> takenTags(const Sample& ours, const Sample& theirs, Take take) {
    if (take == Take::Theirs) return theirs.tags;
    std::vector<std::string> tags = ours.tags;
    if (take == Take::Both)
        for (const std::string& tag : theirs.tags)
            if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
    return tags;
}

bool isWithin(const std::filesystem::path& root, const Sample& sample) {
    return std::all_of(sample.media.begin(), sample.media.end(), [&](const Media& media) {
        const auto relative = media.path.lexically_normal().lexically_relative(root);
        return !relative.empty() && *relative.begin() != "..";
    });
}

Take takeOf(const std::string& name, const std::string& where) {
    const auto found = std::find(kTakes.begin(), kTakes.end(), name);
    if (found == kTakes.end()) throw Error("unknown decision \"" + name + "\"", where, "open, ours, theirs or both");
    return static_cast<Take>(found - kTakes.begin());
}

Json toJson(const Decisions& decisions) {
    const auto name = [](Take take) { return kTakes[static_cast<std::size_t>(take)]; };
    Json all = Json::array();
    for (const auto& [id, one] : decisions)
        all.push_back(
            {{"sample", id}, {"turns", name(one.turns)}, {"regions", name(one.regions)}, {"tags", name(one.tags)}});
    return all;
}

// A list of {ours, theirs, decisions}; empty where there is no file.
Json readAll(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return Json::array();
    Json all = readJson(file);
    if (!all.is_array()) throw Error("expected a list", file.string());
    return all;
}

bool isAbout(const Json& pair, const std::string& ours, const std::string& theirs, const std::string& where) {
    return jsonAt<std::string>(pair, "ours", where) == ours && jsonAt<std::string>(pair, "theirs", where) == theirs;
}

}  // namespace

Differences differences(const Sample& ours, const Sample& theirs) {
    const auto byName = [](std::vector<std::string> tags) {
        std::sort(tags.begin(), tags.end());
        return tags;
    };
    return {ours.turns != theirs.turns, ours.regions != theirs.regions, byName(ours.tags) != byName(theirs.tags)};
}

bool isDecided(const Decision& decision, const Differences& differences) {
    return (!differences.turns || decision.turns != Take::Open) &&
           (!differences.regions || decision.regions != Take::Open) &&
           (!differences.tags || decision.tags != Take::Open);
}

Sample merged(const Sample& ours, const Sample& theirs, const Decision& decision) {
    const Differences differ = differences(ours, theirs);
    Sample sample = ours;
    if (decision.turns == Take::Theirs && sameKinds(ours, theirs)) sample.turns = theirs.turns;
    sample.regions = takenRegions(ours, theirs, decision.regions, sample.turns);
    sample.tags = takenTags(ours, theirs, decision.tags);
    sample.checked = differ.any() ? isDecided(decision, differ) : ours.checked || theirs.checked;
    return sample;
}

MergeReport writeMerged(Project& project, const std::string& ours, const std::string& theirs,
                        const Decisions& decisions, const std::string& name) {
    if (name.empty()) throw Error("the new dataset needs a name", "name");
    if (project.hasDataset(name))
        throw Error("there is a dataset \"" + name + "\" already", "name", "take another name");
    const DatasetInfo info = project.dataset(ours).info;
    std::vector<Sample> samples = project.samples(ours);
    const std::vector<Sample> others = project.samples(theirs);
    std::unordered_map<std::string, const Sample*> byId;
    for (const Sample& sample : others)
        byId.emplace(sample.id, &sample);
    MergeReport report;
    std::unordered_set<std::string> known;
    for (Sample& sample : samples) {
        known.insert(sample.id);
        const auto other = byId.find(sample.id);
        if (other == byId.end()) continue;
        const auto found = decisions.find(sample.id);
        const Decision decision = found == decisions.end() ? Decision() : found->second;
        report.open += !isDecided(decision, differences(sample, *other->second));
        sample = merged(sample, *other->second, decision);
    }
    for (const Sample& sample : others) {
        if (known.contains(sample.id)) continue;
        if (isWithin(info.root, sample))
            samples.push_back(sample);
        else
            ++report.leftOut;
    }
    report.samples = std::ssize(samples);
    project.addDataset({name, "merged", info.source, info.root, info.classes}, samples);
    return report;
}

Decisions loadDecisions(const std::filesystem::path& project, const std::string& ours, const std::string& theirs) {
    const auto file = project / kFile;
    const std::string where = file.string();
    Decisions decisions;
    for (const Json& pair : readAll(file)) {
        if (!isAbout(pair, ours, theirs, where)) continue;
        const auto all = pair.find("decisions");
        if (all == pair.end() || !all->is_array()) throw Error("expected a list of decisions", where);
        for (const Json& one : *all) {
            const auto take = [&](const char* part) { return takeOf(jsonAt<std::string>(one, part, where), where); };
            decisions[jsonAt<std::string>(one, "sample", where)] = {take("turns"), take("regions"), take("tags")};
        }
    }
    return decisions;
}

void saveDecisions(const std::filesystem::path& project, const std::string& ours, const std::string& theirs,
                   const Decisions& decisions) {
    const auto file = project / kFile;
    Json kept = Json::array();
    for (const Json& pair : readAll(file))
        if (!isAbout(pair, ours, theirs, file.string())) kept.push_back(pair);
    if (!decisions.empty()) kept.push_back({{"ours", ours}, {"theirs", theirs}, {"decisions", toJson(decisions)}});
    writeFileAtomically(file, kept.dump(1) + "\n");
}

}  // namespace atelier::data
