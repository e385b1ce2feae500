#include "data/judgements.h"

#include "common/error.h"
#include "common/json.h"
#include "data/derive.h"
#include "data/store/query.h"
#include "data/store/sample_rows.h"

#include <algorithm>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr const char* kSuffix = "-preferences";
constexpr const char *kRun = "run", *kQuestion = "question", *kPreferred = "preferred", *kRejected = "rejected",
                     *kAnswerOf = "answer_of";

bool sameMedia(const std::vector<Media>& a, const std::vector<Media>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Media& one, const Media& other) {
        return one.path.lexically_normal() == other.path.lexically_normal();
    });
}

std::string metadataText(const Sample& sample, const char* key) {
    const auto found = sample.metadata.find(key);
    if (found == sample.metadata.end()) return {};
    const Json value = Json::parse(found->second, nullptr, false);
    return value.is_string() ? value.get<std::string>() : std::string();
}

// Ids that samples of a run's question have.
std::string idOf(const std::string& run, const Asked& asked) {
    return run + ":" + asked.dataset + "/" + asked.sample.id;
}
std::string pairId(const std::string& run, const Asked& asked, std::string a, std::string b) {
    if (b < a) std::swap(a, b);
    return idOf(run, asked) + ":" + a + "|" + b;
}
std::string answerId(const std::string& run, const Asked& asked, const std::string& by) {
    return idOf(run, asked) + ":" + by;
}

const GivenAnswer& answerBy(const std::vector<GivenAnswer>& answers, const std::string& by) {
    const auto found =
        std::find_if(answers.begin(), answers.end(), [&](const GivenAnswer& one) { return one.by == by; });
    if (found == answers.end()) throw std::logic_error("a judgement of an answer that is not given");
    return *found;
}

Sample sampleWith(const Asked& asked, const std::string& id, const std::string& run, const std::string& question,
                  const std::string& text, std::map<std::string, std::string> facts) {
    for (const char* mark : {kImageMark, kVideoMark})
        if (text.find(mark) != std::string::npos)
            throw Error("the answer has \"" + std::string(mark) + "\" in it, which stands for a file in a sample",
                        question, "judge another one");
    Sample sample = asked.sample;
    sample.id = id;
    // What was linked to the words of the reference is not in this answer.
    const int last = static_cast<int>(sample.turns.size()) - 1;
    for (Region& region : sample.regions)
        std::erase_if(region.spans, [&](const Span& span) { return span.turn == last; });
    sample.turns.back() = {Turn::Role::Assistant, text};
    sample.split.clear();
    sample.checked = true;
    sample.origin = "run " + run;
    if (sample.group.empty()) sample.group = asked.sample.id;
    facts[kRun] = run;
    facts[kQuestion] = question;
    for (const auto& [key, value] : facts)
        sample.metadata[key] = Json(value).dump();
    return sample;
}

// Makes the dataset where it is not there.
fs::path rootFor(Project& project, const Asked& asked, const std::string& name) {
    if (project.hasDataset(name)) return project.dataset(name).info.root;
    const DatasetInfo source = project.dataset(asked.dataset).info;
    const bool inProject = store::liesInside(source.root, project.images());
    project.addDataset({name, "", "", inProject ? project.newImageFolder(name) : source.root, source.classes}, {});
    return project.dataset(name).info.root;
}

// A picture of another dataset in the project goes with that: it is copied.
void bringMedia(const Project& project, const fs::path& root, const fs::path& from, Sample& sample) {
    if (!store::liesInside(root, project.images())) return;
    for (Media& media : sample.media) {
        if (store::liesInside(media.path, root)) continue;
        const fs::path place =
            store::liesInside(media.path, from) ? media.path.lexically_relative(from) : media.path.filename();
        const fs::path target = root / place;
        std::error_code code;
        if (!fs::exists(target, code)) {
            fs::create_directories(target.parent_path(), code);
            const fs::path part = target.string() + ".part";
            if (!code) fs::copy_file(media.path, part, fs::copy_options::overwrite_existing, code);
            if (!code) fs::rename(part, target, code);
            if (code) throw Error::failure("cannot copy: " + code.message(), media.path.string());
        }
        media.path = target;
    }
}

}  // namespace

