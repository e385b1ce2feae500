#include "pages/data/sample/sample_view.h"

#include "bridge/background.h"
#include "canvas/canvas_bar.h"
#include "canvas/region_editor.h"
#include "controls.h"
#include "data/change.h"
#include "elided_label.h"
#include "image_canvas.h"
#include "pages/data/fields/key_fields_form.h"
#include "pages/data/sample/conversation_editor.h"
#include "pages/data/sample/picture.h"
#include "pages/data/sample/picture_strip.h"
#include "pages/data/sample/region_outline.h"
#include "pages/data/sample/region_panel.h"
#include "pages/data/sample/sample_facts.h"
#include "pages/data/sample/video_panel.h"
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

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

SampleView::SampleView(QWidget* parent) : QWidget(parent) {
    splitter_ = new QSplitter(Qt::Vertical);
    regions_ = new RegionPanel;
    video_ = new VideoPanel(this);
    splitter_->addWidget(makeUpper());
    splitter_->addWidget(makeLower());
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

    // Picture, list and words point at the same regions.
    connect(canvas_, &ImageCanvas::hovered, this, [this](int drawn) {
        const std::vector<int> regions = drawn < 0 ? std::vector<int>{} : ofCanvas({drawn});
        regions_->setHighlighted(regions.empty() ? -1 : regions.front());
        conversation_->setHighlighted(regions.empty() ? chosen_ : regions);
    });
    connect(canvas_, &ImageCanvas::clicked, this, [this](int drawn) { choose(ofCanvas({drawn})); });
    connect(regions_, &RegionPanel::hovered, this,
            [this](int region) { highlight(region < 0 ? std::vector<int>{} : std::vector<int>{region}); });
    connect(regions_, &RegionPanel::chosen, this, [this](int region) {
        choose(region < 0 ? std::vector<int>{} : std::vector<int>{region});
        canvas_->editor().setSelection(onCanvas(chosen_));
    });
    connect(conversation_, &ConversationEditor::regionsHovered, this, &SampleView::highlight);
    connect(conversation_, &ConversationEditor::pictureWanted, this, &SampleView::showPicture);
    connect(&theme(), &Theme::changed, this, &SampleView::applyFonts);
    connectEditing();
    connectKeyFields();
    connectJudging();
    showState();
}

QWidget* SampleView::makeUpper() {
    canvas_ = new ImageCanvas;
    canvas_->setObjectName("data-canvas");
    bar_ = new CanvasBar(canvas_);
    bar_->setObjectName("data-canvas-bar");
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
    auto* layout = new QVBoxLayout(upper);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTight);
    layout->addWidget(bar_);
    layout->addWidget(canvas_, 1);
    layout->addWidget(video_->player(), 1);
    layout->addWidget(retryRow_);
    layout->addWidget(strip_);
    return upper;
}

