#include "pages/train/run_files.h"

#include "common/file.h"
#include "data/augmentation/open_media.h"
#include "data/dataset_source.h"
#include "runs/run_folder.h"
#include "settings/recipe.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace atelier::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RunFiles)
};

// The sample of this id: with several datasets "DATASET/ID", of a derivation "PARENT#INDEX".
data::Sample findSample(const data::Project& project, const data::DataOptions& options, const std::string& id) {
    std::string dataset = options.dataset.empty() ? std::string() : options.dataset.front(), name = id;
    if (options.dataset.size() > 1)
        for (const auto& one : options.dataset)
            if (id.starts_with(one + "/")) {
                dataset = one;
                name = id.substr(one.size() + 1);
            }
    if (options.derive == "none") return project.sample(dataset, name);
    const auto parent = project.sample(dataset, name.substr(0, name.rfind('#')));
    const data::DeriveOptions how = options.deriveOptions();
    for (data::Sample& sample : data::derive(parent, options.derive, how))
        if (sample.id == name) return sample;
    return {};
}

}  // namespace

RunFiles readRunFiles(const std::filesystem::path& project, const std::string& run) {
    RunFiles files;
    QElapsedTimer reading;
    reading.start();
    try {
        for (auto& info : runs::listRuns(project))
            if (info.name == run) files.info = std::move(info);
        if (!files.info) return files;
        if (!files.info->problem.empty()) files.problem = Error(files.info->problem);
        files.points = runs::readTrainLog(files.info->folder);
        files.answers = runs::readSampleAnswers(files.info->folder);
        files.messages = runs::readMessages(files.info->folder);
    } catch (const Error& error) {
        files.problem = error;
    }
    if (files.info && files.info->state == runs::RunInfo::State::Running) try {
            files.status = runs::askRun(files.info->folder);
        } catch (const Error&) {
            // Of a program of before, or just ended: its files still tell.
        }
    files.milliseconds = reading.elapsed();
    return files;
}

QImage runSampleImage(const std::filesystem::path& project, const std::string& run, const std::string& sampleId,
                      int side) {
    try {
        const auto recipe = settings::Recipe::load(runs::RunFolder(project / "runs" / run).recipe());
        const auto reader = data::Project::open(project, data::Project::Access::ReadOnly);
        const auto options = data::DataOptions::schema().read(recipe);
        const auto sample = findSample(reader, options, sampleId);
        for (const auto& media : sample.media) {
            if (media.kind != data::Media::Kind::Image) continue;
            const auto image = data::openMedia(media, options.window());
            const QImage whole(image.pixels.data(), image.width, image.height, 3 * image.width, QImage::Format_RGB888);
            const QSize size = whole.size().scaled(side, side, Qt::KeepAspectRatio);
            // Small pictures stay as they are; the copy owns its pixels.
            return size.width() < whole.width() ? whole.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                                                : whole.copy();
        }
    } catch (const Error&) {
    }
    return {};
}

QString freshRunName(const std::filesystem::path& project, const std::string& method,
                     const std::set<std::string>& promised) {
    for (int n = 1;; ++n) {
        const std::string name = method + "-" + std::to_string(n);
        if (!promised.contains(name) && !pathExists(project / "runs" / name)) return QString::fromStdString(name);
    }
}

QString runNameProblem(const std::filesystem::path& project, const QString& name,
                       const std::set<std::string>& promised) {
    try {
        runs::checkRunName(name.toStdString());
    } catch (const Error&) {
        return Words::tr("Letters, digits, - and _ are fine; “last” and names with / are not.");
    }
    const bool taken = promised.contains(name.toStdString()) || pathExists(project / "runs" / name.toStdString());
    return taken ? Words::tr("A run of this name is there already.") : QString();
}

}  // namespace atelier::ui
