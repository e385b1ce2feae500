#include "pages/data/gallery/dataset_reader.h"

#include <QMetaObject>

namespace atelier::ui {

DatasetReader::DatasetReader(const QString& project, QObject* parent) : QObject(parent), project_(project) {
    pool_.setMaxThreadCount(2);  // a list is not kept waiting by a long read
}

DatasetReader::~DatasetReader() {
    stop();
    pool_.clear();
    pool_.waitForDone();
}

void DatasetReader::stop() {
    ++turn_;
}

data::Project DatasetReader::open() const {
    return data::Project::open(project_.toStdString(), data::Project::Access::ReadOnly);
}

void DatasetReader::list() {
    const std::uint64_t turn = ++listing_;
    pool_.start([this, turn] {
        const auto deliver = [&](auto signal) {
            QMetaObject::invokeMethod(
                this,
                [this, turn, signal = std::move(signal)] {
                    if (turn == listing_) signal();
                },
                Qt::QueuedConnection);
        };
        try {
            deliver([this, datasets = open().datasets()] { Q_EMIT listed(datasets); });
        } catch (const Error& error) {
            deliver([this, error] { Q_EMIT listFailed(error); });
        }
    });
}

void DatasetReader::find(const QString& dataset, const data::Query& query) {
    const std::uint64_t turn = ++turn_;
    pool_.start([this, name = dataset.toStdString(), query, turn] {
        const auto deliver = [&](auto signal) {
            QMetaObject::invokeMethod(
                this,
                [this, turn, signal = std::move(signal)] {
                    if (turn == turn_) signal();
                },
                Qt::QueuedConnection);
        };
        if (turn != turn_) return;
        try {
            const auto project = open();
            FoundRows found{data::findRows(project, name, query), data::overview(project, name)};
            std::error_code ignored;
            found.missing = !std::filesystem::exists(found.whole.root, ignored);
            deliver([this, found = std::move(found)] { Q_EMIT this->found(found); });
        } catch (const data::FilterError& error) {
            deliver([this, error] { Q_EMIT refused(error); });
        } catch (const Error& error) {
            deliver([this, error] { Q_EMIT failed(error); });
        }
    });
}

void DatasetReader::readCards(const QString& dataset, std::vector<std::int64_t> rows, std::uint64_t asked) {
    const std::uint64_t turn = turn_;
    pool_.start([this, name = dataset.toStdString(), rows = std::move(rows), asked, turn] {
        if (turn != turn_) return;
        try {
            auto read = data::cardsAt(open(), name, rows);
            QMetaObject::invokeMethod(
                this,
                [this, turn, asked, read = std::move(read)] {
                    if (turn == turn_) Q_EMIT cards(read, asked);
                },
                Qt::QueuedConnection);
        } catch (const Error& error) {
            QMetaObject::invokeMethod(
                this,
                [this, turn, error] {
                    if (turn == turn_) Q_EMIT failed(error);
                },
                Qt::QueuedConnection);
        }
    });
}

}  // namespace atelier::ui
