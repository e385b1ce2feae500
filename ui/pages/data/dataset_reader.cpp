#include "pages/data/dataset_reader.h"

#include "pages/data/picture.h"

#include <QFileInfo>
#include <QMetaObject>

namespace atelier::ui {
namespace {

constexpr std::size_t kFirst = 100, kLargest = 20'000;
constexpr int kWords = 160;  // characters: two lines under a picture

// How the first turn of `role` that says something begins.
QString beginning(const data::Sample& sample, data::Turn::Role role) {
    for (const auto& turn : sample.turns) {
        if (turn.role != role) continue;
        QString text = QString::fromStdString(turn.text.substr(0, 4 * kWords));
        text.remove(data::kImageMark).remove(data::kVideoMark);
        text = text.simplified();
        text.truncate(kWords);
        if (!text.isEmpty()) return text;
    }
    return {};
}

SampleRow rowOf(const data::Sample& sample) {
    SampleRow row;
    row.id = QString::fromStdString(sample.id);
    row.split = QString::fromStdString(sample.split);
    row.pictures = static_cast<int>(sample.media.size());
    if (!sample.media.empty()) row.picture = pictureKey(sample.media.front());
    // The answer tells samples apart; the question is often the same.
    row.words = beginning(sample, data::Turn::Role::Assistant);
    if (row.words.isEmpty()) row.words = beginning(sample, data::Turn::Role::User);
    std::string all = sample.id;
    const auto add = [&all](const std::string& text) {
        if (!text.empty()) (all += '\n') += text;
    };
    for (const auto& turn : sample.turns)
        add(turn.text);
    for (const auto& region : sample.regions) {
        add(region.label);
        add(region.transcription);
    }
    for (const auto& tag : sample.tags) {
        row.tags.append(QString::fromStdString(tag));
        add(tag);
    }
    row.searched = QString::fromStdString(all).toCaseFolded();
    return row;
}

}  // namespace

DatasetReader::DatasetReader(const QString& project, QObject* parent) : QObject(parent), project_(project) {
    pool_.setMaxThreadCount(2);  // a list is not kept waiting by a long read
}

DatasetReader::~DatasetReader() {
    stop();
    pool_.waitForDone();
}

void DatasetReader::stop() {
    ++turn_;
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
            const auto project = data::Project::open(project_.toStdString(), data::Project::Access::ReadOnly);
            deliver([this, datasets = project.datasets()] { Q_EMIT listed(datasets); });
        } catch (const Error& error) {
            deliver([this, error] { Q_EMIT listFailed(error); });
        }
    });
}

void DatasetReader::read(const QString& dataset) {
    const std::uint64_t turn = ++turn_;
    pool_.start([this, dataset, turn] { readRows(dataset, turn); });
}

void DatasetReader::readRows(const QString& dataset, std::uint64_t turn) {
    const auto deliver = [&](auto signal) {
        QMetaObject::invokeMethod(
            this,
            [this, turn, signal = std::move(signal)] {
                if (turn == turn_) signal();
            },
            Qt::QueuedConnection);
    };
    try {
        const auto project = data::Project::open(project_.toStdString(), data::Project::Access::ReadOnly);
        std::vector<SampleRow> part;
        std::size_t wanted = kFirst;
        project.forEachSample(dataset.toStdString(), [&](data::Sample&& sample) {
            part.push_back(rowOf(sample));
            if (part.size() >= wanted) {
                deliver([this, part = std::move(part)] { Q_EMIT rows(part); });
                part = {};
                wanted = std::min(4 * wanted, kLargest);
            }
            return turn == turn_;
        });
        if (!part.empty()) deliver([this, part = std::move(part)] { Q_EMIT rows(part); });
        const QString root = QString::fromStdString(project.dataset(dataset.toStdString()).info.root.string());
        deliver([this, missing = QFileInfo::exists(root) ? QString() : root] { Q_EMIT ended(missing); });
    } catch (const Error& error) {
        deliver([this, error] { Q_EMIT failed(error); });
    }
}

}  // namespace atelier::ui
