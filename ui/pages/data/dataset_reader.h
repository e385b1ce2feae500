#pragma once

#include "common/error.h"
#include "data/project.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <atomic>
#include <optional>
#include <vector>

namespace atelier::ui {

/// What the gallery needs of a sample.
struct SampleRow {
    QString id, words;  ///< words: how its texts begin, on one line
    QString picture;    ///< pictureKey() of the first; empty: none
    int pictures = 0;
    QString split;
    QStringList tags;
    QString searched;  ///< every text of it, case folded
};

/// Reads a project's datasets in a thread of its own, with a connection of its own, so that a hundred thousand samples
/// never hold the window. Signals come in the thread of this object; after read() or stop() nothing of an earlier read.
class DatasetReader : public QObject {
    Q_OBJECT

public:
    explicit DatasetReader(const QString& project, QObject* parent = nullptr);
    /// Waits for what is read now to stop: at most for one sample.
    ~DatasetReader() override;

    void list();
    void read(const QString& dataset);
    void stop();

Q_SIGNALS:
    void listed(const std::vector<atelier::data::Dataset>& datasets);
    void listFailed(const atelier::Error& error);
    /// In order, in parts that grow: the first comes at once.
    void rows(const std::vector<atelier::ui::SampleRow>& rows);
    /// `missing`: the dataset's folder, when it is not there any more.
    void ended(const QString& missing);
    void failed(const atelier::Error& error);

private:
    void readRows(const QString& dataset, std::uint64_t turn);

    QString project_;
    std::atomic<std::uint64_t> turn_ = 0, listing_ = 0;
    QThreadPool pool_;
};

}  // namespace atelier::ui
