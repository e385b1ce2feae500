#include "starter.h"

#include "data/generators/generator.h"
#include "data/import.h"
#include "resources.h"
#include "studio.h"

#include <QCoreApplication>

namespace atelier::ui {
namespace {

constexpr std::size_t kSamples = 1200;
constexpr std::uint64_t kSeed = 7;

struct Drawn {
    const char *name, *generator;
    data::GeneratorOptions options;
};

std::vector<Drawn> starterData() {
    data::GeneratorOptions json, heldout;
    json.answers = "json";
    heldout.style = "heldout";
    return {{"lines_heldout", "lines", heldout}, {"scenes_json", "scenes", json}};
}

}  // namespace

void prepareStarter(Studio& studio) {
    Session* session = studio.session();
    try {
        session->setModel(starterModel());
        if (!session->recipe().find("finetuning_type"))
            session->setRecipe(
                settings::Recipe::load((resourceFolder() + "/recipes/starter_answers_lora.yaml").toStdString()));
    } catch (const Error& error) {
        studio.say(error);
        return;
    }
    if (session->readOnly()) return;
    std::vector<Drawn> missing;
    for (Drawn& drawn : starterData())
        if (!session->hasDataset(drawn.name)) missing.push_back(std::move(drawn));
    if (missing.empty()) return;

    const auto folder = session->project().folder() / "drawn";
    const auto job =
        studio.jobs().start({"import", QCoreApplication::translate("Starter", "Draw the starter data").toStdString(),
                             client::JobSpec::Lane::Light},
                            [session, missing, folder](protocol::Control& control, const protocol::EventSink& events) {
                                events(protocol::PhaseChanged{"drawing"});
                                const Watch watch = protocol::watchFor(control.stopToken(), events);
                                for (const Drawn& drawn : missing) {
                                    data::writeDataset(*data::makeGenerator(drawn.generator, drawn.options), drawn.name,
                                                       kSamples, kSeed, folder / drawn.name, watch);
                                    session->write([&](data::Project& project) {
                                        data::importDatasets(project, folder / drawn.name, {.name = drawn.name}, watch);
                                    });
                                }
                                return Json();
                            });
    QObject::connect(&studio.jobs(), &JobCenter::finished, session, [session, job](client::JobId finished) {
        if (finished == job) session->noteDataChanged();
    });
}

}  // namespace atelier::ui
