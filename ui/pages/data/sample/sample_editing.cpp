#include "pages/data/sample/sample_editing.h"

#include "bridge/background.h"
#include "data/classes.h"
#include "data/key_fields/stored.h"
#include "data/store/batch_edits.h"
#include "data/store/query.h"
#include "data/video/add_frames.h"
#include "pages/data/classes/classes_dialog.h"
#include "pages/data/edit_words.h"
#include "pages/data/fields/schema_dialog.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/pinned_tag.h"
#include "pages/data/sample/sample_view.h"
#include "pages/data/sample/video_lines.h"
#include "studio.h"

#include <algorithm>
#include <utility>

namespace atelier::ui {

namespace {

constexpr int kCountAfter = 400;  // ms without a change

struct Choices {
    QStringList labels, tags;
    std::optional<data::KeyField> fields;
    data::JsonStyle style = data::JsonStyle::Compact;
    std::vector<data::DatasetClass> classes;
};

Choices choicesOf(const QString& project, const std::string& dataset) {
    const auto opened = data::Project::open(project.toStdString(), data::Project::Access::ReadOnly);
    Choices choices;
    for (const auto& [label, count] : data::labelCounts(opened, dataset))
        if (!label.empty()) choices.labels << QString::fromStdString(label);
    for (const auto& [tag, count] : data::overview(opened, dataset).tags)
        choices.tags << QString::fromStdString(tag);
    choices.fields = data::keyFieldsOf(opened, dataset);
    choices.classes = opened.info(dataset).classes;
    for (const data::DatasetClass& one : choices.classes)  // those that no region has yet are to choose from, too
        if (const QString name = QString::fromStdString(one.name); !name.isEmpty() && !choices.labels.contains(name))
            choices.labels << name;
    if (choices.fields) choices.style = data::answerStyle(opened, dataset);
    return choices;
}

}  // namespace

SampleEditing::SampleEditing(Studio& studio, Gallery& gallery, SampleView& view, QWidget* page)
    : QObject(page), studio_(studio), gallery_(gallery), view_(view) {
    counting_.setSingleShot(true);
    counting_.setInterval(kCountAfter);
    connect(&counting_, &QTimer::timeout, this, &SampleEditing::count);
    connect(&gallery_, &Gallery::currentChanged, this, &SampleEditing::showCurrent);
    connect(&gallery_, &Gallery::stateChanged, this, [this] {
        if (gallery_.state() == Gallery::State::Done || gallery_.state() == Gallery::State::Empty) readChoices();
        if (gallery_.state() != Gallery::State::Loading && !gallery_.current()) {
            shown_.reset();
            view_.clear();
        }
    });
    connect(&view_, &SampleView::retryWanted, this, &SampleEditing::showCurrent);
    connect(&view_, &SampleView::refused, this, &SampleEditing::say);
    Session* session = studio_.session();
    if (!session) return;
    queue_ = &session->edits();
    tokens_ = new TokenCounter(*session, this);
    view_.setReadOnly(session->readOnly());
    connect(&view_, &SampleView::changed, this,
            [this](const QString& description, const data::Sample& before, const data::Sample& after,
                   const QString& mergeKey) {
                const QString key = mergeKey.isEmpty() ? mergeKey : QString::fromStdString(before.id) + ' ' + mergeKey;
                if (!queue_) return;
                unsaved_[after.id] = after;
                if (shown_) edited_.insert(*shown_);
                queue_->apply(dataset(), data::Edit{description.toStdString(), {{before, after}}, key.toStdString()});
                counting_.start();
            });
    connect(queue_, &EditQueue::savingChanged, this, [this] {
        if (!queue_->saving()) {
            unsaved_.clear();
            refreshEdited();
            edited_.clear();
        }
        Q_EMIT savingChanged();
    });
    connect(queue_, &EditQueue::stored, this, [this](const QString& name) {
        if (name != dataset()) return;
        refreshEdited();
        readLines();
    });
    connect(&view_, &SampleView::framesWanted, this, &SampleEditing::takeFrames);
    connect(&view_, &SampleView::lineOpened, this, [this](std::int64_t row) {
        if (!gallery_.samples().find(row).isValid()) gallery_.setFilter({});
        gallery_.choose(row);
    });
    connect(queue_, &EditQueue::changed, this, [this](const QString& name) {
        if (name == std::exchange(framesTo_, {})) {
            studio_.session()->noteDataChanged();
            studio_.say(Studio::Tone::Success, tr("The frames are in the dataset %1.").arg(name));
        }
        if (name != dataset()) return;
        gallery_.samples().clear();
        gallery_.refresh();
        showCurrent();
        readChoices();
    });
    connect(queue_, &EditQueue::replayed, this, [this](const QString& name, const data::Replay& replay, bool undone) {
        if (name == dataset()) take(replay, undone);
    });
    connect(queue_, &EditQueue::progressed, this, &SampleEditing::progressed);
    connect(queue_, &EditQueue::stopped, this,
            [this] { studio_.say(Studio::Tone::Info, tr("Stopped: no sample was changed.")); });
    connect(&view_, &SampleView::schemaWanted, this, &SampleEditing::editSchema);
    connect(&view_, &SampleView::classesWanted, this, &SampleEditing::editClasses);
    connect(queue_, &EditQueue::nothingToReplay, this, [this](bool undo) {
        studio_.say(Studio::Tone::Info,
                    undo ? tr("There is nothing to take back.") : tr("There is nothing to do again."));
    });
    // What is shown was not stored: show what is.
    connect(queue_, &EditQueue::failed, this, [this](const QString& name, const Error& error) {
        say(error);
        unsaved_.clear();
        if (name == dataset()) showCurrent();
    });
    connect(tokens_, &TokenCounter::counted, this, [this](qint64 tokens, qint64 images) {
        counted_ = {tokens, images};
        notCounted_.clear();
        retranslate();
    });
    connect(tokens_, &TokenCounter::notCounted, this, [this](const QString& why) {
        counted_.reset();
        notCounted_ = why;
        retranslate();
    });
    connect(session, &Session::modelChanged, &counting_, qOverload<>(&QTimer::start));
    connect(session, &Session::recipeChanged, this, &SampleEditing::takePinnedTag);
    takePinnedTag();
}

QString SampleEditing::dataset() const {
    return gallery_.dataset();
}

void SampleEditing::say(const Error& error) {
    studio_.say(error);
}

// Their cards; the person may look at another sample by now.
void SampleEditing::refreshEdited() {
    for (const std::int64_t row : edited_)
        gallery_.samples().refresh(row);
}

void SampleEditing::showCurrent() {
    const auto row = gallery_.current();
    if (!row || !queue_) return;
    shown_ = row;
    try {
        const auto read = data::samplesAt(studio_.session()->project(), dataset().toStdString(), std::span(&*row, 1));
        if (read.empty()) return view_.clear();
        const auto unsaved = unsaved_.find(read.front().sample.id);
        view_.setSample(unsaved == unsaved_.end() ? read.front().sample : unsaved->second);
    } catch (const Error& error) {
        view_.showError(error);
    }
    counted_.reset();
    notCounted_.clear();
    retranslate();
    counting_.start();
    readLines();
}

void SampleEditing::readLines() {
    const auto& sample = view_.sample();
    if (!sample || sample->media.empty() || sample->media.front().kind != data::Media::Kind::Video) return;
    inBackground(
        this,
        [project = studio_.session()->folder(), name = dataset().toStdString(), video = sample->media.front().path] {
            return linesOfVideo(project, name, video);
        },
        [this, row = shown_](Outcome<std::vector<TranscriptLine>> outcome) {
            if (outcome.value && row == shown_) view_.setLines(std::move(*outcome.value));
        });
}

// A folder of the user's own is not written to: then the frames make a dataset.
void SampleEditing::takeFrames(const data::Sample& sample, int media, const std::vector<double>& times,
                               data::FrameUse use) {
    if (!queue_) return;
    const std::string name = dataset().toStdString(), target = data::frameTarget(studio_.session()->project(), name);
    const QString shown = QString::fromStdString(target);
    queue_->apply(shown, [=](data::Project& project) {
        return data::addFrames(project, name, sample, static_cast<std::size_t>(media), times, use).edit;
    });
    if (target != name) framesTo_ = shown;
}

void SampleEditing::readChoices() {
    if (!queue_ || dataset().isEmpty()) return;
    inBackground(
        this,
        [project = studio_.session()->folder(), name = dataset().toStdString()] { return choicesOf(project, name); },
        [this, name = dataset()](Outcome<Choices> outcome) {
            if (!outcome.value || name != dataset()) return;
            view_.setLabels(outcome.value->labels);
            view_.setTags(outcome.value->tags);
            view_.setKeyFields(outcome.value->fields, outcome.value->style);
            view_.setClasses(outcome.value->classes);
        });
}

void SampleEditing::count() {
    if (view_.sample() && queue_) tokens_->count(*view_.sample());
}

void SampleEditing::undo() {
    if (queue_ && !dataset().isEmpty()) queue_->undo(dataset());
}

void SampleEditing::redo() {
    if (queue_ && !dataset().isEmpty()) queue_->redo(dataset());
}

// The eyes go to where something changed.
void SampleEditing::take(const data::Replay& replay, bool undone) {
    for (const data::Change& change : replay.changes)
        if (change.after) unsaved_.erase(change.after->id);  // what was typed before is taken back
    if (replay.changes.empty()) unsaved_.clear();            // of many samples it is not said which
    const bool inPlace = replay.changes.size() == 1 && replay.changes.front().before && replay.changes.front().after;
    if (inPlace) {
        const auto& after = *replay.changes.front().after;
        const auto row = data::rowOf(studio_.session()->project(), dataset().toStdString(), after.id);
        if (row) {
            gallery_.samples().refresh(*row);
            gallery_.choose(*row);
        }
        showCurrent();
    } else {
        gallery_.samples().clear();
        gallery_.refresh();
        showCurrent();
    }
    if (replay.edit.words.kind == data::kClassesChanged) readChoices();
    const QString what = editText(replay.edit);
    studio_.say(Studio::Tone::Info, undone ? tr("Taken back: %1").arg(what) : tr("Done again: %1").arg(what));
}

void SampleEditing::checkAndGoOn() {
    if (!view_.followsSchema())
        return studio_.say(Studio::Tone::Warning, tr("Not checked: the key fields do not follow their schema yet."));
    view_.setChecked(true);
    gallery_.step(1);
}

// The recipe says by which tag.
void SampleEditing::takePinnedTag() {
    const std::string tag = pinnedTag(studio_.session()->recipe());
    view_.setPinnedTag(tag);
    gallery_.samples().setPinnedTag(tag);
}

void SampleEditing::togglePin() {
    if (gallery_.selected().size() <= 1) return view_.togglePin();
    const std::string tag = pinnedTag(studio_.session()->recipe());
    const auto& current = view_.sample();
    const bool pinned = current && std::find(current->tags.begin(), current->tags.end(), tag) != current->tags.end();
    changeSelected([tag, pinned](data::Project& project, const std::string& dataset, data::Rows rows) {
        return pinned ? data::removeTags(project, dataset, rows, {tag}) : data::addTags(project, dataset, rows, {tag});
    });
}

void SampleEditing::giveLiked(bool good) {
    if (gallery_.selected().size() <= 1) return view_.toggleLiked(good);
    const std::optional<bool> wanted = view_.liked() == good ? std::nullopt : std::optional(good);
    changeSelected([wanted](data::Project& project, const std::string& dataset, data::Rows rows) {
        return data::setLiked(project, dataset, rows, wanted);
    });
}

void SampleEditing::editClasses() {
    if (!queue_ || dataset().isEmpty()) return;
    struct Found {
        std::vector<data::DatasetClass> classes;
        std::map<std::string, std::int64_t> regions;
    };
    inBackground(
        this,
        [project = studio_.session()->folder(), name = dataset().toStdString()] {
            const auto opened = data::Project::open(project.toStdString(), data::Project::Access::ReadOnly);
            Found found{opened.info(name).classes, data::regionsByLabel(opened, name)};
            data::addClassesOf(found.classes, found.regions);
            return found;
        },
        [this, name = dataset()](Outcome<Found> outcome) {
            if (name != dataset()) return;
            if (outcome.error) return say(*outcome.error);
            auto* dialog = new ClassesDialog(name, outcome.value->classes, outcome.value->regions,
                                             studio_.session()->readOnly(), view_.window());
            connect(dialog, &ClassesDialog::classesGiven, this,
                    [this, name](const std::vector<data::WantedClass>& wanted) {
                        if (!queue_) return;
                        queue_->apply(name, [name = name.toStdString(), wanted](data::Project& project) {
                            return data::changeClasses(project, name, wanted);
                        });
                    });
            dialog->open();
        });
}

void SampleEditing::nextUnlabelled() {
    if (!queue_ || dataset().isEmpty()) return;
    try {
        const auto row =
            data::nextUnlabelled(studio_.session()->project(), dataset().toStdString(), gallery_.current().value_or(0));
        if (!row) return studio_.say(Studio::Tone::Success, tr("Every sample has an answer or a region."));
        if (!gallery_.samples().find(*row).isValid()) gallery_.setFilter({});
        gallery_.choose(*row);
    } catch (const Error& error) {
        say(error);
    }
}

void SampleEditing::editSchema() {
    if (!queue_ || dataset().isEmpty() || studio_.session()->readOnly()) return;
    QString text;
    try {
        text = QString::fromStdString(data::keyFieldSchema(studio_.session()->project(), dataset().toStdString()));
    } catch (const Error& error) {
        return say(error);
    }
    auto derive = [folder = studio_.session()->folder().toStdString(), name = dataset().toStdString()] {
        return data::derivedSchema(data::Project::open(folder, data::Project::Access::ReadOnly), name);
    };
    auto* dialog = new SchemaDialog(dataset(), text, std::move(derive), view_.window());
    connect(dialog, &SchemaDialog::schemaGiven, this, [this, name = dataset()](const QString& given) {
        if (!queue_) return;
        queue_->apply(name, [name = name.toStdString(), given = given.toStdString()](data::Project& project) {
            data::setKeyFieldSchema(project, name, given);
            return std::optional<std::int64_t>();
        });
    });
    dialog->open();
}

void SampleEditing::stop() {
    if (queue_) queue_->stop();
}

void SampleEditing::changeSelected(ChangeRows change) {
    changeDataset([change = std::move(change), rows = gallery_.selected()](
                      data::Project& project, const std::string& dataset) { return change(project, dataset, rows); });
}

void SampleEditing::changeDataset(Change change) {
    if (!queue_ || dataset().isEmpty()) return;
    queue_->apply(dataset(), [change = std::move(change), name = dataset().toStdString()](data::Project& project) {
        return change(project, name);
    });
}

void SampleEditing::retranslate() {
    if (counted_)
        view_.setTokens(tr("%Ln tokens, %1 of them pictures", nullptr, static_cast<int>(counted_->first))
                            .arg(gallery_.locale().toString(counted_->second)),
                        tr("What the chosen model sees of this sample, its chat template included"));
    else
        view_.setTokens(notCounted_.isEmpty() ? QString() : tr("tokens not counted"), notCounted_);
}

}  // namespace atelier::ui
