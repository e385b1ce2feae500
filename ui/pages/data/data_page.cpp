#include "pages/data/data_page.h"

#include "canvas/canvas_bar.h"
#include "controls.h"
#include "data/formats/rows.h"
#include "drop_area.h"
#include "pages/data/agreement/agreement_view.h"
#include "pages/data/checks/health_panel.h"
#include "pages/data/checks/statistics_panel.h"
#include "pages/data/checks/token_index.h"
#include "pages/data/dataset_list.h"
#include "pages/data/gallery/dataset_reader.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/gallery/kept_thumbnails.h"
#include "pages/data/gallery/selection_bar.h"
#include "pages/data/replace/replace_panel.h"
#include "pages/data/sample/augment_view.h"
#include "pages/data/sample/picture.h"
#include "pages/data/sample/sample_editing.h"
#include "pages/data/sample/sample_view.h"
#include "pages/data/splits/split_panel.h"
#include "pages/data/transfer/dataset_export.h"
#include "pages/data/transfer/import_choices.h"
#include "pages/data/transfer/import_note.h"
#include "pages/data/transfer/imports.h"
#include "pages/data/transfer/mapping_panel.h"
#include "shown_greys.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kEmptyWidest = 720, kDropHighest = 340, kListWidest = 320;  // pixels
constexpr const char *kColumns = "data-columns", *kRows = "data-rows", *kFolder = "folder/data";

}  // namespace

DataPage::DataPage(Studio& studio, QWidget* parent) : Page(studio, "data", parent) {
    reader_ = new DatasetReader(session() ? session()->folder() : QString(), this);
    addFile_ = new QPushButton(this);
    addFile_->setObjectName("data-add-file");
    addFile_->setIcon(icon("import"));
    addFolder_ = new QPushButton(this);
    addFolder_->setObjectName("data-add-folder");
    addFolder_->setIcon(icon("folder-plus", Role::OnAccent));
    setKind(addFolder_, "primary");
    saved_ = new QLabel(this);
    saved_->setObjectName("data-saved");
    setKind(saved_, "muted");
    stop_ = iconButton("stop", this);
    stop_->setObjectName("data-stop");
    stop_->hide();
    undo_ = iconButton("undo", this);
    undo_->setObjectName("data-undo");
    augmentButton_ = iconButton("spark", this);
    augmentButton_->setObjectName("data-augment-open");
    headerActions()->addWidget(augmentButton_);
    check_ = iconButton("success", this);
    check_->setObjectName("data-check");
    headerActions()->addWidget(check_);
    statisticsButton_ = iconButton("chart", this);
    statisticsButton_->setObjectName("data-statistics-open");
    splitButton_ = iconButton("split", this);
    splitButton_->setObjectName("data-splits-open");
    agreementButton_ = iconButton("compare", this);
    agreementButton_->setObjectName("data-agreement-open");
    for (QToolButton* button : {statisticsButton_, splitButton_, agreementButton_})
        headerActions()->addWidget(button);
    redo_ = iconButton("redo", this);
    redo_->setObjectName("data-redo");
    for (QWidget* widget : {static_cast<QWidget*>(saved_), static_cast<QWidget*>(stop_), static_cast<QWidget*>(undo_),
                            static_cast<QWidget*>(redo_)})
        headerActions()->addWidget(widget);
    headerActions()->addWidget(addFile_);
    headerActions()->addWidget(addFolder_);
    connect(addFile_, &QPushButton::clicked, this, &DataPage::chooseFile);
    connect(addFolder_, &QPushButton::clicked, this, &DataPage::chooseFolder);

    note_ = new ImportNote(this);
    imports_ = new Imports(studio, *note_, this);
    mapping_ = new MappingPanel(this);
    connect(mapping_, &MappingPanel::importWanted, this,
            [this](const QString& path, const data::ColumnMapping& columns) {
                data::ImportOptions options = ImportChoices::options(this->studio().preferences());
                options.read.columns = columns;
                imports_->bringIn(path, options);
            });
    export_ = new DatasetExport(studio, this);
    connect(imports_, &Imports::changed, this, &DataPage::update);
    empty_ = makeEmpty();
    view_ = new StateView;
    view_->setObjectName("data-state");
    connect(view_, &StateView::primaryTriggered, this, [this] { reader_->list(); });
    stack_ = new QStackedWidget(this);
    stack_->addWidget(empty_);
    stack_->addWidget(view_);
    stack_->addWidget(makeParts());
    augment_ = new AugmentView(studio);
    stack_->addWidget(augment_);
    connect(augment_, &AugmentView::closed, this, [this] { setAugmenting(false); });
    connect(augmentButton_, &QToolButton::clicked, this, [this] { setAugmenting(!augmenting_); });
    agreement_ = new AgreementView(studio);
    stack_->addWidget(agreement_);
    connect(agreement_, &AgreementView::closed, this, [this] { setAgreeing(false); });
    connect(agreementButton_, &QToolButton::clicked, this, [this] { setAgreeing(!agreeing_); });
    connect(sample_, &SampleView::changed, this,
            [this] { augment_->setSample(gallery_->dataset(), sample_->sample()); });
    content()->addWidget(note_);
    content()->addWidget(mapping_);
    content()->addWidget(stack_, 1);
    for (QWidget* panel : panels_)
        content()->addWidget(panel);

    connect(reader_, &DatasetReader::listed, this, &DataPage::showDatasets);
    connect(reader_, &DatasetReader::listFailed, this, [this](const Error& error) {
        error_ = error;
        update();
    });
    connect(&studio.jobs(), &JobCenter::finished, this, &DataPage::removalEnded);
    if (session()) {
        connect(session(), &Session::dataChanged, reader_, &DatasetReader::list);
        connect(session(), &Session::datasetChanged, this, [this] {
            list_->setChosen(session()->dataset());
            if (gallery_->dataset() != session()->dataset()) gallery_->setDataset(session()->dataset());
        });
        connect(session(), &Session::recipeChanged, this, [this, last = shownGreys()]() mutable {
            if (std::exchange(last, shownGreys()) == shownGreys()) return;
            gallery_->forgetPictures();
            sample_->reloadPicture();
        });
        list_->setReadOnlyReason(session()->readOnlyReason());
        reader_->list();
    }
    addActions();
    addEditingActions();
    addPictureKeys();
    connect(&studio.shortcuts(), &Shortcuts::changed, this, &DataPage::retranslate);
    update();
}

