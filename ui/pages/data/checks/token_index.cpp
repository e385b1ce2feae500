#include "pages/data/checks/token_index.h"

#include "bridge/background.h"
#include "data/store/query.h"
#include "data/store/token_counts.h"
#include "models/processor_fingerprint.h"
#include "pages/data/gallery/gallery.h"
#include "studio.h"

#include <algorithm>
#include <span>
#include <utility>

namespace atelier::ui {

namespace {

constexpr std::size_t kAtOnce = 64;  // samples counted between two writes

client::Work countWork(Session& session, const std::string& dataset, const ModelChoice& choice,
                       const std::string& fingerprint) {
    return [&session, folder = session.folder().toStdString(), dataset, choice, fingerprint](
               protocol::Control& control, const protocol::EventSink& events) {
        events(protocol::PhaseChanged{"counting_tokens"});
        const auto watch = protocol::watchFor(control.stopToken(), events);
        const auto project = data::Project::open(folder, data::Project::Access::ReadOnly);
        const auto processor = models::loadProcessor(choice.folder, choice.options);
        const auto missing = data::withoutTokenCount(project, dataset, fingerprint);
        std::int64_t done = 0, failed = 0;
        std::string why;
        for (auto rest = std::span(missing); !rest.empty();) {
            const auto part = rest.first(std::min(kAtOnce, rest.size()));
            rest = rest.subspan(part.size());
            std::vector<data::TokenCount> counts;
            for (const data::SampleVersion& version : part) {
                watch.at(done++, std::ssize(missing));
                const auto read = data::samplesAt(project, dataset, std::span(&version.row, 1));
                if (read.empty()) continue;
                try {
                    const auto encoded = processor->encode(read.front().sample, {});
                    counts.push_back({version, std::ssize(encoded.ids), encoded.mediaTokens()});
                } catch (const Error& error) {  // the check tells of each
                    ++failed;
                    why = error.what();
                }
            }
            session.write([&](data::Project& writer) { data::storeTokenCounts(writer, fingerprint, counts); });
        }
        if (failed > 0 && failed == done) throw Error("no sample could be counted", dataset, why);
        return Json();
    };
}

}  // namespace

TokenIndex::TokenIndex(Studio& studio, Gallery& gallery, QObject* parent)
    : QObject(parent), studio_(studio), gallery_(gallery) {
    if (!studio_.session()) return;
    connect(studio_.session(), &Session::modelChanged, this, &TokenIndex::look);
    connect(studio_.session(), &Session::recipeChanged, this, &TokenIndex::look);
    look();
}

void TokenIndex::look() {
    ModelChoice choice = modelChoice(*studio_.session());
    choice.cutoffLength = 0;  // counts do not depend on it
    if (choice_ == choice) return;
    choice_ = choice;
    const auto take = [this](std::string fingerprint) {
        fingerprint_ = std::move(fingerprint);
        gallery_.setModel(fingerprint_);
        Q_EMIT changed();
    };
    take({});
    if (choice.folder.empty()) return;
    inBackground(
        this, [choice] { return models::processorFingerprint(choice.folder, choice.options); },
        [this, choice, take](Outcome<std::string> outcome) {
            // What is wrong with the folder is said on the page Model.
            if (choice_ == choice && outcome.value) take(*outcome.value);
        });
}

void TokenIndex::count() {
    if (counting() || fingerprint_.empty() || gallery_.dataset().isEmpty()) return;
    job_ = studio_.jobs().start(
        {"count", tr("Count the tokens of %1").arg(gallery_.dataset()).toStdString(), client::JobSpec::Lane::Light},
        countWork(*studio_.session(), gallery_.dataset().toStdString(), *choice_, fingerprint_));
    studio_.jobs().whenEnded(job_, this, [this](const client::JobStatus& status) { ended(status); });
    Q_EMIT changed();
}

void TokenIndex::ended(const client::JobStatus& status) {
    job_ = -1;
    if (status.error && status.state != protocol::State::Done && status.error->kind() != Error::Kind::Interrupted)
        studio_.say(*status.error);
    if (gallery_.filter().contains("tokens")) gallery_.refresh();
    Q_EMIT changed();
}

}  // namespace atelier::ui
