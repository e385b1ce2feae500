#include "made_runs.h"

#include <QDir>
#include <QFile>
#include <QImage>

#include <cmath>

namespace atelier::ui {
namespace {

void write(const QString& file, const QByteArray& bytes) {
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size()) qFatal("%s", qPrintable(file));
}

void writeWorker(const QString& folder, const QStringList& lines, const QByteArray& end) {
    write(folder + "/worker-says", lines.join('\n').toUtf8() + '\n');
    write(folder + "/worker", "#!/bin/sh\nread -r request\nprintf '%s' \"$request\" > '" + folder.toUtf8() +
                                  "/request.json'\ncat '" + folder.toUtf8() + "/worker-says'\n" + end);
    QFile::setPermissions(folder + "/worker", QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("ATELIER_WORKER", (folder + "/worker").toUtf8());
}

}  // namespace

QString makeRun(const QString& project, const MadeRun& run) {
    const QString folder = project + "/runs/" + run.name;
    write(folder + "/recipe.yaml", QString("model_name_or_path: model\nlearning_rate: %1\n").arg(run.rate).toUtf8());
    QByteArray log;
    for (int step = 10; step <= run.steps; step += 10) {
        const double loss = run.lastLoss + 3 * std::exp(-step / 20.0);
        Json line{{"current_steps", step}, {"total_steps", run.total}, {"loss", loss}, {"epoch", step / 50.0}};
        log += QByteArray::fromStdString(line.dump()) + '\n';
        if (step % 50 == 0) {
            line.erase("loss");
            line["eval_loss"] = loss + 0.1;
            log += QByteArray::fromStdString(line.dump()) + '\n';
        }
    }
    write(folder + "/trainer_log.jsonl", log);
    if (run.result) write(folder + "/adapter/adapter_config.json", "{}");
    if (run.checkpoint) write(folder + QString("/checkpoints/checkpoint-%1/trainer_state.json").arg(run.steps), "{}");
    return folder;
}

protocol::Comparison madeComparison(const QString& folder, int more) {
    protocol::Comparison comparison;
    comparison.contestants = protocol::runContestants();
    const auto add = [&](const std::string& id, const std::string& reference, const std::string& before,
                         const std::string& after) {
        protocol::Comparison::Sample sample;
        sample.id = id;
        sample.prompt = "Read the line.";
        sample.reference = reference;
        sample.answers = {before, after};
        const QString picture = folder + '/' + QString::fromStdString(id) + ".png";
        QDir().mkpath(folder);
        QImage image(160, 40, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(static_cast<int>(comparison.samples.size()) * 67 % 360, 90, 220));
        image.save(picture);
        sample.images = {{data::Media::Kind::Image, picture.toStdString(), {}}};
        comparison.samples.push_back(std::move(sample));
    };
    add("much-better", "Total 12.40", "The weather", "Total 12.40");
    add("little-better", "Thank you for your visit", "Thank yuo for yuor visit", "Thank you for yuor visit");
    add("equal", "Bread", "Bread", "Bread");
    add("worse", "Milk 1.5 l", "Milk 1.5 l", "Silk");
    for (int i = 0; i < more; ++i) {
        protocol::Comparison::Sample sample;
        sample.id = "more-" + std::to_string(i);
        sample.reference = "Line number " + std::to_string(i);
        sample.answers = {sample.reference, sample.reference};
        comparison.samples.push_back(std::move(sample));
    }
    evaluation::score(comparison, {"cer", "exact_match"});
    return comparison;
}

protocol::Comparison madeComparisonOfThree(const QString& folder) {
    auto comparison = madeComparison(folder);
    comparison.contestants.push_back({"other", "The other one", "/models/other", {}});
    comparison.baseline = protocol::kTuned;
    for (auto& sample : comparison.samples)
        sample.answers.push_back(sample.reference);
    evaluation::score(comparison, {"cer", "exact_match"});
    return comparison;
}

void pretendWorker(const QString& folder, const QStringList& lines) {
    writeWorker(folder, lines, "");
}

void pretendEndlessWorker(const QString& folder, const QStringList& lines) {
    writeWorker(folder, lines,
                "read -r control\nprintf '%s\\n' '{\"error\": {\"kind\": \"interrupted\", \"what\": \"stopped\", "
                "\"where\": \"\", \"hint\": \"\"}}'\n");
}

QString workerRequest(const QString& folder) {
    QFile file(folder + "/request.json");
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString resultLine(const Json& result) {
    return QString::fromStdString(Json{{"result", result}}.dump());
}

}  // namespace atelier::ui