QWidget* SampleView::makeLower() {
    conversationTitle_ = new QLabel;
    tokens_ = new ElidedLabel({}, Qt::ElideRight);
    tokens_->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    tokens_->setObjectName("data-tokens");
    setKind(tokens_, "muted");
    fields_ = new KeyFieldsForm;
    conversation_ = new ConversationEditor;
    conversation_->setObjectName("data-conversation");
    problem_ = new QLabel;
    problem_->setObjectName("data-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    facts_ = new SampleFacts;
    auto* title = new QHBoxLayout;
    title->addWidget(conversationTitle_);
    title->addWidget(tokens_, 1);
    auto* inside = new QWidget;
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, space::kSmall, space::kSmall, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(video_->lines());
    layout->addWidget(video_->frames());
    layout->addWidget(fields_);
    layout->addLayout(title);
    layout->addWidget(conversation_);
    layout->addWidget(problem_);
    layout->addSpacing(space::kTight);
    layout->addWidget(regions_);
    layout->addSpacing(space::kTight);
    layout->addWidget(facts_);
    layout->addStretch(1);
    scroll_ = new QScrollArea;
    scroll_->setWidget(inside);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The chosen region's fields take room from the words, never from the picture.
    auto* lower = new QWidget;
    auto* rows = new QVBoxLayout(lower);
    rows->setContentsMargins(0, space::kTight, 0, 0);
    rows->setSpacing(space::kTight);
    rows->addWidget(regions_->fields());
    rows->addWidget(scroll_, 1);
    return lower;
}

void SampleView::change(const QString& description, const std::function<void(data::Sample&)>& change,
                        const QString& mergeKey) {
    if (!sample_ || readOnly_) return;
    const data::Sample before = *sample_;
    data::Sample after = before;
    try {
        change(after);
    } catch (const Error& error) {
        Q_EMIT refused(error);
        return;
    }
    if (after == before) return;
    sample_ = after;
    show(false);
    Q_EMIT changed(description, before, after, mergeKey);
}

// --- what a person does becomes a changed sample ---

void SampleView::connectEditing() {
    const auto field = [this](const QString& name) { return name + ' ' + QString::number(typing_); };
    connect(conversation_, &ConversationEditor::textEdited, this, [this, field](int turn, const std::string& text) {
        change(
            tr("Text"), [&](data::Sample& sample) { data::replaceText(sample, static_cast<std::size_t>(turn), text); },
            field("turn " + QString::number(turn)));
        const data::Span words = conversation_->selectedWords();
        regions_->setWordsSelected(words.begin < words.end);
    });
    connect(conversation_, &ConversationEditor::selectionChanged, this, [this] {
        const data::Span words = conversation_->selectedWords();
        regions_->setWordsSelected(words.begin < words.end);
    });
    connect(conversation_, &ConversationEditor::textLeft, this, [this] { ++typing_; });
    connect(conversation_, &ConversationEditor::turnAdded, this, [this](data::Turn::Role role, const QString& text) {
        change(tr("Turn added"), [&](data::Sample& sample) { data::addTurn(sample, role, text.toStdString()); });
        conversation_->focusLast();
    });
    connect(conversation_, &ConversationEditor::detailsGiven, this, [this](int turn, const data::TurnDetails& details) {
        change(tr("Details of a turn"), [&](data::Sample& sample) {
            if (turn < std::ssize(sample.turns)) sample.turns[static_cast<std::size_t>(turn)].details = details;
        });
    });
    connect(conversation_, &ConversationEditor::turnRemoved, this, [this](int turn) {
        change(tr("Turn removed"),
               [&](data::Sample& sample) { data::removeTurnsFrom(sample, static_cast<std::size_t>(turn)); });
    });

    connect(regions_, &RegionPanel::labelGiven, this, [this](const std::vector<int>& regions, const QString& label) {
        change(tr("Label"), [&](data::Sample& sample) {
            for (const int index : regions)
                region(sample, index).label = label.toStdString();
        });
    });
    connect(regions_, &RegionPanel::transcriptionGiven, this, [this, field](int index, const QString& text) {
        change(
            tr("Text of a region"),
            [&](data::Sample& sample) { region(sample, index).transcription = text.toStdString(); },
            field("region " + QString::number(index)));
    });
    connect(regions_, &RegionPanel::classesWanted, this, &SampleView::classesWanted);
    connect(regions_, &RegionPanel::linkWanted, this, &SampleView::linkSelection);
    connect(regions_, &RegionPanel::unlinkWanted, this, [this](int index) {
        change(tr("Unlinked"), [&](data::Sample& sample) { region(sample, index).spans.clear(); });
    });
    const auto remove = [this](const std::vector<int>& regions) {
        choose({});
        change(tr("Regions removed"), [&](data::Sample& sample) { data::removeRegions(sample, regions); });
    };
    connect(regions_, &RegionPanel::removeWanted, this, remove);
    connect(regions_, &RegionPanel::nextWanted, this, [this] {
        ++typing_;
        canvas_->setFocus(Qt::ShortcutFocusReason);
        canvas_->editor().selectNext(true);
        if (!chosen_.empty()) regions_->editLabel();
    });

    connect(facts_, &SampleFacts::checkedGiven, this, &SampleView::setChecked);
    connect(facts_, &SampleFacts::splitGiven, this, [this](const QString& split) {
        change(tr("Split"), [&](data::Sample& sample) { sample.split = split.toStdString(); });
    });
    connect(facts_, &SampleFacts::tagsGiven, this, [this](const QStringList& tags) {
        change(tr("Tags"), [&](data::Sample& sample) {
            sample.tags.clear();
            for (const QString& tag : tags)
                sample.tags.push_back(tag.toStdString());
        });
    });

    connect(video_, &VideoPanel::rangeGiven, this, [this](const std::optional<TimeRange>& range) {
        change(tr("Part of the video"),
               [&](data::Sample& sample) { sample.media.at(static_cast<std::size_t>(media_)).range = range; });
    });
    connect(video_, &VideoPanel::framesWanted, this, [this](const std::vector<double>& times, data::FrameUse use) {
        if (sample_ && !readOnly_) Q_EMIT framesWanted(*sample_, media_, times, use);
    });
    connect(video_, &VideoPanel::lineOpened, this, &SampleView::lineOpened);

    RegionEditor& editor = canvas_->editor();
    connect(&editor, &RegionEditor::selectionChanged, this,
            [this](const std::vector<int>& drawn) { choose(ofCanvas(drawn)); });
    connect(&editor, &RegionEditor::regionsEdited, this,
            [this](const std::vector<int>& drawn, const std::vector<QPolygonF>& outlines) {
                // Steps of the arrow keys on the same regions are one change.
                QString key = "move";
                for (const int one : drawn)
                    key += ' ' + QString::number(one);
                change(
                    tr("Region moved"),
                    [&](data::Sample& sample) {
                        for (std::size_t i = 0; i < drawn.size(); ++i) {
                            data::Region& moved = region(sample, ofCanvas({drawn[i]}).front());
                            setOutline(moved, outlines[i], shownMedia());
                        }
                    },
                    key + ' ' + QString::number(typing_));
            });
    connect(&editor, &RegionEditor::regionDrawn, this, [this](RegionKind kind, const QPolygonF& outline) {
        data::Region drawn;
        drawn.media = media_;
        data::moveRegion(drawn, shapeOf(kind), pointsOf(outline, shownMedia()));
        // Words that were selected before are what the new region is about.
        data::link(drawn, conversation_->selectedWords());
        drawn.label = lastLabel_;
        change(tr("Region drawn"), [&](data::Sample& sample) { sample.regions.push_back(drawn); });
        conversation_->clearSelection();  // they are linked now; the next region is about others
        choose({static_cast<int>(sample_->regions.size()) - 1});
        canvas_->editor().setSelection(onCanvas(chosen_));
    });
    connect(&editor, &RegionEditor::removeWanted, this,
            [this, remove](const std::vector<int>& drawn) { remove(ofCanvas(drawn)); });
    connect(&editor, &RegionEditor::pasteWanted, this, [this](const std::vector<CanvasRegion>& pasted) {
        std::vector<int> added;
        change(tr("Regions pasted"), [&](data::Sample& sample) {
            for (const CanvasRegion& one : pasted) {
                data::Region fresh;
                fresh.media = media_;
                data::moveRegion(fresh, shapeOf(one.kind), pointsOf(one.points, shownMedia()));
                fresh.label = one.label.toStdString();
                fresh.transcription = one.text.toStdString();
                added.push_back(static_cast<int>(sample.regions.size()));
                sample.regions.push_back(std::move(fresh));
            }
        });
        choose(added);
        canvas_->editor().setSelection(onCanvas(chosen_));
    });
}

void SampleView::linkSelection() {
    const data::Span words = conversation_->selectedWords();
    if (words.begin == words.end || chosen_.empty()) return;
    change(tr("Linked"), [&](data::Sample& sample) {
        for (const int index : chosen_)
            data::link(region(sample, index), words);
    });
}

void SampleView::setChecked(bool checked) {
    change(checked ? tr("Checked") : tr("Unchecked"), [&](data::Sample& sample) { sample.checked = checked; });
}

void SampleView::togglePin() {
    if (sample_) facts_->togglePin();
}

void SampleView::setPinnedTag(const std::string& tag) {
    facts_->setPinnedTag(tag);
}

void SampleView::editLabel() {
    if (chosen_.empty() && !drawn_.empty()) {
        canvas_->editor().setSelection({0});
    }
    regions_->editLabel();
}

void SampleView::editAnswer() {
    conversation_->focusAnswer();
}

void SampleView::editTags() {
    facts_->editTags();
}

void SampleView::editPicture() {
    if (canvas_->isHidden()) return video_->focus();
    canvas_->setFocus(Qt::ShortcutFocusReason);
}

// --- regions by their place in the sample, and by their place on the canvas ---

data::Region& SampleView::region(data::Sample& sample, int index) const {
    return sample.regions.at(static_cast<std::size_t>(index));
}

const data::Media& SampleView::shownMedia() const {
    return sample_->media.at(static_cast<std::size_t>(media_));
}

std::vector<int> SampleView::ofCanvas(const std::vector<int>& drawn) const {
    std::vector<int> regions;
    for (const int one : drawn)
        if (one >= 0 && one < static_cast<int>(drawn_.size())) regions.push_back(drawn_[static_cast<std::size_t>(one)]);
    return regions;
}

std::vector<int> SampleView::onCanvas(const std::vector<int>& regions) const {
    std::vector<int> drawn;
    for (const int one : regions)
        if (const auto found = std::find(drawn_.begin(), drawn_.end(), one); found != drawn_.end())
            drawn.push_back(static_cast<int>(found - drawn_.begin()));
    return drawn;
}

void SampleView::choose(const std::vector<int>& regions) {
    if (chosen_ != regions) ++typing_;
    chosen_ = regions;
    regions_->setChosen(chosen_);
    conversation_->setHighlighted(chosen_);
    if (chosen_.size() == 1 && sample_) lastLabel_ = sample_->regions[static_cast<std::size_t>(chosen_.front())].label;
}

void SampleView::highlight(const std::vector<int>& regions) {
    canvas_->setAllHighlighted(onCanvas(regions));
    conversation_->setHighlighted(regions.empty() ? chosen_ : regions);
}

// --- what is shown ---

void SampleView::setSample(const data::Sample& sample) {
    const bool other = !sample_ || sample_->id != sample.id || sample_->media != sample.media;
    if (!other && *sample_ == sample) return;
    sample_ = sample;
    error_.reset();
    if (other) ++typing_;
    show(other);
    showState();
}

void SampleView::show(bool other) {
    if (other) chosen_.clear();
    std::erase_if(chosen_, [this](int region) { return region >= static_cast<int>(sample_->regions.size()); });
    fields_->setSample(*sample_);
    conversation_->setSample(*sample_);
    facts_->setSample(*sample_);
    problem_->hide();
    data::Sample tried = *sample_;
    try {
        data::normalizeMarks(tried);
    } catch (const Error& error) {
        problem_->setText(QString::fromStdString(error.message() + (error.hint().empty() ? "" : "; " + error.hint())));
        problem_->show();
    }
    if (other) {
        strip_->setMedia(sample_->media);
        scroll_->ensureVisible(0, 0);
        showPicture(sample_->media.empty() ? -1 : 0);
    } else {
        showRegions();
        if (canvas_->isHidden()) video_->setVideo(shownMedia());
    }
}

void SampleView::showError(const Error& error) {
    video_->clear();
    sample_.reset();
    error_ = error;
    ++turn_;
    showState();
}

void SampleView::clear() {
    video_->clear();
    sample_.reset();
    error_.reset();
    ++turn_;
    showState();
}

void SampleView::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    canvas_->setEditable(!readOnly);
    fields_->setReadOnly(readOnly);
    conversation_->setReadOnly(readOnly);
    regions_->setReadOnly(readOnly);
    facts_->setReadOnly(readOnly);
    video_->setReadOnly(readOnly);
}