DataPage::~DataPage() = default;

QWidget* DataPage::makeEmpty() {
    auto* empty = new QWidget;
    drop_ = new DropArea;
    drop_->setObjectName("data-drop");
    drop_->setIcon("images");
    setKind(drop_->button(), "primary");
    emptyFile_ = new QPushButton;
    emptyFile_->setObjectName("data-empty-file");
    emptyFile_->setIcon(icon("import", Role::Accent));
    setKind(emptyFile_, "quiet");
    emptyChoices_ = new ImportChoices(studio().preferences());
    connect(drop_, &DropArea::dropped, this, &DataPage::take);
    connect(drop_, &DropArea::browseRequested, this, &DataPage::chooseFolder);
    connect(emptyFile_, &QPushButton::clicked, this, &DataPage::chooseFile);
    auto* column = new QWidget(empty);
    column->setMaximumWidth(kEmptyWidest);
    drop_->setMaximumHeight(kDropHighest);
    auto* inside = new QVBoxLayout(column);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(space::kMedium);
    inside->addStretch(1);
    inside->addWidget(drop_, 8);
    inside->addWidget(emptyFile_, 0, Qt::AlignHCenter);
    inside->addWidget(emptyChoices_);
    inside->addStretch(2);
    auto* layout = new QHBoxLayout(empty);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(column);
    return empty;
}

