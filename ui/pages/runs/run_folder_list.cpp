#include "pages/runs/run_folder_list.h"

#include "bridge/background.h"
#include "format.h"
#include "pages/runs/row_delegate.h"
#include "theme/icon.h"

#include <QHeaderView>

#include <map>

namespace atelier::ui {

using namespace widgets;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMost = 5000;  // entries; a run with more is cut

struct Entry {
    fs::path path;  // within the run
    bool folder = false;
    std::uint64_t bytes = 0;
};

std::vector<Entry> entriesOf(const fs::path& run) {
    std::vector<Entry> all;
    std::error_code code;
    for (fs::recursive_directory_iterator it(run, fs::directory_options::skip_permission_denied, code), end;
         !code && it != end && all.size() < kMost; it.increment(code)) {
        Entry entry{it->path().lexically_relative(run), it->is_directory(code), 0};
        if (!entry.folder) entry.bytes = it->file_size(code);
        if (code) entry.bytes = 0;  // it went meanwhile
        code.clear();
        all.push_back(std::move(entry));
    }
    std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
    return all;
}

}  // namespace

RunFolderList::RunFolderList(QWidget* parent) : QTreeWidget(parent) {
    setObjectName("runs-files");
    setColumnCount(2);
    setUniformRowHeights(true);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(0, QHeaderView::Stretch);
    header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    setItemDelegate(new RowDelegate(this));
    headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    setMinimumHeight(60);
    setProperty("data", true);
    connect(this, &QTreeWidget::itemActivated, this,
            [this](QTreeWidgetItem* item) { Q_EMIT fileWanted(item->data(0, Qt::UserRole).toString()); });
}

void RunFolderList::show(const runs::RunInfo& run) {
    if (run.folder == folder_ && run.steps == steps_) return;
    const bool other = run.folder != folder_;
    folder_ = run.folder;
    steps_ = run.steps;
    if (other) clear();
    inBackground(
        this, [folder = folder_] { return entriesOf(folder); },
        [this, turn = ++turn_](const Outcome<std::vector<Entry>>& outcome) {
            if (turn != turn_ || !outcome.value) return;
            clear();
            std::map<fs::path, QTreeWidgetItem*> folders;
            std::map<fs::path, std::uint64_t> bytes;
            for (const Entry& entry : *outcome.value) {
                const auto parent = folders.find(entry.path.parent_path());
                auto* item = parent == folders.end() ? new QTreeWidgetItem(this) : new QTreeWidgetItem(parent->second);
                item->setText(0, QString::fromStdString(entry.path.filename().string()));
                item->setIcon(0, icon(entry.folder ? "folder" : "text"));
                item->setData(0, Qt::UserRole, QString::fromStdString((folder_ / entry.path).string()));
                item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
                if (entry.folder)
                    folders[entry.path] = item;
                else
                    item->setText(1, bytesText(entry.bytes));
                for (fs::path up = entry.path.parent_path(); !up.empty(); up = up.parent_path())
                    bytes[up] += entry.bytes;
            }
            for (const auto& [path, item] : folders)
                item->setText(1, bytesText(bytes[path]));
        });
}

void RunFolderList::retranslate() {
    setHeaderLabels({tr("File"), tr("Size")});
    setAccessibleName(tr("Files of the run"));
    setToolTip(tr("Double-click to open a file"));
}

}  // namespace atelier::ui
