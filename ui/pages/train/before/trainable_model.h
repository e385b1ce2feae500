#pragma once

#include "protocol/jobs/trainable.h"

#include <QAbstractItemModel>

#include <vector>

namespace atelier::ui {

/// What a recipe trains: part, layers that are alike, their modules.
class TrainableModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, Trained, All, Share, kColumns };

    explicit TrainableModel(QObject* parent = nullptr) : QAbstractItemModel(parent) {}
    void setTree(const protocol::TrainableTree& tree);
    /// After the language or the look has changed.
    void refresh();

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex&) const override { return kColumns; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Whether anything in this row is trained.
    bool isTrained(const QModelIndex& index) const;

private:
    struct Node {
        int parent = -1, row = 0;
        enum class Kind { Part, Group, Module } kind = Kind::Part;
        std::string name;
        std::int64_t first = -1, last = -1;  // layers of a group, or of the group that a module stands in
        protocol::TrainableTree::Count count;
        std::vector<int> children;
    };
    int add(int parent, Node node);
    const Node& node(const QModelIndex& index) const;
    QString nameOf(const Node& node) const;
    static QString stateOf(const Node& node);

    std::vector<Node> nodes_;
    std::vector<int> parts_;
};

}  // namespace atelier::ui
