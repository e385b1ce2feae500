#include "commands/data_check.h"

#include "commands/dataset_options.h"
#include "common/error.h"
#include "data/checks/fixes.h"
#include "data/checks/health.h"
#include "data/checks/health_sets.h"
#include "data/checks/picture_checks.h"
#include "data/key_fields/stored.h"
#include "output.h"

#include <algorithm>
#include <map>
#include <set>

namespace atelier::cli {
namespace {

using data::Finding;
using data::Fix;
using data::Project;

constexpr const char* kLookAlikes = "Also look for pictures that look alike";

std::vector<Finding> generalFindings(Project& project, const std::vector<data::Sample>& samples, bool lookAlikes) {
    data::PictureChecks pictures(project.folder());
    data::CheckOptions options;
    options.pictures = &pictures;
    if (lookAlikes) options.imageHash = [&](const std::filesystem::path& file) { return pictures.hashOf(file); };
    return data::check(samples, options);
}

// `dataset` empty: of all of them.
std::vector<Finding> findingsOf(Project& project, const std::string& dataset, const std::vector<data::Sample>& samples,
                                bool lookAlikes) {
    auto findings = generalFindings(project, samples, lookAlikes);
    for (const std::string& name : project.datasetNames())
        if (dataset.empty() || name == dataset)
            if (const auto fields = data::keyFieldsOf(project, name))
                data::findFieldProblems(project.samples(name), *fields, findings);
    return findings;
}

// Fixes of one kind that can be one edit.
std::vector<Fix> joined(const std::vector<Finding>& findings) {
    std::vector<Fix> fixes;
    for (const Finding& finding : findings) {
        const Fix& fix = *finding.fix;
        const auto same = std::find_if(fixes.begin(), fixes.end(), [&](const Fix& other) {
            return other.kind == fix.kind && other.from == fix.from && other.to == fix.to;
        });
        if (same == fixes.end())
            fixes.push_back(fix);
        else
            for (const std::string& sample : fix.samples)
                if (std::find(same->samples.begin(), same->samples.end(), sample) == same->samples.end())
                    same->samples.push_back(sample);
    }
    return fixes;
}

std::string counted(std::int64_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string textOf(const Fix& fix) {
    std::string samples;
    constexpr std::size_t kShown = 5;
    for (std::size_t i = 0; i < std::min(fix.samples.size(), kShown); ++i)
        samples += (i > 0 ? ", " : "") + inOneLine(fix.samples[i]);
    if (fix.samples.size() > kShown) samples += ", and " + std::to_string(fix.samples.size() - kShown) + " more";
    const std::string count = counted(std::ssize(fix.samples), "sample");
    switch (fix.kind) {
        case Fix::Kind::RemoveSamples:
            return "remove " + count + ": " + samples;
        case Fix::Kind::SetSplit:
            return "put " + count + " into " + fix.to + ": " + samples;
        case Fix::Kind::FitMarks:
            return "as many marks as files in " + count + ": " + samples;
        case Fix::Kind::RemoveEmptyAnswers:
            return "remove the empty answers of " + count + ": " + samples;
        case Fix::Kind::FitRegions:
            return "end regions at the edge of the picture in " + count + ": " + samples;
        case Fix::Kind::SetGroup:
            return "make one group of " + count + ": " + samples;
        case Fix::Kind::AddTag:
            return "tag " + count + " \"" + inOneLine(fix.to) + "\": " + samples;
        case Fix::Kind::MendFields:
            return "mend the key fields of " + count + ": " + samples;
        case Fix::Kind::RenameLabel:
            return "rename the label \"" + inOneLine(fix.from) + "\" to \"" + inOneLine(fix.to) + "\"";
    }
    throw std::logic_error("an unknown fix");
}

// A line for each, of many of one kind for the first ones.
std::string textOf(const std::vector<Finding>& findings) {
    constexpr std::int64_t kShown = 10;
    std::vector<std::string> kinds;  // in the order in which they come
    std::map<std::string, std::pair<std::string, std::int64_t>> byKind;
    for (const Finding& finding : findings) {
        auto& [text, count] = byKind[finding.kind];
        if (count++ == 0) kinds.push_back(finding.kind);
        if (count > kShown) continue;
        text += std::string(finding.severity == Finding::Severity::Error ? "error" : "warning") + "  " +
                finding.sample + ": " + finding.message + "\n";
    }
    std::string all;
    for (const std::string& kind : kinds) {
        const auto& [text, count] = byKind.at(kind);
        all += text;
        if (count > kShown)
            all += "         " + kind + ": " + std::to_string(count - kShown) + " more like these (--json lists all)\n";
    }
    return all;
}

struct FixOptions : DatasetOptions {
    std::vector<std::string> kinds;
    bool lookAlikes = false, apply = false;
};

// With a fix, and of the chosen kinds.
std::vector<Finding> chosen(std::vector<Finding> findings, const std::vector<std::string>& kinds) {
    std::set<std::string> fixable;
    std::erase_if(findings, [&](const Finding& finding) {
        if (finding.fix) fixable.insert(finding.kind);
        return !finding.fix;
    });
    std::string known;
    for (const std::string& kind : fixable)
        known += (known.empty() ? "" : ", ") + kind;
    for (const std::string& kind : kinds)
        if (!fixable.contains(kind))
            throw Error("nothing of the kind \"" + kind + "\" can be mended here", {},
                        known.empty() ? "there is nothing to mend" : "there is: " + known);
    std::erase_if(findings, [&](const Finding& finding) {
        return !kinds.empty() && std::find(kinds.begin(), kinds.end(), finding.kind) == kinds.end();
    });
    return findings;
}

void mend(const FixOptions& options) {
    auto project = options.open(options.apply ? Project::Access::ReadWrite : Project::Access::ReadOnly);
    const auto findings = chosen(
        findingsOf(project, options.dataset, project.samples(options.dataset), options.lookAlikes), options.kinds);
    const std::vector<Fix> fixes = joined(findings);
    Json plan = Json::array();
    std::string text;
    for (const Fix& fix : fixes) {
        plan.push_back(textOf(fix));
        text += textOf(fix) + "\n";
    }
    std::optional<std::int64_t> edit;
    if (options.apply) edit = data::applyFixes(project, options.dataset, fixes);
    if (options.json)
        return printJson(
            {{"findings", data::toJson(findings)}, {"fixes", std::move(plan)}, {"edit", edit ? Json(*edit) : Json()}});
    print(text);
    if (fixes.empty())
        print("There is nothing to mend\n");
    else if (!options.apply)
        print("Nothing was changed; --apply does it\n");
    else
        print(editText(edit));
}

}  // namespace

void addDataCheck(CLI::App& parent, Session& session) {
    struct Options : ProjectOptions {
        bool lookAlikes = false;
    };
    auto* command = parent.add_subcommand("check", "Find what would spoil a training: missing or corrupt images, ...");
    command->footer(
        "Pictures are decoded whole, each once in a project while its file stays as it is. Exits with 2 when "
        "something\n"
        "must be mended before training; warnings alone exit with 0. `atelier data fix` mends what can be mended.");
    auto options = std::make_shared<Options>();
    options->addTo(*command);
    command->add_flag("--look-alikes", options->lookAlikes, kLookAlikes);
    command->callback([options, &session] {
        session.action = [options] {
            auto project = Project::open(options->project, Project::Access::ReadOnly);
            const auto findings = findingsOf(project, options->dataset, options->samples(project), options->lookAlikes);
            std::int64_t errors = 0;
            for (const auto& finding : findings)
                errors += finding.severity == Finding::Severity::Error;
            if (options->json) {
                printJson(data::toJson(findings));
            } else {
                print(textOf(findings));
                print(counted(errors, "error") + ", " +
                      counted(static_cast<std::int64_t>(findings.size()) - errors, "warning") + "\n");
            }
            if (errors > 0)
                throw Error(counted(errors, "sample") + " cannot be trained on", project.folder().string(),
                            "the list above says which");
        };
    });
}

void addDataFix(CLI::App& parent, Session& session) {
    auto* command = parent.add_subcommand("fix", "Mend what `atelier data check` found and can be mended");
    command->footer(
        "Says what it would do; --apply does it, as one edit that `atelier data undo` takes back. Kinds are what "
        "`atelier "
        "data\n"
        "check --json` calls them, e.g. duplicate,leak,label_typo.");
    auto options = std::make_shared<FixOptions>();
    options->addTo(*command);
    command->add_option("KIND", options->kinds, "Only findings of these kinds (default: all)")->delimiter(',');
    command->add_flag("--look-alikes", options->lookAlikes, kLookAlikes);
    command->add_flag("--apply", options->apply, "Do it");
    command->callback([options, &session] { session.action = [options] { mend(*options); }; });
}

}  // namespace atelier::cli
