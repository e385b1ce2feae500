#include "pages/data/sample/frame_picker.h"

#include "bridge/background.h"
#include "combo_box.h"
#include "controls.h"
#include "flow_layout.h"
#include "pages/data/sample/picture.h"
#include "theme/icon.h"
#include "theme/theme.h"
#include "video/video_player.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

using By = vision::FramePick::By;
constexpr int kSide = 80, kStrip = 88, kMostFrames = 64, kUsual = 16;  // pixels; frames
constexpr int kTime = Qt::UserRole;

}  // namespace

FramePicker::FramePicker(QWidget* parent) : QWidget(parent) {
    title_ = new QLabel;
    how_ = new ComboBox;
    how_->setObjectName("frames-how");
    for (const By by : {By::Rate, By::Scenes, By::Times})
        how_->addItem({}, static_cast<int>(by));
    value_ = new QDoubleSpinBox;
    value_->setObjectName("frames-value");
    most_ = new QSpinBox;
    most_->setObjectName("frames-most");
    most_->setRange(1, kMostFrames);
    most_->setValue(kUsual);
    pick_ = new QPushButton;
    pick_->setObjectName("frames-pick");
    strip_ = new QListWidget;
    strip_->setObjectName("frames-strip");
    strip_->setFlow(QListView::LeftToRight);
    strip_->setIconSize({kSide, kSide * 9 / 16});
    strip_->setViewMode(QListView::IconMode);
    strip_->setMovement(QListView::Static);
    strip_->setWrapping(false);
    strip_->setFixedHeight(kStrip);
    strip_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    strip_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    strip_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    samples_ = new QPushButton;
    samples_->setObjectName("frames-samples");
    pictures_ = new QPushButton;
    pictures_->setObjectName("frames-pictures");
    note_ = new QLabel;
    note_->setObjectName("frames-note");
    note_->setTextFormat(Qt::PlainText);
    note_->setWordWrap(true);
    setKind(note_, "muted");
    auto* choice = new QWidget;
    auto* flow = new FlowLayout(choice, space::kTight, space::kTight);
    flow->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget : {static_cast<QWidget*>(how_), static_cast<QWidget*>(value_), static_cast<QWidget*>(most_),
                            static_cast<QWidget*>(pick_)})
        flow->addWidget(widget);
    auto* uses = new QWidget;
    auto* ways = new FlowLayout(uses, space::kTight, space::kTight);
    ways->setContentsMargins(0, 0, 0, 0);
    ways->addWidget(samples_);
    ways->addWidget(pictures_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    for (QWidget* widget :
         {static_cast<QWidget*>(title_), choice, static_cast<QWidget*>(note_), static_cast<QWidget*>(strip_), uses})
        layout->addWidget(widget);
    connect(how_, &QComboBox::currentIndexChanged, this, &FramePicker::update);
    connect(pick_, &QPushButton::clicked, this, &FramePicker::pick);
    connect(strip_, &QListWidget::itemClicked, this,
            [this](const QListWidgetItem* item) { Q_EMIT sought(item->data(kTime).toDouble()); });
    connect(strip_, &QListWidget::itemSelectionChanged, this, &FramePicker::update);
    connect(samples_, &QPushButton::clicked, this, [this] { Q_EMIT wanted(times(), data::FrameUse::Samples); });
    connect(pictures_, &QPushButton::clicked, this, [this] { Q_EMIT wanted(times(), data::FrameUse::Pictures); });
    update();
}

FramePicker::~FramePicker() {
    stop_.request_stop();
}

void FramePicker::setVideo(const data::Media& video) {
    if (video == video_) return;
    video_ = video;
    forget();
    update();
}

void FramePicker::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    update();
}

void FramePicker::forget() {
    stop_.request_stop();
    stop_ = {};
    ++turn_;
    busy_ = false;
    problem_.clear();
    const QSignalBlocker quiet(strip_);
    strip_->clear();
}

// What is selected in the strip, else all.
std::vector<double> FramePicker::times() const {
    std::vector<double> times;
    const bool some = !strip_->selectedItems().isEmpty();
    for (int i = 0; i < strip_->count(); ++i)
        if (!some || strip_->item(i)->isSelected()) times.push_back(strip_->item(i)->data(kTime).toDouble());
    return times;
}

