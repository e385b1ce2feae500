#include "pages/data/sample/picture_strip.h"

#include "bridge/background.h"
#include "controls.h"
#include "pages/data/sample/picture.h"
#include "theme/icon.h"

#include <QSignalBlocker>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kSide = 52, kHeight = 68;
constexpr std::size_t kMost = 64;  // small pictures that are loaded; the others have their number

}  // namespace

PictureStrip::PictureStrip(QWidget* parent) : QListWidget(parent) {
    setObjectName("data-strip");
    setKind(this, "plain");
    setFlow(QListView::LeftToRight);
    setWrapping(false);
    setIconSize({kSide, kSide});
    setFixedHeight(kHeight);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(this, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0) Q_EMIT chosen(row);
    });
}

void PictureStrip::setMedia(const std::vector<data::Media>& media) {
    const QSignalBlocker quiet(this);
    clear();
    setVisible(media.size() > 1);
    setAccessibleName(tr("Pictures of the sample"));
    const std::uint64_t turn = ++turn_;
    if (media.size() < 2) return;
    for (std::size_t i = 0; i < media.size(); ++i) {
        auto* item = new QListWidgetItem(icon("image"), {}, this);
        item->setSizeHint({kSide + 8, kSide + 8});
        item->setToolTip(tr("Picture %1 of %2").arg(i + 1).arg(media.size()));
        item->setData(Qt::AccessibleTextRole, item->toolTip());
        if (i >= kMost) continue;
        const QSize size = QSize(kSide, kSide) * devicePixelRatioF();
        inBackground(
            this, [key = pictureKey(media[i]), size] { return loadThumbnail(key, size); },
            [this, turn, row = static_cast<int>(i)](Outcome<QImage> outcome) {
                if (turn != turn_) return;
                const bool there = outcome.value && !outcome.value->isNull();
                this->item(row)->setIcon(there ? QIcon(QPixmap::fromImage(*outcome.value))
                                               : icon("warning", Role::Warning));
            });
    }
}

void PictureStrip::setChosen(int media) {
    const QSignalBlocker quiet(this);
    setCurrentRow(media);
    if (media >= 0 && media < count()) scrollToItem(item(media));
}

}  // namespace atelier::ui
