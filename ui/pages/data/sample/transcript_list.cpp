#include "pages/data/sample/transcript_list.h"

#include "controls.h"
#include "theme/theme.h"
#include "video/video_player.h"

#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kHighest = 150;  // pixels

}  // namespace

TranscriptList::TranscriptList(QWidget* parent) : QWidget(parent) {
    title_ = new QLabel;
    list_ = new QListWidget;
    list_->setObjectName("video-lines");
    list_->setUniformItemSizes(true);
    list_->setTextElideMode(Qt::ElideRight);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(title_);
    layout->addWidget(list_);
    const auto line = [this](const QListWidgetItem* item) {
        return lines_[static_cast<std::size_t>(list_->row(item))];
    };
    connect(list_, &QListWidget::itemClicked, this,
            [this, line](QListWidgetItem* item) { Q_EMIT sought(line(item).range.begin); });
    connect(list_, &QListWidget::itemActivated, this,
            [this, line](QListWidgetItem* item) { Q_EMIT opened(line(item).row); });
    hide();
}

void TranscriptList::setLines(std::vector<TranscriptLine> lines) {
    std::sort(lines.begin(), lines.end(), [](const TranscriptLine& a, const TranscriptLine& b) {
        return std::pair(a.range.begin, a.row) < std::pair(b.range.begin, b.row);
    });
    lines_ = std::move(lines);
    lit_ = -1;
    const QSignalBlocker quiet(list_);
    list_->clear();
    for (const TranscriptLine& line : lines_) {
        auto* item =
            new QListWidgetItem(filmTime(line.range.begin) + "  " + QString(line.text).replace('\n', ' '), list_);
        item->setToolTip(line.text);
    }
    setVisible(!lines_.empty());
    if (lines_.empty()) return;
    const double all = (list_->count() + 0.5) * list_->sizeHintForRow(0) + 2 * list_->frameWidth();
    list_->setFixedHeight(static_cast<int>(std::min<double>(kHighest, all)));
}

void TranscriptList::setPosition(double seconds) {
    // Of lines that overlap the one that began last.
    int lit = -1;
    for (std::size_t i = 0; i < lines_.size() && lines_[i].range.begin <= seconds; ++i)
        if (seconds < lines_[i].range.end) lit = static_cast<int>(i);
    if (lit == lit_) return;
    lit_ = lit;
    list_->setCurrentRow(lit);
    if (lit >= 0) list_->scrollToItem(list_->item(lit));
}

void TranscriptList::retranslate() {
    title_->setText(tr("Lines of this video"));
    title_->setFont(theme().font(TextStyle::Strong));
    setHint(list_, tr("A click goes there, Return opens the sample of the line"));
}

}  // namespace atelier::ui
