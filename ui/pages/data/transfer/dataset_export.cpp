#include "pages/data/transfer/dataset_export.h"

#include "data/export.h"
#include "studio.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QUrl>

#include <memory>

namespace atelier::ui {

namespace {

constexpr const char* kFolder = "folder/export";

struct Result {
    data::ExportReport report;
    std::vector<data::Loss> losses;  ///< that nobody has agreed to yet
};

}  // namespace

DatasetExport::DatasetExport(Studio& studio, QWidget* page) : QObject(page), studio_(studio), page_(page) {}

void DatasetExport::openMenu(const QString& dataset, QWidget* below) {
    auto* menu = new QMenu(page_);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName("export-formats");
    menu->setToolTipsVisible(true);
    for (const auto& [name, format] : data::Formats::instance().all())
        if (format.writer)
            menu->addAction(QString::fromStdString(format.title), this,
                            [this, dataset, chosen = name] { choosePlace(dataset, chosen); })
                ->setToolTip(tr("Holds: %1").arg(QString::fromStdString(format.writer->holds.words())));
    menu->popup(below->mapToGlobal(QPoint(0, below->height())));
}

void DatasetExport::choosePlace(const QString& dataset, const std::string& format) {
    const QString before = studio_.preferences().text(kFolder);
    const QString suggested =
        QDir(before.isEmpty() ? QDir::homePath() : before)
            .filePath(QString::fromStdString(data::plainName(dataset.toStdString()) + "_" + format));
    const QString target = QFileDialog::getSaveFileName(page_, tr("A new folder for the dataset, or a .zip or .tar"),
                                                        suggested, {}, nullptr, QFileDialog::DontConfirmOverwrite);
    if (target.isEmpty()) return;
    studio_.preferences().setText(kFolder, QFileInfo(target).absolutePath());
    start(dataset, format, target, false);
}

void DatasetExport::start(const QString& dataset, const std::string& format, const QString& target, bool lossy) {
    const auto result = std::make_shared<Result>();
    const client::JobId job = studio_.jobs().start(
        {"export", tr("Hand out %1").arg(dataset).toStdString(), client::JobSpec::Lane::Light},
        [folder = studio_.session()->folder().toStdString(), dataset = dataset.toStdString(),
         target = target.toStdString(), format, lossy,
         result](protocol::Control& control, const protocol::EventSink& events) {
            events(protocol::PhaseChanged{"exporting"});
            const auto project = data::Project::open(folder, data::Project::Access::ReadOnly);
            try {
                result->report =
                    data::exportDataset(project, dataset, target, {.format = format, .copyMedia = true, .lossy = lossy},
                                        protocol::watchFor(control.stopToken(), events));
            } catch (const data::LossError& error) {
                result->losses = error.losses();
            }
            return Json();
        });
    studio_.jobs().whenEnded(job, this, [=, this](const client::JobStatus& status) {
        if (status.error) return studio_.say(*status.error);
        if (status.state != protocol::State::Done) return;
        if (!result->losses.empty()) {
            QStringList lost;
            for (const data::Loss& loss : result->losses)
                lost << tr("%1 (%2 samples)", "what is lost and in how many samples")
                            .arg(QString::fromStdString(loss.kind), page_->locale().toString(qlonglong(loss.samples)));
            return studio_.say(Studio::Tone::Warning,
                               tr("Nothing was written yet. This format has no place for: %1.").arg(lost.join(", ")),
                               tr("Write it without"), [=, this] { start(dataset, format, target, true); });
        }
        QString done = tr("%Ln samples are in %1.", nullptr, static_cast<int>(result->report.samples)).arg(target);
        for (const std::string& note : result->report.notes)
            done += "\n" + tr("Note: %1.").arg(QString::fromStdString(note));
        studio_.say(Studio::Tone::Success, done, tr("Show it"),
                    [target] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(target).absolutePath())); });
    });
}

}  // namespace atelier::ui
