#include "pages/data/classes/classes_dialog.h"

#include "controls.h"
#include "flow_layout.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kWidth = 560, kHeight = 520;
enum Column { Number, Name, Regions, Keypoints, Columns };

}  // namespace

ClassesDialog::ClassesDialog(const QString& dataset, const std::vector<data::DatasetClass>& classes,
                             const std::map<std::string, std::int64_t>& regions, bool readOnly, QWidget* parent)
    : QDialog(parent), readOnly_(readOnly) {
    setObjectName("classes-dialog");
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Classes of %1").arg(dataset));
    auto* help =
        new QLabel(tr("The labels that regions can have, with the numbers that formats such as YOLO and COCO "
                      "write. A new name goes into the regions, too; empty classes are kept."));
    help->setWordWrap(true);
    setKind(help, "muted");
    table_ = new QTableWidget(0, Columns);
    table_->setObjectName("classes-table");
    table_->setAccessibleName(tr("Classes"));
    table_->setHorizontalHeaderLabels({tr("Number"), tr("Name"), tr("Regions"), tr("Keypoints")});
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    for (const int column : {Number, Regions, Keypoints})
        table_->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    setKind(table_, "cells");
    table_->verticalHeader()->hide();
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setTabKeyNavigation(false);
    table_->setWordWrap(false);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    table_->horizontalHeader()->setHighlightSections(false);
    if (readOnly) table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    const auto tool = [this](const char* drawing, const char* name, const QString& hint) {
        auto* button = iconButton(drawing);
        button->setObjectName(name);
        setHint(button, hint);
        button->setVisible(!readOnly_);
        return button;
    };
    add_ = tool("plus", "classes-add", tr("Add a class"));
    remove_ = tool("trash", "classes-remove", tr("Remove the chosen class; it must have no regions"));
    up_ = tool("arrow-up", "classes-up", tr("Move the chosen class up"));
    down_ = tool("arrow-down", "classes-down", tr("Move the chosen class down"));
    renumber_ = new QPushButton(tr("&Number from 0"));
    renumber_->setObjectName("classes-renumber");
    renumber_->setToolTip(tr("Gives the classes the numbers 0, 1, 2 … in this order"));
    removeEmpty_ = new QPushButton(tr("Remove &empty ones"));
    removeEmpty_->setObjectName("classes-remove-empty");
    removeEmpty_->setToolTip(tr("Removes the classes without a region"));
    sum_ = new QLabel;
    sum_->setObjectName("classes-sum");
    setKind(sum_, "muted");
    auto* tools = new QWidget;
    auto* flow = new FlowLayout(tools, space::kSmall, space::kTight);
    flow->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget : std::initializer_list<QWidget*>{add_, remove_, up_, down_, renumber_, removeEmpty_, sum_})
        flow->addWidget(widget);
    renumber_->setVisible(!readOnly);
    removeEmpty_->setVisible(!readOnly);
    problem_ = new QLabel;
    problem_->setObjectName("classes-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    auto* cancel = new QPushButton(readOnly ? tr("Close") : tr("Cancel"));
    save_ = new QPushButton(tr("&Save"));
    save_->setObjectName("classes-save");
    setKind(save_, "primary");
    save_->setVisible(!readOnly);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(save_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    layout->setSpacing(space::kSmall);
    layout->addWidget(help);
    layout->addWidget(table_, 1);
    layout->addWidget(tools);
    layout->addWidget(problem_);
    layout->addLayout(row);
    resize(kWidth, kHeight);

    filling_ = true;
    for (const data::DatasetClass& one : classes) {
        const auto found = regions.find(one.name);
        addRow(table_->rowCount(), {one.name, one, found == regions.end() ? 0 : found->second});
    }
    filling_ = false;
    if (table_->rowCount() > 0) table_->setCurrentCell(0, Name);
    connect(add_, &QToolButton::clicked, this, &ClassesDialog::add);
    connect(remove_, &QToolButton::clicked, this, &ClassesDialog::remove);
    connect(up_, &QToolButton::clicked, this, [this] { move(-1); });
    connect(down_, &QToolButton::clicked, this, [this] { move(1); });
    connect(renumber_, &QPushButton::clicked, this, &ClassesDialog::renumber);
    connect(removeEmpty_, &QPushButton::clicked, this, &ClassesDialog::removeEmpty);
    connect(table_, &QTableWidget::itemChanged, this, &ClassesDialog::check);
    connect(table_, &QTableWidget::currentCellChanged, this, &ClassesDialog::check);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save_, &QPushButton::clicked, this, [this] {
        Q_EMIT classesGiven(wanted());
        accept();
    });
    check();
    table_->setFocus();
}

