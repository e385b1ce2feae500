// Times what a gallery asks of a large dataset: its rows, sorted and filtered, and what is on the first screen.
//   gallery_rows [SAMPLES]
#include "data/store/batch_edits.h"
#include "data/store/edits.h"
#include "data/store/query.h"
#include "data/store/token_counts.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdlib.h>

using namespace atelier::data;

namespace {

constexpr std::size_t kScreen = 60;

std::vector<Sample> makeSamples(int count) {
    std::vector<Sample> samples;
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        Sample sample;
        sample.id = "sample-" + number;
        sample.media = {{Media::Kind::Image, "/pictures/" + std::to_string(i * 7919 % count) + ".jpg"}};
        sample.turns = {{Turn::Role::User, "<image>What is to be seen in picture " + number + "?"},
                        {Turn::Role::Assistant, "A receipt over " + number + " with " + std::string(i % 200u, 'x')}};
        for (int r = 0; r < i % 4; ++r)
            sample.regions.push_back({Region::Shape::Box, 0, {{1, 2}, {30, 40}}, "line", "TOTAL " + number});
        if (i % 3 == 0) sample.tags = {"third"};
        samples.push_back(std::move(sample));
    }
    return samples;
}

template <class F>
void timed(const char* what, F&& action) {
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t rows = action();
    const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - begin;
    std::printf("%-46s %9.1f ms  %zu rows\n", what, passed.count(), rows);
}

}  // namespace

int main(int count, char** arguments) {
    const int samples = count > 1 ? std::atoi(arguments[1]) : 100'000;
    std::string name = (std::filesystem::temp_directory_path() / "atelier-gallery-XXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(name.data());
    {
        Project project = Project::create(folder);
        project.addDataset({"d", "k", "s", "/pictures"}, makeSamples(samples));
    }
    {
        Project project = Project::open(folder);
        const auto first = [&](const Query& query) {
            const auto rows = findRows(project, "d", query);
            cardsAt(project, "d", std::span(rows).first(std::min(rows.size(), kScreen)));
            return rows.size();
        };
        timed("rows and first screen, as imported", [&] { return first({}); });
        timed("... by id", [&] { return first({.sortBy = SortBy::Id}); });
        timed("... by file name", [&] { return first({.sortBy = SortBy::File}); });
        timed("... by number of regions", [&] { return first({.sortBy = SortBy::Regions, .descending = true}); });
        timed("... by length of the answer", [&] { return first({.sortBy = SortBy::AnswerLength}); });
        timed("... with a tag, unchecked", [&] { return first({.filter = "tag:third unchecked"}); });
        timed("... with a word in texts, labels, file names", [&] { return first({.filter = "4711"}); });
        timed("... regions:>1 OR characters:>150", [&] { return first({.filter = "regions:>1 OR characters:>150"}); });
        std::vector<TokenCount> counts;
        timed("rows without a token count", [&] {
            for (const SampleVersion& sample : withoutTokenCount(project, "d", "m"))
                counts.push_back({sample, sample.row % 500, 100});
            return counts.size();
        });
        timed("storing all token counts", [&] {
            storeTokenCounts(project, "m", counts);
            return counts.size();
        });
        timed("... by tokens", [&] { return first({.sortBy = SortBy::Tokens, .model = "m"}); });
        timed("... tokens:>300", [&] { return first({.filter = "tokens:>300", .model = "m"}); });
        const auto rows = findRows(project, "d");
        timed("whole samples of a screen",
              [&] { return samplesAt(project, "d", std::span(rows).first(std::min(rows.size(), kScreen))).size(); });
        timed("tagging all of them", [&] {
            addTags(project, "d", rows, {"new"});
            return rows.size();
        });
        timed("undoing that", [&] { return static_cast<std::size_t>(undo(project, "d")->edit.samples); });
        timed("100 edits of one sample", [&] {
            for (int i = 0; i < 100; ++i)
                setChecked(project, "d", std::vector{rows[0]}, i % 2 == 0);
            return std::size_t{100};
        });
    }
    std::filesystem::remove_all(folder);
}
