#include "pages/compare/sample_picture.h"

#include "bridge/background.h"
#include "controls.h"
#include "format.h"
#include "image_canvas.h"
#include "pages/data/sample/picture.h"
#include "studio.h"
#include "theme/theme.h"
#include "vision/video/video.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QStringList>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kPatience = 150;  // ms

struct Shown {
    QImage picture;
    double seconds = 0;
};

Shown loadShown(const data::Media& media) {
    Shown shown{loadPicture(media), 0};
    if (media.kind == data::Media::Kind::Video)
        shown.seconds = media.range ? media.range->end - media.range->begin : vision::probeVideo(media.path).duration;
    return shown;
}

}  // namespace

SamplePicture::SamplePicture(QWidget* parent) : QWidget(parent) {
    canvas_ = new ImageCanvas(this);
    canvas_->setObjectName("compare-picture");
    chooser_ = new QWidget(this);
    previous_ = iconButton("chevron-left", chooser_);
    next_ = iconButton("chevron-right", chooser_);
    place_ = new QLabel(chooser_);
    place_->setProperty("kind", "muted");
    place_->setFont(theme().font(TextStyle::Small));
    auto* line = new QHBoxLayout(chooser_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kTight);
    line->addStretch();
    line->addWidget(previous_);
    line->addWidget(place_);
    line->addWidget(next_);
    line->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(canvas_, 1);
    layout->addWidget(chooser_);
    connect(previous_, &QToolButton::clicked, this, [this] { showImage(shown_ - 1); });
    connect(next_, &QToolButton::clicked, this, [this] { showImage(shown_ + 1); });
    chooser_->hide();
}

void SamplePicture::setImages(const std::vector<data::Media>& images) {
    images_ = images;
    showImage(0);
}

void SamplePicture::showImage(int index) {
    shown_ = index;
    seconds_ = 0;
    tellPlace();
    if (images_.empty()) {
        wanted_.reset();
        canvas_->setImage({});
        canvas_->showEmpty(tr("No picture"), tr("This sample is text only."));
        return;
    }
    wanted_ = images_[static_cast<std::size_t>(shown_)];
    if (!loading_) load();
}

// One at a time: whoever walks quickly through the samples waits for one decoding at most.
void SamplePicture::load() {
    loading_ = true;
    const data::Media media = *wanted_;
    // A picture that opens at once does not flicker.
    QTimer::singleShot(kPatience, this, [this, media] {
        if (loading_ && wanted_ == media) canvas_->showLoading(tr("Opening the picture"));
    });
    inBackground(
        this, [media] { return loadShown(media); },
        [this, media](const Outcome<Shown>& outcome) {
            loading_ = false;
            if (!wanted_) return;
            if (*wanted_ != media) return load();
            if (outcome.value) {
                canvas_->setImage(outcome.value->picture);
                seconds_ = outcome.value->seconds;
                tellPlace();
                return;
            }
            const bool gone = !QFileInfo::exists(QString::fromStdString(media.path.string()));
            canvas_->setImage({});
            canvas_->showError(gone ? tr("The picture is not there any more") : tr("The picture cannot be shown"),
                               gone ? QString::fromStdString(media.path.string()) : describe(*outcome.error));
        });
}

void SamplePicture::tellPlace() {
    const bool several = images_.size() > 1;
    QStringList words;
    if (several) words << tr("Picture %1 of %2").arg(shown_ + 1).arg(images_.size());
    if (seconds_ > 0) words << tr("Video of %1").arg(durationText(seconds_));
    place_->setText(words.join(", "));
    chooser_->setVisible(!words.isEmpty());
    previous_->setVisible(several);
    next_->setVisible(several);
    previous_->setEnabled(shown_ > 0);
    next_->setEnabled(shown_ + 1 < static_cast<int>(images_.size()));
}

void SamplePicture::retranslate() {
    setHint(previous_, tr("Previous picture of this sample"));
    setHint(next_, tr("Next picture of this sample"));
    canvas_->setAccessibleName(tr("Picture of the sample"));
    tellPlace();
    if (images_.empty()) canvas_->showEmpty(tr("No picture"), tr("This sample is text only."));
}

}  // namespace atelier::ui