QWidget* DataPage::makeParts() {
    list_ = new DatasetList(studio().preferences());
    gallery_ = new Gallery(*reader_, session() ? keptThumbnails(session()->folder(), session()->readOnly())
                                               : ThumbnailLoader::Source(&loadThumbnail));
    gallery_->setObjectName("gallery");
    sample_ = new SampleView;
    editing_ = new SampleEditing(studio(), *gallery_, *sample_, this);
    selection_ = new SelectionBar(*gallery_, *editing_);
    health_ = new HealthPanel(studio(), *gallery_, *editing_, this);
    replace_ = new ReplacePanel(studio(), *gallery_, *editing_, this);
    statistics_ = new StatisticsPanel(studio(), *gallery_, *editing_, *new TokenIndex(studio(), *gallery_, this), this);
    splits_ = new SplitPanel(studio(), *gallery_, *editing_, this);
    panels_ = {health_, replace_, statistics_, splits_};
    for (QWidget* panel : panels_)
        panel->installEventFilter(this);
    auto* middle = new QWidget;
    auto* rows = new QVBoxLayout(middle);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kSmall);
    rows->addWidget(gallery_, 1);
    rows->addWidget(selection_);
    middle->setMinimumWidth(210);
    sample_->setMinimumWidth(250);
    parts_ = new QSplitter(Qt::Horizontal);
    parts_->addWidget(list_);
    parts_->addWidget(middle);
    parts_->addWidget(sample_);
    parts_->setChildrenCollapsible(false);
    list_->setMaximumWidth(kListWidest);
    for (const auto& [part, stretch] : {std::pair(0, 2), std::pair(1, 5), std::pair(2, 4)})
        parts_->setStretchFactor(part, stretch);
    parts_->setSizes({200, 500, 400});
    parts_->restoreState(studio().preferences().place(kColumns));
    sample_->splitter()->restoreState(studio().preferences().place(kRows));
    connect(list_, &DatasetList::chosenByHand, this, [this](const QString& name) {
        session()->setDataset(name);
        if (gallery_->dataset() != name) gallery_->setDataset(name);
    });
    connect(list_, &DatasetList::removeWanted, this, &DataPage::remove);
    connect(check_, &QToolButton::clicked, health_, &HealthPanel::check);
    connect(list_, &DatasetList::exportWanted, export_, &DatasetExport::openMenu);
    connect(editing_, &SampleEditing::savingChanged, this, &DataPage::update);
    connect(editing_, &SampleEditing::progressed, this, [this](int percent) {
        saved_->setText(tr("Changing samples: %1 %").arg(percent));
        stop_->show();
    });
    connect(stop_, &QToolButton::clicked, editing_, &SampleEditing::stop);
    connect(statisticsButton_, &QToolButton::clicked, statistics_, &StatisticsPanel::open);
    connect(splitButton_, &QToolButton::clicked, splits_, &SplitPanel::open);
    connect(undo_, &QToolButton::clicked, this, &DataPage::undo);
    connect(redo_, &QToolButton::clicked, this, &DataPage::redo);
    return parts_;
}

