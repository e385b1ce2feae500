#include "pages/train/before/trainable_model.h"

#include "pages/train/before/preflight_words.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QLocale>

namespace atelier::ui {

using namespace widgets;

int TrainableModel::add(int parent, Node node) {
    const int id = static_cast<int>(nodes_.size());
    auto& siblings = parent < 0 ? parts_ : nodes_[static_cast<std::size_t>(parent)].children;
    node.parent = parent;
    node.row = static_cast<int>(siblings.size());
    siblings.push_back(id);
    nodes_.push_back(std::move(node));
    return id;
}

void TrainableModel::setTree(const protocol::TrainableTree& tree) {
    beginResetModel();
    nodes_.clear();
    parts_.clear();
    for (const auto& part : tree.parts) {
        const int under = add(-1, {.kind = Node::Kind::Part, .name = part.name, .count = part.count, .children = {}});
        for (const auto& group : part.groups) {
            const int inside = add(under, {.kind = Node::Kind::Group,
                                           .name = group.name,
                                           .first = group.first,
                                           .last = group.last,
                                           .count = group.count,
                                           .children = {}});
            for (const auto& module : group.modules)
                add(inside, {.kind = Node::Kind::Module,
                             .name = module.name,
                             .first = group.first,
                             .last = group.last,
                             .count = module.count,
                             .children = {}});
        }
    }
    endResetModel();
}

void TrainableModel::refresh() {
    if (parts_.empty()) return;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
    Q_EMIT layoutChanged();
}

const TrainableModel::Node& TrainableModel::node(const QModelIndex& index) const {
    return nodes_[static_cast<std::size_t>(index.internalId())];
}

QModelIndex TrainableModel::index(int row, int column, const QModelIndex& parent) const {
    const auto& siblings = parent.isValid() ? node(parent).children : parts_;
    if (row < 0 || row >= static_cast<int>(siblings.size()) || column < 0 || column >= kColumns) return {};
    return createIndex(row, column, static_cast<quintptr>(siblings[static_cast<std::size_t>(row)]));
}

QModelIndex TrainableModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || node(child).parent < 0) return {};
    const int up = node(child).parent;
    return createIndex(nodes_[static_cast<std::size_t>(up)].row, 0, static_cast<quintptr>(up));
}

int TrainableModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(parts_.size());
    return parent.column() == Name ? static_cast<int>(node(parent).children.size()) : 0;
}

bool TrainableModel::isTrained(const QModelIndex& index) const {
    return node(index).count.trainable > 0;
}

QString TrainableModel::nameOf(const Node& node) const {
    const QString name = QString::fromStdString(node.name);
    if (node.kind == Node::Kind::Part) return trainedPartText(node.name);
    const int layers = static_cast<int>(node.last - node.first + 1);
    if (node.kind == Node::Kind::Module) return node.last > node.first ? tr("%1, in each").arg(name) : name;
    if (node.first < 0) return tr("Outside of layers");
    if (layers == 1) return tr("Layer %1 of %2", "number, name of the list").arg(node.first).arg(name);
    return tr("Layers %1 to %2 of %3", "numbers, name of the list").arg(node.first).arg(node.last).arg(name);
}

QString TrainableModel::stateOf(const Node& node) {
    if (node.count.trainable == 0) return tr("frozen");
    return node.count.trainable == node.count.all ? tr("trained") : tr("trained in part");
}

QVariant TrainableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Node& one = node(index);
    const bool frozen = one.count.trainable == 0, whole = one.count.trainable == one.count.all;
    const auto number = [](std::uint64_t value) { return QLocale().toString(static_cast<qulonglong>(value)); };
    if (role == Qt::TextAlignmentRole && index.column() != Name) return int(Qt::AlignTrailing | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole && frozen) return theme().color(Role::TextMuted);
    if (role == Qt::ToolTipRole)
        return tr("%1: %2", "a module and whether it is trained").arg(nameOf(one), stateOf(one));
    if (role == Qt::AccessibleTextRole && index.column() == Name)
        return tr("%1: %2", "a module and whether it is trained").arg(nameOf(one), stateOf(one));
    if (role == Qt::DecorationRole && index.column() == Name)
        return frozen  ? icon("lock", Role::TextFaint)
               : whole ? icon("success", Role::Success)
                       : icon("spark", Role::Accent);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Name:
            return nameOf(one);
        case Trained:
            return frozen ? QString(QChar(0x2013)) : number(one.count.trainable);
        case All:
            return number(one.count.all);
        default:
            return percentText(one.count.trainable, one.count.all);
    }
}

QVariant TrainableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name ? Qt::AlignLeading : Qt::AlignTrailing) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    return section == Name      ? tr("Module")
           : section == Trained ? tr("Trained")
           : section == All     ? tr("Of")
                                : tr("Share");
}

}  // namespace atelier::ui
