#include "pages/data/transfer/import_account.h"

#include "controls.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QLocale>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr std::size_t kMost = 500;  // rows of a group
enum Column { What, Why, Count, Where };

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ImportAccount)
};

QString countsInWords(const data::ImportReport::Count& count) {
    QStringList parts;
    const auto number = [](std::int64_t value) { return static_cast<int>(value); };
    if (count.turns > 0) parts << Words::tr("%Ln turns", nullptr, number(count.turns));
    if (count.images > 0) parts << Words::tr("%Ln pictures", nullptr, number(count.images));
    if (count.videos > 0) parts << Words::tr("%Ln videos", nullptr, number(count.videos));
    if (count.regions > 0) parts << Words::tr("%Ln regions", nullptr, number(count.regions));
    return parts.join(Words::tr(", ", "between counts"));
}

}  // namespace

QString accountInWords(const data::ImportReport& report) {
    QStringList parts;
    if (report.rows > 0)
        parts << Words::tr("%Ln files", nullptr, static_cast<int>(report.files()))
              << Words::tr("%Ln rows", nullptr, static_cast<int>(report.rows));
    data::ImportReport::Count sum;
    for (const auto& one : report.datasets) {
        sum.turns += one.turns;
        sum.images += one.images;
        sum.videos += one.videos;
        sum.regions += one.regions;
    }
    if (const QString counts = countsInWords(sum); !counts.isEmpty()) parts << counts;
    return parts.isEmpty() ? QString() : Words::tr("Read: %1").arg(parts.join(Words::tr(", ", "between counts")));
}

ImportAccount::ImportAccount(QWidget* parent) : QTreeWidget(parent) {
    setColumnCount(4);
    setKind(this, "cells");
    setUniformRowHeights(true);
    setRootIsDecorated(true);
    setTextElideMode(Qt::ElideMiddle);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    setSizeAdjustPolicy(QAbstractScrollArea::AdjustIgnored);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setMinimumSectionSize(0);
    header()->setHighlightSections(false);
    for (const int column : {What, Why, Where})
        header()->setSectionResizeMode(column, QHeaderView::Stretch);
    header()->setSectionResizeMode(Count, QHeaderView::ResizeToContents);
}

QTreeWidgetItem* ImportAccount::group(const QString& title, std::size_t count) {
    auto* item = new QTreeWidgetItem(
        this, {tr("%1 (%2)", "a heading, how many").arg(title, locale().toString(qulonglong(count)))});
    item->setFirstColumnSpanned(true);
    item->setFont(What, theme().font(TextStyle::Strong));
    item->setExpanded(true);
    return item;
}

void ImportAccount::add(QTreeWidgetItem* group, const QString& what, const QString& why, const QString& count,
                        const QString& where) {
    auto* item = new QTreeWidgetItem(group, {what, why, count, where});
    item->setTextAlignment(Count, Qt::AlignTrailing | Qt::AlignVCenter);
    for (const int column : {What, Why, Where})
        if (const QString text = item->text(column); !text.isEmpty()) item->setToolTip(column, text.toHtmlEscaped());
}

void ImportAccount::setReport(const data::ImportReport& report) {
    clear();
    setHeaderLabels({tr("What"), tr("What became of it"), tr("How often"), tr("First in")});
    headerItem()->setTextAlignment(Count, Qt::AlignTrailing | Qt::AlignVCenter);
    const auto rest = [](QTreeWidgetItem* parent, std::size_t count) {
        if (count <= kMost) return;
        auto* item = new QTreeWidgetItem(
            parent, {tr("and %Ln more; a copy has them all", nullptr, static_cast<int>(count - kMost))});
        item->setFirstColumnSpanned(true);
    };
    // What asks for attention comes first.
    if (!report.unused.empty()) {
        auto* unused = group(tr("Not used"), report.unused.size());
        for (std::size_t i = 0; i < std::min(kMost, report.unused.size()); ++i) {
            const auto& one = report.unused[i];
            QStringList places;
            for (const std::string& place : one.places)
                places << QString::fromStdString(place);
            add(unused,
                tr("%1 “%2”", "a kind such as key, and its name")
                    .arg(QString::fromStdString(one.kind), QString::fromStdString(one.name)),
                QString::fromStdString(one.why), locale().toString(qlonglong(one.count)), places.join(", "));
        }
        rest(unused, report.unused.size());
    }
    const auto entries = [&](const QString& title, const std::vector<data::ImportReport::Entry>& all) {
        if (all.empty()) return;
        auto* parent = group(title, all.size());
        for (std::size_t i = 0; i < std::min(kMost, all.size()); ++i)
            add(parent, QString::fromStdString(all[i].where), QString::fromStdString(all[i].reason), {}, {});
        rest(parent, all.size());
    };
    entries(tr("Samples that were left out"), report.skippedSamples);
    entries(tr("Files and datasets that were not read"), report.skippedSources);
    if (!report.warnings.empty()) {
        auto* warnings = group(tr("Warnings"), report.warnings.size());
        for (std::size_t i = 0; i < std::min(kMost, report.warnings.size()); ++i) {
            auto* item = new QTreeWidgetItem(warnings, {QString::fromStdString(report.warnings[i])});
            item->setFirstColumnSpanned(true);
            item->setToolTip(What, item->text(What).toHtmlEscaped());
        }
        rest(warnings, report.warnings.size());
    }
    if (report.datasets.empty()) return;
    auto* read = group(tr("Brought in"), report.datasets.size());
    for (std::size_t i = 0; i < std::min(kMost, report.datasets.size()); ++i) {
        const auto& one = report.datasets[i];
        add(read, QString::fromStdString(one.dataset), countsInWords(one),
            tr("%Ln samples", nullptr, static_cast<int>(one.samples)), {});
    }
    rest(read, report.datasets.size());
}

}  // namespace atelier::ui
