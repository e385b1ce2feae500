#include "commands/data_video.h"

#include "common/error.h"
#include "data/video/add_transcript.h"
#include "data/video/write_frames.h"
#include "output.h"
#include "progress.h"
#include "protocol/control.h"

#include <filesystem>

namespace atelier::cli {
namespace {

Json skippedJson(const std::vector<data::ImportReport::Entry>& skipped) {
    Json list = Json::array();
    for (const auto& entry : skipped)
        list.push_back({{"where", entry.where}, {"reason", entry.reason}});
    return list;
}

void showSkipped(const std::vector<data::ImportReport::Entry>& skipped) {
    for (const auto& entry : skipped)
        print("skipped " + entry.where + ": " + entry.reason + "\n");
}

}  // namespace

void addDataFrames(CLI::App& data, Session& session) {
    struct Options {
        std::filesystem::path project;
        std::string dataset, name;
        vision::FramePick pick;
        bool each = false, json = false;
    };
    auto* command = data.add_subcommand("frames", "Write a dataset of pictures from the videos of another one");
    command->footer(
        "Of each sample the part that it shows of its video is looked at. Frames become the pictures of the sample,\n"
        "or with --each samples of their own. All frames of one video stay in one group, so that no split divides\n"
        "them.");
    auto options = std::make_shared<Options>();
    command->add_option("--project", options->project, "Project folder")->required();
    command->add_option("--dataset", options->dataset, "Dataset with the videos")->required();
    command->add_option("--name", options->name, "Name of the new dataset (default: DATASET_frames)");
    auto* how = command->add_option_group("which frames");
    auto* at = how->add_option("--at", options->pick.times, "Those shown at these seconds, e.g. 1.5,4")->delimiter(',');
    how->add_option("--fps", options->pick.fps, "So many a second (default: 1)");
    auto* scenes = how->add_option("--scenes", options->pick.threshold,
                                   "One from the middle of each scene; how unlike two frames must be for a cut, from 0 "
                                   "to 1 (default: 0.3)")
                       ->expected(0, 1)
                       ->default_str("0.3");
    how->require_option(0, 1);
    command->add_option("--max", options->pick.most, "Not more of one part, evenly spread over those that were picked")
        ->check(CLI::PositiveNumber);
    command->add_flag("--each", options->each, "Each frame becomes a sample of its own");
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([options, &session, at, scenes] {
        using By = vision::FramePick::By;
        options->pick.by = at->count() > 0 ? By::Times : scenes->count() > 0 ? By::Scenes : By::Rate;
        session.action = [options, &session] {
            vision::requireValid(options->pick);
            auto project = data::Project::open(options->project);
            const std::string name = options->name.empty() ? options->dataset + "_frames" : options->name;
            data::FramesReport report;
            {
                ProgressView progress;
                const auto events = progress.sink();
                events(protocol::PhaseChanged{"reading videos"});
                report = data::writeFrames(project, options->dataset, name, options->pick,
                                           options->each ? data::FrameUse::Samples : data::FrameUse::Pictures,
                                           protocol::watchFor(session.interrupts.token(), events));
            }
            if (options->json)
                return printJson({{"dataset", name},
                                  {"samples", report.samples},
                                  {"frames", report.frames},
                                  {"without_video", report.withoutVideo},
                                  {"skipped", skippedJson(report.skipped)}});
            print("The dataset: " + name + ", " + std::to_string(report.samples) + " samples, " +
                  std::to_string(report.frames) + " frames\n");
            if (report.withoutVideo > 0)
                print(std::to_string(report.withoutVideo) + " samples without a video were left out\n");
            showSkipped(report.skipped);
        };
    });
}

void addDataTranscript(CLI::App& data, Session& session) {
    struct Options {
        std::filesystem::path project, video, transcript;
        std::string dataset;
        data::TranscriptOptions transcribe;
        bool evenly = false, json = false;
    };
    auto* command = data.add_subcommand("transcript", "Add the lines of a transcript as samples of parts of a video");
    command->footer(
        "A .srt or .vtt brings its times. Of any other text each line is one sample, spread over the scenes of the\n"
        "video, or evenly. The dataset is made where there is none. `atelier data undo` takes the lines back.");
    auto options = std::make_shared<Options>();
    auto& align = options->transcribe.align;
    command->add_option("VIDEO", options->video, "Video file")->required();
    command->add_option("TRANSCRIPT", options->transcript, "File with the lines (default: the .srt or .vtt beside it)");
    command->add_option("--project", options->project, "Project folder")->required();
    command->add_option("--dataset", options->dataset, "Dataset that they are added to")->required();
    command->add_option("--offset", align.offset, "Seconds added to all times");
    command->add_option("--min", align.shortest, "Seconds; shorter lines are joined with those around them");
    command->add_option("--pause", align.pause, "Seconds of silence over which no lines are joined (default: 1)");
    command->add_flag("--evenly", options->evenly, "Lines without times: not by scenes");
    command->add_option("--prompt", options->transcribe.prompt, "The question of each sample");
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([options, &session] {
        session.action = [options, &session] {
            auto file = options->transcript;
            if (file.empty()) file = data::subtitlesOf(options->video);
            if (file.empty())
                throw Error("there is no .srt or .vtt beside the video", options->video.string(),
                            "name the transcript");
            options->transcribe.overScenes = !options->evenly;
            auto project = data::Project::openOrCreate(options->project);
            const bool fresh = !project.hasDataset(options->dataset);
            if (fresh) project.createDataset(options->dataset);
            data::AddedMedia added;
            try {
                ProgressView progress;
                const auto events = progress.sink();
                events(protocol::PhaseChanged{"reading the video"});
                added = data::addTranscript(project, options->dataset, options->video, file, options->transcribe,
                                            protocol::watchFor(session.interrupts.token(), events));
            } catch (...) {
                if (fresh) project.removeDataset(options->dataset);
                throw;
            }
            if (options->json)
                return printJson({{"dataset", options->dataset},
                                  {"samples", added.ids.size()},
                                  {"skipped", skippedJson(added.skipped)}});
            print(std::to_string(added.ids.size()) + " samples added to " + options->dataset + "\n");
            showSkipped(added.skipped);
        };
    });
}

}  // namespace atelier::cli