void DataPage::addActions() {
    const auto group = [] { return tr("Data"); };
    Actions& actions = studio().actions();
    const auto here = [this](auto what) {
        return [this, what] {
            studio().showPage(id());
            what();
        };
    };
    actions.add(this,
                {"data.folder", group, [] { return tr("Add a folder of data…"); },
                 [] { return tr("Brings a dataset's folder or a folder of pictures into the project"); }, "folder-plus",
                 QKeySequence("Ctrl+I")},
                here([this] { chooseFolder(); }));
    actions.add(this,
                {"data.file", group, [] { return tr("Add a file of data…"); },
                 [] { return tr("Brings a file of samples into the project: JSON, JSONL, CSV or an archive"); },
                 "import", QKeySequence("Ctrl+Shift+I")},
                here([this] { chooseFile(); }));
    actions.add(this,
                {"data.find", group, [] { return tr("Search the samples"); },
                 [] { return tr("Puts the keyboard into the search of the gallery"); }, "search", QKeySequence::Find},
                here([this] { gallery_->focusSearch(); }));
    actions.add(this,
                {"data.health", group, [] { return tr("Check the dataset"); },
                 [] { return tr("Looks for what would spoil a training, and mends it"); }, "success",
                 QKeySequence("Ctrl+Shift+C")},
                here([this] { health_->check(); }));
    actions.add(this,
                {"data.augment", group, [] { return tr("Augmentation"); },
                 [] { return tr("Sets how pictures and texts vary while training, previewed on the sample"); }, "spark",
                 QKeySequence("Ctrl+Shift+A")},
                here([this] { setAugmenting(true); }));
    actions.add(this,
                {"data.statistics", group, [] { return tr("Statistics"); },
                 [] { return tr("Shows sizes, lengths, labels, tags and splits of the dataset as plots"); }, "chart",
                 QKeySequence("Ctrl+Shift+D")},
                here([this] { statistics_->open(); }));
    actions.add(this,
                {"data.splits", group, [] { return tr("Draw splits"); },
                 [] { return tr("Shares samples out to training, validation and test, or into folds"); }, "split",
                 QKeySequence("Ctrl+Shift+P")},
                here([this] { splits_->open(); }));
    actions.add(this,
                {"data.agreement", group, [] { return tr("Agreement of two people"); },
                 [] { return tr("Compares two people's labels of the same samples, and merges them"); }, "compare",
                 QKeySequence("Ctrl+Shift+G")},
                here([this] { setAgreeing(true); }));
    actions.add(this,
                {"data.next", group, [] { return tr("Next sample"); },
                 [] { return tr("Shows the next sample of the gallery"); }, "chevron-right", QKeySequence("Alt+Down")},
                here([this] { gallery_->step(1); }));
    actions.add(this,
                {"data.previous", group, [] { return tr("Previous sample"); },
                 [] { return tr("Shows the sample before this one"); }, "chevron-left", QKeySequence("Alt+Up")},
                here([this] { gallery_->step(-1); }));
    actions.add(this,
                {"data.remove", group, [] { return tr("Remove the dataset…"); },
                 [] { return tr("Asks whether the chosen dataset is to leave the project"); }, "trash"},
                here([this] { list_->askToRemove(); }));
    actions.add(this,
                {"data.report", group, [] { return tr("Show the last import"); },
                 [] { return tr("Shows again what was brought in and what was left out"); }, "info"},
                here([this] { note_->setVisible(note_->hasContent()); }));
}

