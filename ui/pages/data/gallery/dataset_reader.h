#pragma once

#include "data/project.h"
#include "data/store/filter.h"
#include "data/store/query.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <vector>

namespace atelier::ui {

/// What a dataset's samples were asked for, answered.
struct FoundRows {
    std::vector<std::int64_t> rows;  ///< ids, in order
    data::Overview whole;            ///< of the dataset
    bool missing = false;            ///< its folder is not there any more
};

/// Reads a project's datasets in threads of its own, with connections of its own, so that a hundred thousand samples
/// never hold the window. Signals come in the thread of this object; after find() or stop() nothing of an earlier find.
class DatasetReader : public QObject {
    Q_OBJECT

public:
    explicit DatasetReader(const QString& project, QObject* parent = nullptr);
    /// Waits for what is read now.
    ~DatasetReader() override;

    void list();
    void find(const QString& dataset, const data::Query& query);
    void readCards(const QString& dataset, std::vector<std::int64_t> rows, std::uint64_t asked);
    void stop();

Q_SIGNALS:
    void listed(const std::vector<atelier::data::Dataset>& datasets);
    void listFailed(const atelier::Error& error);
    void found(const atelier::ui::FoundRows& found);
    void refused(const atelier::data::FilterError& error);  ///< the filter cannot be read
    void failed(const atelier::Error& error);
    void cards(const std::vector<atelier::data::Card>& cards, std::uint64_t asked);

private:
    data::Project open() const;

    QString project_;
    std::atomic<std::uint64_t> turn_ = 0, listing_ = 0;
    QThreadPool pool_;
};

}  // namespace atelier::ui
