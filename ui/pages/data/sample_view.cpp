#include "pages/data/sample_view.h"

#include "bridge/background.h"
#include "controls.h"
#include "image_canvas.h"
#include "pages/data/conversation_view.h"
#include "pages/data/picture.h"
#include "pages/data/picture_strip.h"
#include "pages/data/sample_facts.h"
#include "state_view.h"
#include "studio.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

namespace atelier::ui {

using namespace widgets;

namespace {

// Corners of a box, points of a polygon; in pixels of what is shown of the file.
QPolygonF outline(const data::Region& region, const data::Media& media) {
    const QPointF origin = media.crop ? QPointF(std::floor(media.crop->left), std::floor(media.crop->top)) : QPointF();
    QPolygonF points;
    if (region.shape == data::Region::Shape::Box) {
        const data::Box box = region.bounds();
        points = {{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}};
    } else {
        for (const auto& [x, y] : region.points)
            points.append({x, y});
    }
    return points.translated(-origin);
}

}  // namespace

SampleView::SampleView(QWidget* parent) : QWidget(parent) {
    canvas_ = new ImageCanvas;
    canvas_->setObjectName("data-canvas");
    retry_ = new QPushButton;
    retry_->setObjectName("data-picture-retry");
    retry_->setIcon(icon("refresh"));
    retryRow_ = new QWidget;
    auto* retryLayout = new QHBoxLayout(retryRow_);
    retryLayout->setContentsMargins(0, space::kTight, 0, 0);
    retryLayout->addStretch(1);
    retryLayout->addWidget(retry_);
    retryLayout->addStretch(1);
    retryRow_->hide();
    connect(retry_, &QPushButton::clicked, this, [this] { showPicture(media_); });
    strip_ = new PictureStrip;
    connect(strip_, &PictureStrip::chosen, this, &SampleView::showPicture);
    auto* upper = new QWidget;
    auto* upperLayout = new QVBoxLayout(upper);
    upperLayout->setContentsMargins(0, 0, 0, 0);
    upperLayout->setSpacing(space::kTight);
    upperLayout->addWidget(canvas_, 1);
    upperLayout->addWidget(retryRow_);
    upperLayout->addWidget(strip_);

    conversationTitle_ = new QLabel;
    conversation_ = new ConversationView;
    conversation_->setObjectName("data-conversation");
    noTurns_ = new QLabel;
    noTurns_->setWordWrap(true);
    setKind(noTurns_, "muted");
    regionsTitle_ = new QLabel;
    regions_ = new RegionList;
    facts_ = new SampleFacts;
    auto* inside = new QWidget;
    auto* lower = new QVBoxLayout(inside);
    lower->setContentsMargins(0, space::kSmall, space::kSmall, 0);
    lower->setSpacing(space::kSmall);
    lower->addWidget(conversationTitle_);
    lower->addWidget(noTurns_);
    lower->addWidget(conversation_);
    lower->addSpacing(space::kTight);
    lower->addWidget(regionsTitle_);
    lower->addWidget(regions_);
    lower->addSpacing(space::kTight);
    lower->addWidget(facts_);
    lower->addStretch(1);
    scroll_ = new QScrollArea;
    scroll_->setWidget(inside);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    splitter_ = new QSplitter(Qt::Vertical);
    splitter_->addWidget(upper);
    splitter_->addWidget(scroll_);
    splitter_->setChildrenCollapsible(false);
    splitter_->setStretchFactor(0, 3);
    splitter_->setStretchFactor(1, 2);
    splitter_->setSizes({360, 300});
    view_ = new StateView;
    view_->setObjectName("data-sample-state");
    connect(view_, &StateView::primaryTriggered, this, &SampleView::retryWanted);
    stack_ = new QStackedWidget;
    stack_->addWidget(view_);
    stack_->addWidget(splitter_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(stack_);

    // The picture and the list point at the same region.
    connect(canvas_, &ImageCanvas::hovered, regions_, &RegionList::setHighlighted);
    connect(canvas_, &ImageCanvas::clicked, regions_, &RegionList::setHighlighted);
    connect(regions_, &RegionList::hovered, canvas_, &ImageCanvas::setHighlighted);
    connect(regions_, &RegionList::chosen, canvas_, &ImageCanvas::setHighlighted);
    connect(conversation_, &ConversationView::pictureWanted, this, &SampleView::showPicture);
    connect(&theme(), &Theme::changed, this, &SampleView::applyFonts);
    showState();
}

void SampleView::setSample(const data::Sample& sample) {
    sample_ = sample;
    error_.reset();
    conversation_->setSample(sample);
    conversation_->setVisible(!sample.turns.empty());
    noTurns_->setVisible(sample.turns.empty());
    facts_->setSample(sample);
    strip_->setMedia(sample.media);
    scroll_->ensureVisible(0, 0);
    showPicture(sample.media.empty() ? -1 : 0);
    showState();
}

void SampleView::showError(const Error& error) {
    sample_.reset();
    error_ = error;
    ++turn_;
    showState();
}

void SampleView::clear() {
    sample_.reset();
    error_.reset();
    ++turn_;
    showState();
}

void SampleView::showPicture(int media) {
    if (!sample_ || media >= static_cast<int>(sample_->media.size())) return;
    media_ = media;
    const std::uint64_t turn = ++turn_;
    retryRow_->hide();
    pictureError_.reset();
    strip_->setChosen(media);
    showRegions();
    if (media < 0) return canvas_->showEmpty(tr("No picture"), tr("This sample has texts only."));
    canvas_->showLoading(tr("Opening the picture"));
    inBackground(
        this, [one = sample_->media[static_cast<std::size_t>(media)]] { return loadPicture(one); },
        [this, turn](Outcome<QImage> outcome) {
            if (turn != turn_) return;
            if (outcome.error) {
                pictureError_ = outcome.error;
                canvas_->showError(tr("The picture cannot be shown"), describe(*outcome.error));
                retryRow_->show();
                return;
            }
            canvas_->setImage(*outcome.value);
            showRegions();
        });
}

void SampleView::showRegions() {
    std::vector<CanvasRegion> drawn;
    std::vector<RegionList::Row> rows;
    if (sample_ && media_ >= 0)
        for (const data::Region& region : sample_->regions) {
            if (region.media != media_) continue;
            const QString label = QString::fromStdString(region.label),
                          text = QString::fromStdString(region.transcription);
            const int color = colors_.of(region.label);
            drawn.push_back({outline(region, sample_->media[static_cast<std::size_t>(media_)]), label, text, color});
            rows.push_back({label, text, color});
        }
    const bool any = !rows.empty();
    regionsTitle_->setText(tr("%Ln regions", nullptr, static_cast<int>(rows.size())));
    regionsTitle_->setVisible(any);
    regions_->setVisible(any);
    regions_->setRows(rows);
    // Labels over many small regions would hide the picture.
    canvas_->setLabelsShown(rows.size() <= 12);
    canvas_->setRegions(std::move(drawn));
}

void SampleView::showState() {
    stack_->setCurrentIndex(sample_ ? 1 : 0);
    if (error_) {
        view_->showError(tr("The sample cannot be read"), describe(*error_), QString::fromStdString(error_->what()));
        view_->setPrimaryAction(tr("Try a&gain"), tr("Reads the sample once more"));
    } else if (!sample_) {
        view_->showEmpty("image", tr("No sample chosen"), tr("Choose one in the gallery to see it here."));
    }
}

// Not before everything has its parent: fonts that are set earlier are lost when the style sheet comes to a widget.
void SampleView::applyFonts() {
    for (QLabel* label : {conversationTitle_, regionsTitle_})
        label->setFont(theme().font(TextStyle::Strong));
}

void SampleView::retranslate() {
    applyFonts();
    conversationTitle_->setText(tr("Conversation"));
    noTurns_->setText(tr("No texts yet: this sample is not labelled."));
    retry_->setText(tr("Try again"));
    retry_->setToolTip(tr("Opens the picture once more"));
    canvas_->setAccessibleName(tr("Picture of the sample"));
    facts_->retranslate();
    showState();
    if (pictureError_) canvas_->showError(tr("The picture cannot be shown"), describe(*pictureError_));
    if (sample_) regionsTitle_->setText(tr("%Ln regions", nullptr, regions_->count()));
}

}  // namespace atelier::ui
