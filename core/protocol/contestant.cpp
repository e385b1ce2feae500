#include "protocol/contestant.h"

#include <algorithm>
#include <set>

namespace atelier::protocol {

const std::vector<Contestant>& runContestants() {
    static const std::vector<Contestant> contestants{{kVanilla, "Before tuning"}, {kTuned, "After tuning"}};
    return contestants;
}

const Contestant* runContestant(const std::string& name) {
    const auto& all = runContestants();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Contestant& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

void checkContestants(const std::vector<Contestant>& contestants, const std::string& baseline,
                      const std::string& where) {
    if (contestants.empty()) throw Error("no contestants", where, "name at least one");
    std::set<std::string> names;
    std::string known;
    for (const auto& contestant : contestants) {
        if (contestant.name.empty()) throw Error("a contestant without a name", where);
        if (!names.insert(contestant.name).second)
            throw Error("two contestants have the name \"" + contestant.name + "\"", where, "give each its own");
        known += (known.empty() ? "" : ", ") + contestant.name;
        std::set<std::filesystem::path> adapters;
        for (const auto& adapter : contestant.adapters)
            if (!adapters.insert(adapter.lexically_normal()).second)
                throw Error("contestant \"" + contestant.name + "\" has this adapter twice: " + adapter.string(),
                            where);
    }
    if (!baseline.empty() && !names.contains(baseline))
        throw Error("the baseline \"" + baseline + "\" is no contestant", where, "known: " + known);
}

}  // namespace atelier::protocol
