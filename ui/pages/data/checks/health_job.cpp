#include "pages/data/checks/health_job.h"

#include "data/checks/picture_checks.h"
#include "data/key_fields/stored.h"
#include "pages/data/sample/model_choice.h"
#include "session.h"

#include <set>

namespace atelier::ui {

client::Work healthWork(Session& session, const QString& dataset,
                        std::shared_ptr<std::vector<data::Finding>> findings) {
    return [folder = session.folder().toStdString(), readOnly = session.readOnly(), name = dataset.toStdString(),
            choice = modelChoice(session), findings](protocol::Control& control, const protocol::EventSink& events) {
        const auto watch = protocol::watchFor(control.stopToken(), events);
        auto project = data::Project::open(folder, data::Project::Access::ReadOnly);
        const auto samples = project.samples(name);
        events(protocol::PhaseChanged{"looking_at_pictures"});
        data::PictureChecks pictures(folder, readOnly);
        std::set<std::filesystem::path> files;
        for (const data::Sample& sample : samples)
            for (const data::Media& media : sample.media)
                if (media.kind == data::Media::Kind::Image) files.insert(media.path);
        const auto count = std::ssize(files);
        pictures.look({files.begin(), files.end()}, [&](std::int64_t done) {
            watch.at(done, count);
            return true;
        });
        events(protocol::PhaseChanged{"checking"});
        data::CheckOptions options;
        options.pictures = &pictures;
        options.imageHash = [&](const std::filesystem::path& file) { return pictures.hashOf(file); };
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