void ClassesDialog::addRow(int at, const Row& row) {
    rows_.push_back(row);
    table_->insertRow(at);
    const auto cell = [&](int column, const QString& text, bool editable) {
        auto* item = new QTableWidgetItem(text);
        item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled |
                       (editable && !readOnly_ ? Qt::ItemIsEditable : Qt::NoItemFlags));
        if (column != Name) item->setTextAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        table_->setItem(at, column, item);
        return item;
    };
    cell(Number, QString::number(row.before.number), true)->setData(Qt::UserRole, qulonglong(rows_.size() - 1));
    const QString name = QString::fromStdString(row.before.name);
    cell(Name, name, true)->setToolTip(name);
    cell(Regions, locale().toString(qlonglong(row.regions)), false);
    QStringList keypoints;
    for (const std::string& one : row.before.keypoints)
        keypoints << QString::fromStdString(one);
    cell(Keypoints, keypoints.isEmpty() ? QString() : locale().toString(keypoints.size()), false)
        ->setToolTip(keypoints.join(", "));
}

ClassesDialog::Row ClassesDialog::rowAt(int row) const {
    return rows_[table_->item(row, Number)->data(Qt::UserRole).toULongLong()];
}

void ClassesDialog::add() {
    int number = 0;
    for (int row = 0; row < table_->rowCount(); ++row)
        number = std::max(number, table_->item(row, Number)->text().toInt() + 1);
    const int at = table_->rowCount();
    filling_ = true;
    Row fresh;
    fresh.before.number = number;
    addRow(at, fresh);
    filling_ = false;
    table_->setCurrentCell(at, Name);
    check();
    table_->editItem(table_->item(at, Name));
}

void ClassesDialog::remove() {
    const int row = table_->currentRow();
    if (row < 0 || rowAt(row).regions > 0) return;
    table_->removeRow(row);
    check();
}

void ClassesDialog::move(int by) {
    const int from = table_->currentRow(), to = from + by;
    if (from < 0 || to < 0 || to >= table_->rowCount()) return;
    filling_ = true;
    for (int column = 0; column < Columns; ++column) {
        QTableWidgetItem* moved = table_->takeItem(from, column);
        table_->setItem(from, column, table_->takeItem(to, column));
        table_->setItem(to, column, moved);
    }
    filling_ = false;
    table_->setCurrentCell(to, Name);
    check();
}

void ClassesDialog::renumber() {
    filling_ = true;
    for (int row = 0; row < table_->rowCount(); ++row)
        table_->item(row, Number)->setText(QString::number(row));
    filling_ = false;
    check();
}

void ClassesDialog::removeEmpty() {
    for (int row = table_->rowCount() - 1; row >= 0; --row)
        if (rowAt(row).regions == 0) table_->removeRow(row);
    check();
}

std::vector<data::WantedClass> ClassesDialog::wanted() const {
    std::vector<data::WantedClass> all;
    for (int row = 0; row < table_->rowCount(); ++row) {
        const Row from = rowAt(row);
        data::WantedClass one{from.was, from.before};
        one.now.number = table_->item(row, Number)->text().trimmed().toInt();
        one.now.name = table_->item(row, Name)->text().trimmed().toStdString();
        all.push_back(std::move(one));
    }
    return all;
}

QString ClassesDialog::problem() const {
    std::set<QString> names;
    std::set<int> numbers;
    for (int row = 0; row < table_->rowCount(); ++row) {
        const QString name = table_->item(row, Name)->text().trimmed(),
                      number = table_->item(row, Number)->text().trimmed();
        bool isNumber = false;
        const int value = number.toInt(&isNumber);
        if (name.isEmpty()) return tr("Class %1 needs a name.").arg(number);
        if (!isNumber || value < 0) return tr("“%1”: the number must be 0 or more.").arg(name);
        if (!numbers.insert(value).second) return tr("Two classes have the number %1.").arg(value);
        if (!names.insert(name).second) return tr("The name “%1” appears twice.").arg(name);
    }
    return {};
}

void ClassesDialog::check() {
    if (filling_) return;
    const QString words = problem();
    problem_->setText(words);
    problem_->setVisible(!words.isEmpty());
    save_->setEnabled(words.isEmpty());
    const int row = table_->currentRow(), count = table_->rowCount();
    remove_->setEnabled(row >= 0 && rowAt(row).regions == 0);
    up_->setEnabled(row > 0);
    down_->setEnabled(row >= 0 && row + 1 < count);
    renumber_->setEnabled(count > 0);
    int empty = 0;
    for (int i = 0; i < count; ++i)
        empty += rowAt(i).regions == 0;
    removeEmpty_->setEnabled(empty > 0);
    sum_->setText(empty > 0 ? tr("%Ln classes, %1 of them empty", nullptr, count).arg(locale().toString(empty))
                            : tr("%Ln classes", nullptr, count));
}

}  // namespace atelier::ui
