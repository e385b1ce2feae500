#include "pages/data/transfer/mapping_panel.h"

#include "bridge/background.h"
#include "combo_box.h"
#include "controls.h"
#include "data/import.h"
#include "flow_layout.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>
#include <utility>

namespace atelier::ui {

using namespace widgets;
using data::ColumnMapping;
using data::TablePreview;

namespace {

constexpr int kColumnWidth = 180, kLeastHeight = 72;
constexpr qsizetype kCell = 200;  // characters shown of a cell

struct Part {
    const char* name;  // of the choice's object
    std::string ColumnMapping::* column;
};
constexpr std::array<Part, 6> kParts{{{"mapping-image", &ColumnMapping::image},
                                      {"mapping-video", &ColumnMapping::video},
                                      {"mapping-question", &ColumnMapping::prompt},
                                      {"mapping-answer", &ColumnMapping::answer},
                                      {"mapping-system", &ColumnMapping::system},
                                      {"mapping-id", &ColumnMapping::id}}};

// Nothing for what is no table; where it cannot be read, its import says why.
std::optional<TablePreview> tableOf(const std::filesystem::path& file) {
    if (!data::hasColumnsToMap(file)) return {};
    try {
        TablePreview preview = data::previewTable(file);
        return preview.rows.empty() ? std::nullopt : std::optional(std::move(preview));
    } catch (const Error&) {
        return {};
    }
}

}  // namespace

MappingPanel::MappingPanel(QWidget* parent) : QFrame(parent) {
    setObjectName("data-mapping");
    setKind(this, "card");
    build();
    for (QComboBox* choice : choices_)
        connect(choice, &QComboBox::currentIndexChanged, this, &MappingPanel::update);
    connect(import_, &QPushButton::clicked, this, [this] {
        Q_EMIT importWanted(waiting_.front().path, columns());
        drop();
    });
    connect(close_, &QToolButton::clicked, this, &MappingPanel::drop);
    hide();
}

void MappingPanel::build() {
    title_ = new QLabel;
    title_->setObjectName("mapping-title");
    title_->setTextFormat(Qt::PlainText);
    title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    import_ = new QPushButton;
    import_->setObjectName("mapping-import");
    setKind(import_, "primary");
    close_ = iconButton("close");
    close_->setObjectName("mapping-close");
    rows_ = new QTableWidget;
    rows_->setObjectName("mapping-rows");
    setKind(rows_, "plain");
    rows_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    rows_->setWordWrap(false);
    rows_->setTabKeyNavigation(false);
    rows_->verticalHeader()->hide();
    rows_->horizontalHeader()->setDefaultSectionSize(kColumnWidth);
    rows_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    rows_->horizontalHeader()->setStretchLastSection(true);
    rows_->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    rows_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    rows_->setMinimumHeight(kLeastHeight);
    auto* choices = new FlowLayout(nullptr, space::kMedium, space::kTight);
    for (std::size_t i = 0; i < kParts.size(); ++i) {
        names_[i] = new QLabel;
        choices_[i] = new ComboBox(10);
        choices_[i]->setObjectName(kParts[i].name);
        names_[i]->setBuddy(choices_[i]);
        auto* pair = new QWidget;
        auto* row = new QHBoxLayout(pair);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::kTight);
        row->addWidget(names_[i]);
        row->addWidget(choices_[i]);
        choices->addWidget(pair);
    }
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(title_, 1);
    head->addWidget(import_);
    head->addWidget(close_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(space::kSmall);
    layout->addLayout(head);
    layout->addLayout(choices);
    layout->addWidget(rows_);
    QWidget* before = rows_;
    for (QComboBox* choice : choices_)
        setTabOrder(std::exchange(before, choice), choice);
    setTabOrder(before, import_);
    setTabOrder(import_, close_);
}

bool MappingPanel::mayBeTable(const QString& path) {
    const QFileInfo file(path);
    return file.isFile() &&
           QStringList{"csv", "tsv", "json", "jsonl", "ndjson", "parquet"}.contains(file.suffix().toLower());
}

void MappingPanel::take(const QString& path) {
    inBackground(
        this, [file = path.toStdString()] { return tableOf(file); },
        [this, path](Outcome<std::optional<TablePreview>> outcome) {
            const auto preview = outcome.value.value_or(std::nullopt);
            if (!preview) return Q_EMIT importWanted(path, {});
            waiting_.push_back({path, *preview});
            if (waiting_.size() == 1) showFirst();
        });
}

void MappingPanel::showFirst() {
    const TablePreview& table = waiting_.front().preview;
    QStringList columns;
    for (const std::string& column : table.columns)
        columns << QString::fromStdString(column);
    rows_->clear();
    rows_->setColumnCount(static_cast<int>(columns.size()));
    rows_->setHorizontalHeaderLabels(columns);
    rows_->setRowCount(static_cast<int>(table.rows.size()));
    for (int row = 0; row < rows_->rowCount(); ++row)
        for (int column = 0; column < rows_->columnCount(); ++column) {
            const auto& cells = table.rows[static_cast<std::size_t>(row)];
            const QString cell = QString::fromStdString(cells[static_cast<std::size_t>(column)]).simplified();
            rows_->setItem(row, column, new QTableWidgetItem(cell.left(kCell)));
        }
    for (QComboBox* choice : choices_) {
        const QSignalBlocker quiet(choice);
        choice->clear();
        choice->addItem({});
        choice->addItems(columns);
    }
    for (std::size_t i = 0; i < kParts.size(); ++i) {
        const std::string& column = table.suggested.*kParts[i].column;
        const auto at = std::find(table.columns.begin(), table.columns.end(), column);
        choices_[i]->setCurrentIndex(column.empty() ? 0 : static_cast<int>(at - table.columns.begin()) + 1);
    }
    show();
    retranslate();
    choices_.front()->setFocus();
}

void MappingPanel::drop() {
    waiting_.erase(waiting_.begin());
    if (waiting_.empty()) return hide();
    showFirst();
}

ColumnMapping MappingPanel::columns() const {
    ColumnMapping mapping;
    const auto& names = waiting_.front().preview.columns;
    for (std::size_t i = 0; i < kParts.size(); ++i)
        if (const int chosen = choices_[i]->currentIndex(); chosen > 0)
            mapping.*kParts[i].column = names[static_cast<std::size_t>(chosen - 1)];
    return mapping;
}

void MappingPanel::update() {
    const ColumnMapping mapping = waiting_.empty() ? ColumnMapping() : columns();
    import_->setEnabled(!(mapping.image.empty() && mapping.video.empty() && mapping.prompt.empty()));
    import_->setToolTip(import_->isEnabled() ? tr("Brings the table in as samples")
                                             : tr("Say first which column holds pictures, videos or questions"));
}

void MappingPanel::retranslate() {
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(waiting_.empty()
                        ? QString()
                        : tr("Which column of %1 holds what?").arg(QFileInfo(waiting_.front().path).fileName()));
    import_->setText(tr("Import"));
    setHint(close_, tr("Do not bring this table in"));
    rows_->setAccessibleName(tr("First rows of the table"));
    const std::array<QString, 6> names{tr("Pictures"), tr("Videos"),         tr("Questions"),
                                       tr("Answers"),  tr("System prompts"), tr("Ids")};
    for (std::size_t i = 0; i < kParts.size(); ++i) {
        names_[i]->setText(names[i]);
        choices_[i]->setToolTip(tr("The column that holds this"));
        choices_[i]->setAccessibleName(names[i]);
        if (choices_[i]->count() > 0) choices_[i]->setItemText(0, tr("(none)", "no column"));
    }
    update();
}

}  // namespace atelier::ui