// Their keys are the page's own: elsewhere Ctrl+Z means something else.
void DataPage::addEditingActions() {
    const auto group = [] { return tr("Data"); };
    const auto add = [&](Actions::Spec spec, auto trigger) {
        edits_.push_back(studio().actions().add(this, std::move(spec), [trigger] { trigger(); }));
    };
    add({"data.undo", group, [] { return tr("Take back"); },
         [] { return tr("Takes the last change of the data back"); }, "undo", QKeySequence::Undo},
        [this] { undo(); });
    add({"data.redo", group, [] { return tr("Do again"); }, [] { return tr("Does again what was taken back"); }, "redo",
         QKeySequence("Ctrl+Shift+Z")},
        [this] { redo(); });
    add({"data.check", group, [] { return tr("Check and go on"); },
         [] { return tr("Marks the sample as looked at and shows the next one"); }, "check",
         QKeySequence("Ctrl+Return")},
        [this] { editing_->checkAndGoOn(); });
    add({"data.unlabelled", group, [] { return tr("Next unlabelled sample"); },
         [] { return tr("Shows the next sample that has neither an answer nor a region"); }, "chevron-right",
         QKeySequence("Ctrl+U")},
        [this] { editing_->nextUnlabelled(); });
    add({"data.answer", group, [] { return tr("Write the answer"); },
         [] { return tr("Puts the keyboard into the sample's answer"); }, "text", QKeySequence("Ctrl+E")},
        [this] { sample_->editAnswer(); });
    add({"data.correct", group, [] { return tr("Correct the answer"); },
         [] { return tr("Keeps this answer as the rejected one. What you type next is the preferred one."); }, "edit",
         QKeySequence("Ctrl+Shift+E")},
        [this] { sample_->correctAnswer(); });
    add({"data.exchange", group, [] { return tr("Exchange the preferred and the rejected answer"); },
         [] { return tr("The rejected answer becomes the preferred one, and this one the rejected"); }, "exchange",
         QKeySequence("Ctrl+Shift+X")},
        [this] { sample_->exchangeRejected(); });
    add({"data.good", group, [] { return tr("Good answer"); },
         [] { return tr("Feedback for preference tuning, for all selected samples. Press again to remove it."); },
         "thumb-up", QKeySequence("Ctrl+G")},
        [this] { editing_->giveLiked(true); });
    add({"data.bad", group, [] { return tr("Bad answer"); },
         [] { return tr("Feedback for preference tuning, for all selected samples. Press again to remove it."); },
         "thumb-down", QKeySequence("Ctrl+B")},
        [this] { editing_->giveLiked(false); });
    add({"data.label", group, [] { return tr("Label the region"); },
         [] { return tr("Puts the keyboard into the label of the chosen region"); }, "pin", QKeySequence("F2")},
        [this] { sample_->editLabel(); });
    add({"data.link", group, [] { return tr("Link words and region"); },
         [] { return tr("Links the selected words of the conversation to the chosen region"); }, "command",
         QKeySequence("Ctrl+L")},
        [this] { sample_->linkSelection(); });
    add({"data.tags", group, [] { return tr("Tag the sample"); },
         [] { return tr("Puts the keyboard into the sample's tags"); }, "filter", QKeySequence("Ctrl+T")},
        [this] { sample_->editTags(); });
    add({"data.pin", group, [] { return tr("Pin the sample"); },
         [] { return tr("Pins or unpins it: a training answers pinned samples as it goes"); }, "pin",
         QKeySequence("Ctrl+Shift+T")},
        [this] { editing_->togglePin(); });
    add({"data.replace", group, [] { return tr("Find and replace"); },
         [] { return tr("Replaces words in many samples at once, shown before it is done"); }, "search",
         QKeySequence("Ctrl+H")},
        [this] { replace_->open(); });
    add({"data.fields", group, [] { return tr("Write the key fields"); },
         [] { return tr("Puts the keyboard into the form of key fields, or makes one"); }, "text",
         QKeySequence("Ctrl+J")},
        [this] { sample_->editKeyFields(); });
    add({"data.schema", group, [] { return tr("Schema of the key fields…"); },
         [] { return tr("Shows and changes which fields the answers of this dataset have"); }, "settings"},
        [this] { editing_->editSchema(); });
    add({"data.classes", group, [] { return tr("Classes of the dataset…"); },
         [] { return tr("Shows names, numbers and order of the classes that regions have"); }, "label"},
        [this] { editing_->editClasses(); });
    add({"data.take", group, [] { return tr("Take the text of the region"); },
         [] { return tr("Puts the text of the chosen region into the key field and links both"); }, "import",
         QKeySequence("Ctrl+R")},
        [this] { sample_->takeRegions(); });
    add({"data.regionNext", group, [] { return tr("Next region"); },
         [] { return tr("Chooses the next region; the keyboard stays where it is"); }, "chevron-right",
         QKeySequence("Ctrl+Down")},
        [this] { sample_->stepRegion(1); });
    add({"data.regionPrevious", group, [] { return tr("Previous region"); },
         [] { return tr("Chooses the region before; the keyboard stays where it is"); }, "chevron-left",
         QKeySequence("Ctrl+Up")},
        [this] { sample_->stepRegion(-1); });
    add({"data.picture", group, [] { return tr("Draw on the picture"); },
         [] { return tr("Puts the keyboard onto the picture"); }, "image", QKeySequence("Ctrl+D")},
        [this] { sample_->editPicture(); });
}

// The keys of the picture work while it has the keyboard.
void DataPage::addPictureKeys() {
    CanvasBar& bar = sample_->canvasBar();
    for (const QString& key : bar.keyIds())
        studio().shortcuts().add(&bar,
                                 {"canvas." + key, [] { return tr("Picture"); },
                                  [&bar, key] { return bar.nameOf(key); }, id(), bar.keys(key)},
                                 [&bar, key](const QKeySequence& keys) { bar.setShortcut(key, keys); });
}

QString DataPage::state() const {
    const QWidget* shown = stack_->currentWidget();
    if (shown == empty_) return "empty";
    if (shown == view_) return error_ ? "error" : "loading";
    return gallery_->state() == Gallery::State::Loading ? "loading"
           : gallery_->state() == Gallery::State::Error ? "error"
                                                        : "done";
}

