#pragma once

#include "data/store/query.h"

#include <QAbstractListModel>
#include <QTimer>

#include <set>
#include <unordered_map>
#include <vector>

namespace atelier::ui {

class DatasetReader;

/// "train" in the person's language; "" is: not assigned.
QString splitText(const QString& split);

/// A dataset's samples for the gallery: their row ids at once, what is shown of each when it is asked for.
class SampleModel : public QAbstractListModel {
    Q_OBJECT

public:
    static constexpr int kIdRole = Qt::UserRole + 1;

    explicit SampleModel(DatasetReader& reader, QObject* parent = nullptr);
    void clear() { setRows({}, {}); }
    void setRows(const QString& dataset, std::vector<std::int64_t> rows);
    /// A sample is other than it was; it stays where it is until the rows are set again.
    void refresh(std::int64_t id);
    /// Samples with this tag are badged as pinned.
    void setPinnedTag(const std::string& tag);

    const std::vector<std::int64_t>& rows() const { return rows_; }  ///< ids, as they stand
    std::int64_t idAt(int row) const { return rows_[static_cast<std::size_t>(row)]; }
    QModelIndex find(std::int64_t id) const;  ///< invalid when it is not there

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    const data::Card* card(int row) const;
    void askForWanted();
    void take(const std::vector<data::Card>& cards, std::uint64_t asked);

    DatasetReader& reader_;
    QString dataset_;
    std::string pinnedTag_;
    std::vector<std::int64_t> rows_;
    std::unordered_map<std::int64_t, data::Card> cards_;  // by id
    struct Asked {
        int row;
        std::uint64_t number;  // an older answer is how the sample was
    };
    std::unordered_map<std::int64_t, Asked> asked_;  // by id: what is on its way
    std::uint64_t asks_ = 0;
    mutable std::set<int> wanted_;  // blocks of rows that were looked at and are not there
    mutable QTimer ask_;
};

}  // namespace atelier::ui
