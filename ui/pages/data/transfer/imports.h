#pragma once

#include "client/queue.h"
#include "data/import.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace atelier::ui {

class ImportNote;
class Studio;

/// Brings datasets and pictures into the project, as jobs, and has the note say what came of the last one.
class Imports : public QObject {
    Q_OBJECT

public:
    Imports(Studio& studio, ImportNote& note, QObject* parent);

    /// A dataset's folder, file or archive.
    void bringIn(const QString& path, const data::ImportOptions& options);
    /// Pictures and videos, as new samples: of `dataset` where it can take them, else of a new dataset.
    void addFiles(const QStringList& files, const QString& dataset);
    /// Name of what is brought in now; empty: nothing.
    QString current() const;

Q_SIGNALS:
    void changed();

private:
    using Work = std::function<void(data::Project&, const Watch&, data::ImportReport&)>;
    struct Import {
        client::JobId job = -1;
        QString name;
        std::function<void(const data::ImportOptions&)> again;
        data::ImportOptions options;
        std::shared_ptr<data::ImportReport> report;
    };
    void start(Import import, Work work);
    void ended(client::JobId job);
    QString freeName(const QString& base) const;

    Studio& studio_;
    ImportNote& note_;
    std::vector<Import> running_;  // and waiting
    Import last_;                  // that ended
};

}  // namespace atelier::ui