void DataPage::take(const QStringList& paths) {
    if (session()->readOnly())
        return studio().say(Studio::Tone::Warning,
                            tr("Nothing can be brought in: %1").arg(session()->readOnlyReason()));
    QStringList files;
    for (const QString& path : paths)
        if (isPicture(path) || data::isVideoFile(path.toStdString()))
            files << path;
        else if (MappingPanel::mayBeTable(path))
            mapping_->take(path);
        else
            imports_->bringIn(path, ImportChoices::options(studio().preferences()));
    if (!files.isEmpty()) imports_->addFiles(files, session()->dataset());
}

void DataPage::chooseFolder() {
    if (session()->readOnly()) return;
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Add a folder of data"), studio().preferences().text(kFolder));
    if (folder.isEmpty()) return;
    studio().preferences().setText(kFolder, QFileInfo(folder).absolutePath());
    take({folder});
}

void DataPage::chooseFile() {
    if (session()->readOnly()) return;
    const QString file =
        QFileDialog::getOpenFileName(this, tr("Add a file of data"), studio().preferences().text(kFolder),
                                     tr("Data (%1);;Pictures (%2);;Videos (%3);;All files (%4)")
                                         .arg("*.json *.jsonl *.csv *.tsv *.parquet *.zip *.tar *.tar.gz *.tgz",
                                              pictureFilters().join(' '), "*.mp4 *.mkv *.webm *.mov *.avi *.m4v", "*"));
    if (file.isEmpty()) return;
    studio().preferences().setText(kFolder, QFileInfo(file).absolutePath());
    take({file});
}

void DataPage::remove(const QString& name) {
    removal_ = studio().jobs().start(
        {"remove", tr("Remove %1").arg(name).toStdString(), client::JobSpec::Lane::Light},
        [session = session(), name](protocol::Control&, const protocol::EventSink&) {
            session->write([&](data::Project& project) { project.removeDataset(name.toStdString()); });
            return Json();
        });
}

void DataPage::setAugmenting(bool on) {
    augmenting_ = on && sample_->sample().has_value();
    if (augmenting_) {  // what the panels lead to is not in view
        agreeing_ = false;
        for (QWidget* panel : panels_)
            panel->hide();
    }
    augment_->setSample(gallery_->dataset(), sample_->sample());
    update();
}

void DataPage::setAgreeing(bool on) {
    agreeing_ = on && !datasets_.empty();
    if (agreeing_) {
        augmenting_ = false;
        for (QWidget* panel : panels_)
            panel->hide();
    }
    update();
}

void DataPage::undo() {
    agreeing_ ? agreement_->undo() : editing_->undo();
}

void DataPage::redo() {
    agreeing_ ? agreement_->redo() : editing_->redo();
}

void DataPage::removalEnded(client::JobId job) {
    if (job != removal_) return;
    removal_ = -1;
    const client::JobStatus status = studio().jobs().status(job);
    if (status.error) studio().say(*status.error);
    session()->noteDataChanged();
}

void DataPage::showDatasets(const std::vector<data::Dataset>& datasets) {
    datasets_ = datasets;
    listed_ = true;
    error_.reset();
    // A project that was filled elsewhere has data, but none is chosen yet.
    if (session()->dataset().isEmpty() && !datasets.empty())
        session()->setDataset(QString::fromStdString(datasets.back().info.name));
    list_->setDatasets(datasets, session()->dataset());
    gallery_->setDataset(session()->dataset());
    update();
}

