#include "pages/data/agreement/difference_view.h"

#include "bridge/background.h"
#include "controls.h"
#include "elided_label.h"
#include "image_canvas.h"
#include "pages/data/agreement/difference_texts.h"
#include "pages/data/agreement/take_row.h"
#include "pages/data/sample/picture.h"
#include "pages/data/sample/picture_strip.h"
#include "studio.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;
using data::Decision;
using data::Take;

namespace {

constexpr int kMostLabels = 12;  // regions whose labels are shown at first

}  // namespace

DifferenceView::DifferenceView(QWidget* parent) : QWidget(parent) {
    id_ = new ElidedLabel;
    id_->setObjectName("agreement-id");
    legend_ = new QLabel;
    legend_->setObjectName("agreement-legend");
    legend_->setTextFormat(Qt::RichText);
    onlyDifferent_ = new QCheckBox;
    onlyDifferent_->setObjectName("agreement-only-different");
    onlyDifferent_->setChecked(true);
    canvas_ = new ImageCanvas;
    canvas_->setObjectName("agreement-canvas");
    canvas_->setFocusPolicy(Qt::TabFocus);  // a click on it leaves the keys to the list
    strip_ = new PictureStrip;
    help_ = new QLabel;
    setKind(help_, "muted");
    help_->setWordWrap(true);
    turns_ = new TakeRow("turns", false);
    regions_ = new TakeRow("regions", true);
    tags_ = new TakeRow("tags", true);

    auto* picture = new QWidget;
    auto* left = new QVBoxLayout(picture);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(space::kTight);
    left->addWidget(legend_);
    left->addWidget(canvas_, 1);
    left->addWidget(strip_);
    left->addWidget(onlyDifferent_);
    auto* inside = new QWidget;
    auto* right = new QVBoxLayout(inside);
    right->setContentsMargins(0, 0, space::kSmall, 0);
    right->setSpacing(space::kSmall);
    right->addWidget(id_);
    right->addWidget(help_);
    const std::pair<TakeRow*, Take Decision::*> rows[] = {
        {turns_, &Decision::turns}, {regions_, &Decision::regions}, {tags_, &Decision::tags}};
    for (const auto& [row, part] : rows) {
        right->addWidget(row);
        connect(row, &TakeRow::chosen, this, [this, which = part](Take take) {
            Decision decision = decision_;
            // A second time lets it go again.
            decision.*which = decision.*which == take ? Take::Open : take;
            Q_EMIT decided(decision);
        });
    }
    right->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumWidth(230);
    auto* parts = new QSplitter(Qt::Horizontal);
    parts->addWidget(picture);
    parts->addWidget(scroll);
    parts->setChildrenCollapsible(false);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(parts);
    connect(strip_, &PictureStrip::chosen, this, &DifferenceView::showPicture);
    connect(onlyDifferent_, &QCheckBox::toggled, this, &DifferenceView::showRegions);
    connect(&theme(), &Theme::changed, this, &DifferenceView::showTitles);
}

void DifferenceView::setNames(const QString& ours, const QString& theirs) {
    oursName_ = ours;
    theirsName_ = theirs;
    showTitles();
}

void DifferenceView::setSamples(const data::Sample& ours, const data::Sample& theirs) {
    ours_ = ours;
    theirs_ = theirs;
    id_->setText(QString::fromStdString(ours.id));
    const data::Differences differ = data::differences(ours, theirs);
    turns_->setVisible(differ.turns);
    regions_->setVisible(differ.regions);
    tags_->setVisible(differ.tags);
    turns_->text()->setParts(turnsDifference(ours, theirs));
    const auto words = regionsDifference(ours, theirs);
    regions_->text()->setParts(words);
    regions_->text()->setVisible(!words.empty());
    tags_->text()->setParts(tagsDifference(ours, theirs));
    strip_->setMedia(ours.media);
    showTitles();
    showPicture(0);
}

void DifferenceView::setDecision(const Decision& decision, bool readOnly) {
    decision_ = decision;
    turns_->setTake(decision.turns, !readOnly);
    regions_->setTake(decision.regions, !readOnly);
    tags_->setTake(decision.tags, !readOnly);
}

void DifferenceView::showPicture(int media) {
    media_ = media;
    strip_->setChosen(media);
    const std::uint64_t turn = ++turn_;
    if (media >= static_cast<int>(ours_.media.size())) {
        canvas_->setImage({});
        return canvas_->showEmpty(tr("No picture"));
    }
    inBackground(
        this, [one = ours_.media[static_cast<std::size_t>(media)]] { return loadPicture(one); },
        [this, turn](Outcome<QImage> outcome) {
            if (turn != turn_) return;
            if (outcome.error) {
                canvas_->setImage({});
                return canvas_->showError(tr("The picture cannot be shown"), describe(*outcome.error));
            }
            canvas_->setImage(*outcome.value);
            showRegions();
        });
}

void DifferenceView::showRegions() {
    auto regions = regionsOfBoth(ours_, theirs_, media_, onlyDifferent_->isChecked());
    canvas_->setLabelsShown(regions.size() <= kMostLabels);
    canvas_->setRegions(std::move(regions));
}

void DifferenceView::showTitles() {
    const auto person = [](int color, const QString& name) {
        return QString("<span style='color:%1'>&#9632;</span> %2")
            .arg(theme().series(color).name(), name.toHtmlEscaped());
    };
    legend_->setText(person(kOursColor, tr("A: %1").arg(oursName_)) + "&nbsp;&nbsp; " +
                     person(kTheirsColor, tr("B: %1").arg(theirsName_)) + "&nbsp;&nbsp; " +
                     person(kSameColor, tr("the same")));
    id_->setFont(theme().font(TextStyle::Strong));
    help_->setText(tr("Struck through: only A has it. Underlined: only B has it."));
    turns_->setTitle(tr("Conversation"), {});
    tags_->setTitle(tr("Tags"), {});
    const auto matched = static_cast<std::int64_t>(data::matchRegions(ours_, theirs_).size());
    const auto number = [this](std::int64_t count) { return locale().toString(static_cast<qlonglong>(count)); };
    regions_->setTitle(tr("Regions"), tr("%1 on the same place, %2 only A, %3 only B")
                                          .arg(number(matched), number(std::ssize(ours_.regions) - matched),
                                               number(std::ssize(theirs_.regions) - matched)));
}

void DifferenceView::retranslate() {
    onlyDifferent_->setText(tr("Only regions that differ"));
    onlyDifferent_->setToolTip(tr("Leaves out the regions that both have alike"));
    canvas_->setAccessibleName(tr("The picture with the regions of both"));
    for (TakeRow* row : {turns_, regions_, tags_})
        row->retranslate();
    showTitles();
}

}  // namespace atelier::ui
