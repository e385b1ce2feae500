#include "pages/data/transfer/imports.h"

#include "data/add_media.h"
#include "pages/data/transfer/import_note.h"
#include "studio.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace atelier::ui {

Imports::Imports(Studio& studio, ImportNote& note, QObject* parent) : QObject(parent), studio_(studio), note_(note) {
    connect(&studio_.jobs(), &JobCenter::finished, this, &Imports::ended);
    connect(&note_, &ImportNote::retryWanted, this, [this] { last_.again(last_.options); });
    connect(&note_, &ImportNote::replaceWanted, this, [this] {
        data::ImportOptions options = last_.options;
        options.replace = true;
        last_.again(options);
    });
    connect(&note_, &ImportNote::keepBothWanted, this, [this] {
        data::ImportOptions options = last_.options;
        options.name = freeName(last_.name).toStdString();
        last_.again(options);
    });
}

QString Imports::current() const {
    return running_.empty() ? QString() : running_.front().name;
}

void Imports::start(Import import, Work work) {
    import.report = std::make_shared<data::ImportReport>();
    import.job =
        studio_.jobs().start({"import", tr("Bring in %1").arg(import.name).toStdString(), client::JobSpec::Lane::Light},
                             [session = studio_.session(), work = std::move(work), report = import.report](
                                 protocol::Control& control, const protocol::EventSink& events) {
                                 events(protocol::PhaseChanged{"importing"});
                                 session->write([&](data::Project& project) {
                                     work(project, protocol::watchFor(control.stopToken(), events), *report);
                                 });
                                 return Json();
                             });
    running_.push_back(std::move(import));
    note_.hide();
    Q_EMIT changed();
}

void Imports::bringIn(const QString& path, const data::ImportOptions& options) {
    const QFileInfo file(path);
    const QString name = file.isDir() ? QDir(path).dirName() : file.completeBaseName();
    start({-1, name, [this, path](const data::ImportOptions& changed) { bringIn(path, changed); }, options, {}},
          [path = path.toStdString(), options](data::Project& project, const Watch& watch, data::ImportReport& report) {
              report = data::importDatasets(project, path, options, watch);
          });
}

void Imports::addFiles(const QStringList& files, const QString& dataset) {
    std::vector<std::filesystem::path> paths;
    for (const QString& file : files)
        paths.emplace_back(file.toStdString());
    const QString folder = QFileInfo(files.front()).dir().dirName();
    const std::string fresh = freeName(folder.isEmpty() ? "pictures" : folder).toStdString();
    start({-1, folder, [this, files, dataset](const data::ImportOptions&) { addFiles(files, dataset); }, {}, {}},
          [paths = std::move(paths), chosen = dataset.toStdString(), fresh](data::Project& project, const Watch& watch,
                                                                            data::ImportReport& report) {
              const bool joins = !chosen.empty() && data::takesMedia(project, chosen, paths);
              const std::string target = joins ? chosen : fresh;
              if (!joins) project.createDataset(target);
              data::AddedMedia added;
              try {
                  added = data::addMedia(project, target, paths, watch);
              } catch (...) {
                  if (!joins) project.removeDataset(target);
                  throw;
              }
              report.skippedSamples = std::move(added.skipped);
              report.imported = std::ssize(added.ids);
              if (added.ids.empty() && !joins) project.removeDataset(target);
              if (added.ids.empty())
                  throw Error("no picture could be added: " + report.skippedSamples.front().reason,
                              report.skippedSamples.front().where);
              report.datasets = {{target, report.imported, 0}};
          });
}

void Imports::ended(client::JobId job) {
    const auto it = std::find_if(running_.begin(), running_.end(), [&](const Import& one) { return one.job == job; });
    if (it == running_.end()) return;
    last_ = std::move(*it);
    running_.erase(it);
    const client::JobStatus status = studio_.jobs().status(job);
    if (status.state == protocol::State::Done) {
        note_.showReport(*last_.report);
        studio_.session()->noteDataChanged();
        if (!last_.report->datasets.empty())
            studio_.session()->setDataset(QString::fromStdString(last_.report->datasets.front().dataset));
    } else if (status.error) {
        note_.showFailure(*status.error);
    }
    Q_EMIT changed();
}

QString Imports::freeName(const QString& base) const {
    const auto names = studio_.session()->datasetNames();
    for (int number = 1;; ++number) {
        const QString name = number == 1 ? base : base + '_' + QString::number(number);
        const bool taken = std::any_of(names.begin(), names.end(), [&](const std::string& one) {
            const QString other = QString::fromStdString(one);
            // Files of several datasets get "NAME_ENTRY".
            return other == name || (number > 1 && other.startsWith(name + '_'));
        });
        if (!taken) return name;
    }
}

}  // namespace atelier::ui
