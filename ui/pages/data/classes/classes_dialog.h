#pragma once

#include "data/classes.h"

#include <QDialog>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

class QLabel;
class QPushButton;
class QTableWidget;
class QToolButton;

namespace atelier::ui {

/// A dataset's classes: their numbers, names and order, and how many regions each has. What is renamed is renamed in
/// the regions, too; classes with regions cannot be removed.
class ClassesDialog : public QDialog {
    Q_OBJECT

public:
    /// `regions`: how many have each label.
    ClassesDialog(const QString& dataset, const std::vector<data::DatasetClass>& classes,
                  const std::map<std::string, std::int64_t>& regions, bool readOnly, QWidget* parent);

Q_SIGNALS:
    void classesGiven(const std::vector<atelier::data::WantedClass>& classes);

private:
    /// A row as it came: what stands in the cells is the person's.
    struct Row {
        std::string was;
        data::DatasetClass before;
        std::int64_t regions = 0;
    };
    void addRow(int at, const Row& row);
    void add();
    void remove();
    void move(int by);
    void renumber();
    void removeEmpty();
    std::vector<data::WantedClass> wanted() const;
    QString problem() const;
    void check();
    Row rowAt(int row) const;

    QTableWidget* table_;
    QLabel *sum_, *problem_;
    QToolButton *add_, *remove_, *up_, *down_;
    QPushButton *renumber_, *removeEmpty_, *save_;
    std::vector<Row> rows_;  ///< items point into it
    bool readOnly_, filling_ = false;
};

}  // namespace atelier::ui
