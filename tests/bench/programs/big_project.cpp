// Times what the window asks of a large dataset: opening, rows, filters, words, one edit, edits of all samples.
//   big_project PROJECT DATASET WORD
// WORD: one that few samples have. All edits are undone.
#include "data/store/batch_edits.h"
#include "data/store/edits.h"
#include "data/store/find_replace.h"
#include "data/store/query.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>

using namespace atelier::data;

namespace {

double processorMilliseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

// Milliseconds and those of the processor, the least of some rounds each.
template <class F>
void timed(const char* what, int rounds, F&& action) {
    double least = 0, processor = 0;
    std::size_t rows = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const double used = processorMilliseconds();
        rows = action();
        const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - begin;
        const double working = processorMilliseconds() - used;
        least = i == 0 ? passed.count() : std::min(least, passed.count());
        processor = i == 0 ? working : std::min(processor, working);
    }
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::printf("%-44s %10.1f ms, CPU %10.1f ms %8.0f MB  %zu rows\n", what, least, processor,
                static_cast<double>(usage.ru_maxrss) / 1e3, rows);
    std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        std::fprintf(stderr, "usage: big_project PROJECT DATASET WORD\n");
        return 2;
    }
    const std::string folder = arguments[1], dataset = arguments[2], word = arguments[3];
    constexpr std::size_t kScreen = 60;
    timed("open, count, first screen", 3, [&] {
        const Project project = Project::open(folder);
        const auto rows = findRows(project, dataset);
        overview(project, dataset);
        project.datasets();
        return cardsAt(project, dataset, std::span(rows).first(std::min(rows.size(), kScreen))).size();
    });
    Project project = Project::open(folder);
    const auto find = [&](const char* what, const std::string& filter) {
        timed(what, 3, [&] { return findRows(project, dataset, {.filter = filter}).size(); });
    };
    find("filter turns:>3", "turns:>3");
    find("filter characters:>100 images:1", "characters:>100 images:1");
    find("filter unchecked", "unchecked");
    find("filter tag:seen", "tag:seen");
    find("a word that few have", word);
    find("a part of it", word.substr(1, 4));
    find("two words side by side", "\"the " + word + "\"");
    find("a word that most have", "the");
    find("two letters", "ba");
    find("a word in answers", "answer:" + word);
    const auto rows = findRows(project, dataset);
    timed("one edit of one sample", 20, [&] {
        setChecked(project, dataset, std::span(rows).last(1),
                   !samplesAt(project, dataset, std::span(rows).last(1))[0].sample.checked);
        return std::size_t{1};
    });
    timed("one answer typed", 20, [&] {
        const Sample before = samplesAt(project, dataset, std::span(rows).first(1))[0].sample;
        Sample after = before;
        replaceText(after, after.turns.size() - 1, after.turns.back().text + " typed");
        applyEdit(project, dataset, {"typed", {{before, after}}});
        return std::size_t{1};
    });
    for (int i = 0; i < 40; ++i)
        undo(project, dataset);
    timed("a tag for all", 1, [&] {
        addTags(project, dataset, rows, {"seen"});
        return rows.size();
    });
    find("filter tag:seen, which all have", "tag:seen");
    timed("taking it back", 1, [&] { return static_cast<std::size_t>(undo(project, dataset)->edit.samples); });
    timed("doing it again", 1, [&] { return static_cast<std::size_t>(redo(project, dataset)->edit.samples); });
    undo(project, dataset);
    timed("a split for all", 1, [&] {
        setSplit(project, dataset, rows, "train");
        return rows.size();
    });
    undo(project, dataset);
    timed("find and replace in all", 1, [&] {
        return static_cast<std::size_t>(
            replaceAll(project, dataset, rows, {.find = word, .replacement = "airship"}).samples);
    });
    undo(project, dataset);
}
