#include "pages/data/checks/health_job.h"

#include "data/checks/image_hash.h"
#include "data/key_fields/stored.h"
#include "pages/data/sample/model_choice.h"
#include "session.h"

#include <set>

namespace atelier::ui {
namespace {

constexpr std::size_t kAtOnce = 32;  // pictures hashed while edits wait

// So that each picture is decoded once in the project's life.
void keepHashes(Session& session, const std::vector<data::Sample>& samples, const Watch& watch) {
    std::set<std::filesystem::path> files;
    for (const data::Sample& sample : samples)
        for (const data::Media& media : sample.media)
            if (media.kind == data::Media::Kind::Image) files.insert(media.path);
    std::int64_t done = 0;
    for (auto it = files.begin(); it != files.end();)
        session.write([&](data::Project& project) {
            data::ImageHashes hashes(project);
            for (std::size_t i = 0; i < kAtOnce && it != files.end(); ++i, ++it) {
                watch.at(done++, std::ssize(files));
                try {
                    hashes.of(*it);
                } catch (const Error&) {
                    continue;  // check() tells of it
                }
            }
            hashes.store();
        });
}

}  // namespace

client::Work healthWork(Session& session, const QString& dataset,
                        std::shared_ptr<std::vector<data::Finding>> findings) {
    return [&session, folder = session.folder().toStdString(), name = dataset.toStdString(),
            choice = modelChoice(session), findings](protocol::Control& control, const protocol::EventSink& events) {
        const auto watch = protocol::watchFor(control.stopToken(), events);
        auto project = data::Project::open(folder, data::Project::Access::ReadOnly);
        const auto samples = project.samples(name);
        if (!session.readOnly()) {
            events(protocol::PhaseChanged{"looking_at_pictures"});
            keepHashes(session, samples, watch);
        }
        events(protocol::PhaseChanged{"checking"});
        data::ImageHashes hashes(project);
        data::CheckOptions options;
        options.imageHash = [&](const std::filesystem::path& file) { return hashes.of(file); };
        std::unique_ptr<models::Processor> processor;
        if (!choice.folder.empty() && choice.cutoffLength > 0) {
            processor = models::loadProcessor(choice.folder, choice.options);
            options.cutoffLength = choice.cutoffLength;
            options.countTokens = [&](const data::Sample& sample) {
                const auto encoded = processor->encode(sample, {});
                return data::SampleLength(std::ssize(encoded.ids), encoded.mediaTokens());
            };
        }
        options.keyFields = data::keyFieldsOf(project, name);
        options.progress = [&](std::int64_t done, std::int64_t total) {
            watch.at(done, total);
            return true;
        };
        *findings = data::check(samples, options);
        return Json();
    };
}

}  // namespace atelier::ui