void DataPage::update() {
    const bool readOnly = session() && session()->readOnly(), some = !datasets_.empty();
    const QString reason = readOnly ? session()->readOnlyReason() : QString();
    for (QPushButton* button : {addFolder_, addFile_, emptyFile_, drop_->button()})
        button->setEnabled(!readOnly);
    for (QWidget* widget : {static_cast<QWidget*>(saved_), static_cast<QWidget*>(undo_), static_cast<QWidget*>(redo_)})
        widget->setVisible(some && !readOnly);
    // Beside a comparison of labels only undo and redo are meant for what is shown.
    for (QAction* action : edits_) {
        const bool here = !agreeing_ || action->objectName() == "data.undo" || action->objectName() == "data.redo";
        action->setEnabled(some && !readOnly && isVisible() && here);
    }
    saved_->setText(editing_->saving() ? tr("Saving…") : tr("Saved"));
    if (!editing_->saving()) stop_->hide();
    for (QToolButton* button : {augmentButton_, check_, statisticsButton_, splitButton_, agreementButton_})
        button->setVisible(some);
    addFolder_->setVisible(some);
    addFile_->setVisible(some);
    drop_->setAcceptDrops(!readOnly);
    drop_->setTexts(tr("Bring pictures with texts"),
                    readOnly ? reason
                             : tr("Drop pictures, a folder of them with or without captions, or a dataset in any usual "
                                  "format: LLaMA-Factory, "
                                  "LLaVA, COCO, YOLO, LabelMe, CSV and others, also in a .zip."),
                    tr("&Choose a folder…"));
    addFolder_->setToolTip(readOnly ? reason
                                    : tr("Brings a dataset's folder or a folder of pictures into the project"));
    addFile_->setToolTip(readOnly ? reason
                                  : tr("Brings a file of samples into the project: JSON, JSONL, CSV or an archive"));
    drop_->button()->setToolTip(addFolder_->toolTip());
    emptyFile_->setToolTip(addFile_->toolTip());
    emptyChoices_->setVisible(!readOnly);
    if (error_) {
        view_->showError(tr("The project's data cannot be read"), describe(*error_),
                         QString::fromStdString(error_->what()));
        view_->setPrimaryAction(tr("&Try again"), tr("Reads the project once more"));
        stack_->setCurrentWidget(view_);
    } else if (some) {
        stack_->setCurrentWidget(agreeing_     ? static_cast<QWidget*>(agreement_)
                                 : augmenting_ ? static_cast<QWidget*>(augment_)
                                               : parts_);
    } else if (!imports_->current().isEmpty() || !listed_) {
        const QString current = imports_->current();
        view_->showLoading(current.isEmpty() ? tr("Reading the project") : tr("Bringing in %1").arg(current));
        stack_->setCurrentWidget(view_);
    } else {
        stack_->setCurrentWidget(empty_);
    }
}

void DataPage::retranslate() {
    setTitle(tr("Data"), tr("What the model learns from: pictures, with what is asked and answered about them."));
    addFolder_->setText(tr("Add a &folder…"));
    addFile_->setText(tr("Add a f&ile…"));
    setHint(augmentButton_, studio().actions().hint("data.augment"));
    setHint(check_, studio().actions().hint("data.health"));
    setHint(statisticsButton_, studio().actions().hint("data.statistics"));
    setHint(splitButton_, studio().actions().hint("data.splits"));
    setHint(agreementButton_, studio().actions().hint("data.agreement"));
    saved_->setToolTip(tr("Every change is on disk as soon as this says so"));
    setHint(stop_, tr("Stop changing the samples; none is changed then"));
    setHint(undo_, studio().actions().hint("data.undo"));
    setHint(redo_, studio().actions().hint("data.redo"));
    sample_->setKeys(keyText(studio().shortcuts().keys("data.check")), keyText(studio().shortcuts().keys("data.link")),
                     keyText(studio().shortcuts().keys("data.pin")));
    emptyFile_->setText(tr("Add a f&ile…"));
    emptyChoices_->retranslate();
    note_->retranslate();
    mapping_->retranslate();
    list_->retranslate();
    gallery_->retranslate();
    sample_->retranslate();
    editing_->retranslate();
    selection_->retranslate();
    health_->retranslate();
    augment_->retranslate();
    replace_->retranslate();
    statistics_->retranslate();
    splits_->retranslate();
    agreement_->retranslate();
    update();
}

void DataPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    update();
}

void DataPage::hideEvent(QHideEvent* event) {
    for (QAction* action : edits_)
        action->setEnabled(false);
    studio().preferences().setPlace(kColumns, parts_->saveState());
    studio().preferences().setPlace(kRows, sample_->splitter()->saveState());
    Page::hideEvent(event);
}

bool DataPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShowToParent && std::find(panels_.begin(), panels_.end(), watched) != panels_.end()) {
        for (QWidget* panel : panels_)
            if (panel != watched) panel->hide();
        if (augmenting_ || agreeing_) {
            augmenting_ = agreeing_ = false;
            update();
        }
    }
    return Page::eventFilter(watched, event);
}

}  // namespace atelier::ui