void SampleView::setLabels(const QStringList& labels) {
    regions_->setLabels(labels);
}

void SampleView::setTags(const QStringList& tags) {
    facts_->setTags(tags);
}

void SampleView::setLines(std::vector<TranscriptLine> lines) {
    video_->setLines(std::move(lines));
}

void SampleView::setKeys(const QString& check, const QString& link, const QString& pin) {
    facts_->setCheckKeys(check);
    facts_->setPinKeys(pin);
    regions_->setLinkKeys(link);
}

void SampleView::setTokens(const QString& text, const QString& tip) {
    tokens_->setText(text);
    tokens_->setToolTip(tip);
}

void SampleView::showPicture(int media) {
    if (!sample_ || media >= static_cast<int>(sample_->media.size())) return;
    media_ = media;
    const std::uint64_t turn = ++turn_;
    retryRow_->hide();
    pictureError_.reset();
    strip_->setChosen(media);
    showRegions();
    const bool video = media >= 0 && shownMedia().kind == data::Media::Kind::Video;
    canvas_->setVisible(!video);
    regions_->setVisible(!video);
    bar_->setVisible(media >= 0 && !video);
    if (video) return video_->setVideo(shownMedia());
    video_->clear();
    if (media < 0) return canvas_->showEmpty(tr("No picture"), tr("This sample has texts only."));
    canvas_->showLoading(tr("Opening the picture"));
    inBackground(
        this, [one = shownMedia()] { return loadPicture(one); },
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

void SampleView::setClasses(std::vector<data::DatasetClass> classes) {
    if (classes_ == classes) return;
    classes_ = std::move(classes);
    if (!canvas_->regions().empty()) showRegions();
}

void SampleView::showRegions() {
    std::vector<CanvasRegion> drawn;
    std::vector<int> colors;
    drawn_.clear();
    if (sample_)
        for (std::size_t i = 0; i < sample_->regions.size(); ++i) {
            const data::Region& region = sample_->regions[i];
            colors.push_back(colors_.of(region.label));
            if (media_ < 0 || region.media != media_) continue;
            drawn_.push_back(static_cast<int>(i));
            drawn.push_back(drawnRegion(region, shownMedia(), colors.back(), classes_));
        }
    if (sample_) regions_->setSample(*sample_, media_, colors);
    conversation_->setRegionColors(colors);
    // Labels over many small regions would hide the picture.
    if (canvas_->regions().size() != drawn.size()) canvas_->setLabelsShown(drawn.size() <= 12);
    canvas_->setRegions(std::move(drawn), onCanvas(chosen_));
    regions_->setChosen(chosen_);
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
    conversationTitle_->setFont(theme().font(TextStyle::Strong));
    tokens_->setFont(theme().font(TextStyle::Small));
}

void SampleView::retranslate() {
    applyFonts();
    conversationTitle_->setText(tr("Conversation"));
    retry_->setText(tr("Try again"));
    retry_->setToolTip(tr("Opens the picture once more"));
    canvas_->setAccessibleName(tr("Picture of the sample"));
    fields_->retranslate();
    conversation_->retranslate();
    regions_->retranslate();
    facts_->retranslate();
    video_->retranslate();
    showState();
    if (pictureError_) canvas_->showError(tr("The picture cannot be shown"), describe(*pictureError_));
}

}  // namespace atelier::ui