void FramePicker::pick() {
    const By by = static_cast<By>(how_->currentData().toInt());
    if (by == By::Times) {  // the frame that is shown joins those that are there
        std::vector<double> all;
        for (int i = 0; i < strip_->count(); ++i)
            all.push_back(strip_->item(i)->data(kTime).toDouble());
        if (std::find(all.begin(), all.end(), position_) == all.end()) all.push_back(position_);
        std::sort(all.begin(), all.end());
        forget();
        return take(all);
    }
    vision::FramePick pick;
    pick.by = by;
    (by == By::Rate ? pick.fps : pick.threshold) = value_->value();
    pick.most = most_->value();
    forget();
    busy_ = true;
    update();
    inBackground(
        this,
        [path = video_.path, range = video_.range, pick, stop = stop_.get_token()] {
            return vision::pickTimes(path, pick, range, {stop, {}});
        },
        [this, turn = turn_](Outcome<std::vector<double>> outcome) {
            if (turn != turn_) return;
            busy_ = false;
            if (outcome.error) problem_ = QString::fromStdString(outcome.error->what());
            take(outcome.value.value_or(std::vector<double>{}));
        });
}

void FramePicker::take(const std::vector<double>& times) {
    for (const double time : times) {
        auto* item = new QListWidgetItem(icon("video"), filmTime(time), strip_);
        item->setData(kTime, time);
        item->setSizeHint({kSide + 8, kStrip - 22});
        item->setData(Qt::AccessibleTextRole, tr("Frame at %1").arg(filmTime(time)));
        data::Media frame = video_;
        frame.range = TimeRange{time, time};
        const QSize size = QSize(kSide, kSide * 9 / 16) * devicePixelRatioF();
        inBackground(
            this, [key = pictureKey(frame), size] { return loadThumbnail(key, size); },
            [this, turn = turn_, row = strip_->count() - 1](Outcome<QImage> outcome) {
                if (turn != turn_ || !outcome.value || outcome.value->isNull()) return;
                strip_->item(row)->setIcon(QPixmap::fromImage(*outcome.value));
            });
    }
    update();
}

void FramePicker::update() {
    const By by = static_cast<By>(how_->currentData().toInt());
    const int count = strip_->count(), selected = static_cast<int>(strip_->selectedItems().size());
    value_->setVisible(by != By::Times);
    most_->setVisible(by != By::Times);
    if (by == By::Rate && value_->maximum() != 60) {
        value_->setRange(0.05, 60);
        value_->setSingleStep(0.5);
        value_->setValue(1);
    } else if (by == By::Scenes && value_->maximum() != 1) {
        value_->setRange(0.05, 1);
        value_->setSingleStep(0.05);
        value_->setValue(vision::kSceneThreshold);
    }
    value_->setSuffix(by == By::Rate ? tr(" a second") : QString());
    value_->setToolTip(by == By::Rate ? tr("Frames a second")
                                      : tr("How unlike two frames must be for a new scene: less finds more scenes"));
    value_->setAccessibleName(value_->toolTip());
    pick_->setText(by == By::Times ? tr("&Add this frame") : tr("&Pick frames"));
    pick_->setEnabled(!busy_);
    strip_->setVisible(count > 0);
    for (QPushButton* button : {samples_, pictures_}) {
        button->setVisible(count > 0);
        button->setEnabled(!readOnly_);
    }
    samples_->setText(tr("Turn %Ln frames into samples", nullptr, selected > 0 ? selected : count));
    note_->setText(busy_ ? tr("Looking for frames…") : problem_);
    note_->setVisible(!note_->text().isEmpty());
}

void FramePicker::retranslate() {
    title_->setText(tr("Frames"));
    title_->setFont(theme().font(TextStyle::Strong));
    for (int i = 0; i < how_->count(); ++i)
        switch (static_cast<By>(how_->itemData(i).toInt())) {
            case By::Rate:
                how_->setItemText(i, tr("At a rate"));
                break;
            case By::Scenes:
                how_->setItemText(i, tr("One a scene"));
                break;
            case By::Times:
                how_->setItemText(i, tr("By hand"));
                break;
        }
    setHint(how_, tr("How frames of the video, or of its part, are picked"));
    most_->setPrefix(tr("at most "));
    setHint(most_, tr("Not more frames than this, evenly spread"));
    strip_->setAccessibleName(tr("Picked frames"));
    strip_->setToolTip(tr("A click shows the frame; what is selected is used, else all"));
    samples_->setToolTip(tr("Each frame becomes a sample of its own, with the same conversation"));
    pictures_->setText(tr("Use as pictures of this sample"));
    pictures_->setToolTip(tr("The frames take the video's place in the sample"));
    update();
}

}  // namespace atelier::ui