Asked findAsked(const Project& project, const DataOptions& options, const std::string& id,
                const std::vector<Media>& media) {
    std::vector<std::string> names = options.dataset;
    names.insert(names.end(), options.evalDataset.begin(), options.evalDataset.end());
    for (const std::string& name : names) {
        if (!project.hasDataset(name)) continue;
        // Of several datasets ids have the dataset's name in front.
        for (const std::string& own : {id, id.starts_with(name + "/") ? id.substr(name.size() + 1) : std::string()}) {
            const bool derived = options.derive != "none";
            const std::string parent = derived ? own.substr(0, own.rfind('#')) : own;
            if (parent.empty() || !rowOf(project, name, parent)) continue;
            for (Sample& sample : derive(project.sample(name, parent), options.derive, options.deriveOptions())) {
                while (!sample.turns.empty() && sample.turns.back().role != Turn::Role::Assistant)
                    sample.turns.pop_back();
                if (sample.id != own || sample.turns.empty() || !sameMedia(sample.media, media)) continue;
                return {id, name, std::move(sample)};
            }
        }
    }
    throw Error("the sample \"" + id + "\" is not in the project any more, or shows other pictures", "comparison",
                "compare again, then judge the answers");
}

std::string preferencesDataset(const std::string& dataset) {
    return dataset.ends_with(kSuffix) ? dataset : dataset + kSuffix;
}

KeptJudgement keepJudgement(Project& project, const Asked& asked, const std::string& run,
                            const std::vector<GivenAnswer>& answers, const Judgement& judgement) {
    const std::string question = asked.id;
    std::map<std::string, std::optional<Sample>> wanted;
    for (const GivenAnswer& one : answers)
        for (const GivenAnswer& other : answers)
            if (one.by < other.by) wanted[pairId(run, asked, one.by, other.by)];
    for (const GivenAnswer& one : answers)
        wanted[answerId(run, asked, one.by)];
    if (judgement.preferred) {
        const auto& better = answerBy(answers, judgement.preferred->first);
        const auto& worse = answerBy(answers, judgement.preferred->second);
        if (better.text == worse.text)
            throw Error("the two answers are the same: neither can be preferred", question, "call both good or bad");
        const std::string id = pairId(run, asked, better.by, worse.by);
        sampleWith(asked, id, run, question, worse.text, {});  // refuses what the text must not have
        Sample pair =
            sampleWith(asked, id, run, question, better.text, {{kPreferred, better.by}, {kRejected, worse.by}});
        pair.turns.back().details.edit().rejected = worse.text;
        wanted[id] = std::move(pair);
    }
    for (const auto& [by, good] : judgement.liked) {
        const std::string id = answerId(run, asked, by);
        Sample judged = sampleWith(asked, id, run, question, answerBy(answers, by).text, {{kAnswerOf, by}});
        judged.turns.back().details.edit().liked = good;
        wanted[id] = std::move(judged);
    }

    KeptJudgement kept{preferencesDataset(asked.dataset), {}};
    const bool any = std::any_of(wanted.begin(), wanted.end(), [](const auto& one) { return one.second.has_value(); });
    if (!any && !project.hasDataset(kept.dataset)) return kept;
    const fs::path root = rootFor(project, asked, kept.dataset), from = project.dataset(asked.dataset).info.root;
    for (auto& [id, sample] : wanted) {
        if (sample) bringMedia(project, root, from, *sample);
        std::optional<Sample> before;
        if (rowOf(project, kept.dataset, id)) before = project.sample(kept.dataset, id);
        if (before != sample) kept.changes.push_back({std::move(before), std::move(sample)});
    }
    applyEdit(project, kept.dataset, {"Answers judged", kept.changes, {}, {"answers_judged"}});
    return kept;
}

void takeBack(Project& project, const KeptJudgement& kept) {
    Edit edit{"Judgement taken back", {}, {}, {"judgement_taken_back"}};
    for (const Change& change : kept.changes)
        edit.changes.push_back({change.after, change.before});
    applyEdit(project, kept.dataset, edit);
}

std::map<std::string, std::vector<Judgement>> judgementsOf(const Project& project, const std::string& run) {
    std::map<std::string, std::vector<Judgement>> all;
    for (const std::string& name : project.datasetNames()) {
        if (!name.ends_with(kSuffix)) continue;
        project.forEachSample(name, [&](Sample&& sample) {
            if (metadataText(sample, kRun) != run || sample.turns.empty()) return true;
            const auto& details = *sample.turns.back().details;
            Judgement judgement;
            if (const std::string by = metadataText(sample, kAnswerOf); !by.empty() && details.liked)
                judgement.liked[by] = *details.liked;
            if (const std::string by = metadataText(sample, kPreferred); !by.empty() && details.rejected)
                judgement.preferred = {by, metadataText(sample, kRejected)};
            if (judgement != Judgement()) all[metadataText(sample, kQuestion)].push_back(std::move(judgement));
            return true;
        });
    }
    return all;
}

}  // namespace atelier::data
