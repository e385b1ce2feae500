#include "pages/runs/run_detail.h"

#include "controls.h"
#include "elided_label.h"
#include "flow_layout.h"
#include "pages/runs/branch_panel.h"
#include "pages/runs/run_curves.h"
#include "pages/runs/run_differences.h"
#include "pages/runs/run_figures.h"
#include "pages/runs/run_folder_list.h"
#include "pages/runs/run_folds.h"
#include "pages/runs/run_notes_edit.h"
#include "pages/runs/run_part_choice.h"
#include "pages/runs/run_recipe.h"
#include "pages/runs/run_words.h"
#include "pages/train/longer_dialog.h"
#include "question_note.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {}  // namespace

RunDetail::RunDetail(Preferences& preferences, QWidget* parent) : QFrame(parent) {
    setProperty("kind", "card");
    setObjectName("run-detail");
    title_ = new ElidedLabel({}, Qt::ElideMiddle, this);
    title_->setObjectName("run-title");
    title_->setFont(theme().font(TextStyle::Heading));
    title_->setProperty("data", true);
    badge_ = new QLabel(this);
    badge_->setObjectName("run-badge");
    badge_->setProperty("kind", "badge");
    badge_->setFont(theme().font(TextStyle::Small));
    facts_ = new ElidedLabel({}, Qt::ElideRight, this);
    facts_->setObjectName("run-facts");
    facts_->setProperty("kind", "muted");
    origin_ = new QPushButton(this);
    origin_->setObjectName("run-origin");
    origin_->setProperty("kind", "link");
    origin_->setProperty("data", true);
    part_ = new RunPartChoice(this);
    notes_ = new RunNotesEdit(this);
    problem_ = new QLabel(this);
    problem_->setObjectName("run-problem");
    problem_->setProperty("kind", "warning");
    problem_->setWordWrap(true);
    problem_->setTextFormat(Qt::PlainText);
    problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* header = new QHBoxLayout;
    header->setSpacing(space::kSmall);
    header->addWidget(title_, 1);
    header->addWidget(part_);
    header->addWidget(badge_);
    auto* second = new QHBoxLayout;
    second->setSpacing(space::kSmall);
    second->addWidget(facts_, 1);
    second->addWidget(origin_);
    buildActions();
    buildQuestion();
    branch_ = new BranchPanel(this);

    curves_ = new RunCurves(preferences, this);
    recipe_ = new RunRecipe(this);
    files_ = new RunFolderList(this);
    differences_ = new RunDifferences(this);
    figures_ = new RunFigures(this);
    folds_ = new RunFolds(this);
    tabs_ = new QTabWidget(this);
    tabs_->setObjectName("run-tabs");
    for (QWidget* page : std::initializer_list<QWidget*>{curves_, figures_, folds_, recipe_, files_, differences_})
        tabs_->addTab(page, {});

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    layout->setSpacing(space::kSmall);
    layout->addLayout(header);
    layout->addLayout(second);
    layout->addWidget(problem_);
    layout->addWidget(notes_);
    layout->addWidget(actions_);
    layout->addWidget(question_);
    layout->addWidget(branch_);
    layout->addWidget(tabs_, 1);
    connect(part_, &RunPartChoice::partChanged, this, &RunDetail::showPart);
    connect(origin_, &QPushButton::clicked, this, [this] {
        if (const auto* run = single()) Q_EMIT runWanted(QString::fromStdString(run->origin).section('@', 0, 0));
    });
    connect(branch_, &BranchPanel::closed, this, [this] {
        endBranch();
        branchOff_->setFocus();
    });
    connect(branch_, &BranchPanel::wanted, this, [this](const QString& from, bool withOptimizer, bool withSettings) {
        endBranch();
        Q_EMIT branchWanted(from, withOptimizer, withSettings);
    });
    connect(files_, &RunFolderList::fileWanted, this, &RunDetail::openWanted);
    retranslate();
}

void RunDetail::buildActions() {
    actions_ = new QWidget(this);
    auto* layout = new FlowLayout(actions_, space::kSmall, space::kSmall);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](const char* name, const char* drawing) {
        auto* button = new QPushButton(icon(drawing), {}, actions_);
        button->setObjectName(name);
        layout->addWidget(button);
        return button;
    };
    train_ = add("run-train", "train");
    compare_ = add("run-compare", "compare");
    resume_ = add("run-resume", "play");
    longer_ = add("run-longer", "play");
    branchOff_ = add("run-branch", "split");
    folder_ = add("run-folder", "folder");
    delete_ = add("run-delete", "trash");
    connect(train_, &QPushButton::clicked, this, [this] { Q_EMIT trainWanted(name()); });
    connect(compare_, &QPushButton::clicked, this, [this] { Q_EMIT compareWanted(name()); });
    connect(branchOff_, &QPushButton::clicked, this, &RunDetail::askBranch);
    connect(resume_, &QPushButton::clicked, this, [this] { Q_EMIT resumeWanted(name()); });
    connect(longer_, &QPushButton::clicked, this, [this] { Q_EMIT longerWanted(name()); });
    connect(folder_, &QPushButton::clicked, this, [this] {
        if (const auto* run = single()) Q_EMIT openWanted(QString::fromStdString(run->folder.string()));
    });
    connect(delete_, &QPushButton::clicked, this, &RunDetail::askDelete);
}

void RunDetail::buildQuestion() {
    question_ = new QuestionNote("run-question", this);
    deleteYes_ = question_->addAnswer("run-delete-yes");
    question_->leaveButton()->setObjectName("run-delete-no");
    connect(deleteYes_, &QPushButton::clicked, this, [this] {
        const QString run = asked_;
        endQuestion();
        Q_EMIT deleteWanted(run);
    });
    connect(question_->leaveButton(), &QPushButton::clicked, this, [this] {
        endQuestion();
        delete_->setFocus();
    });
}

QString RunDetail::name() const {
    return single() ? QString::fromStdString(single()->name) : QString();
}

void RunDetail::show(const std::vector<runs::RunInfo>& runs, const QString& whyKept) {
    runs_ = runs;
    whyKept_ = whyKept;
    if (!asked_.isEmpty() && (asked_ != name() || !whyKept.isEmpty())) endQuestion();
    if (!branched_.isEmpty() && branched_ != name()) endBranch();
    part_->show(single());
    notes_->giveNote();
    if (const auto* run = single()) notes_->show(*run, readOnly_);
    showPart();
    tell();
}

// A part shows as a run does; tags and what can be done belong to the whole.
void RunDetail::showPart() {
    arrangeTabs();
    const auto* run = single();
    if (!run) {
        curves_->show(runs_);
        figures_->show(runs_);
        if (!runs_.empty()) differences_->show(runs_);
        return;
    }
    const auto drawn = part_->curves(*run);
    curves_->show(drawn);
    figures_->show(drawn);
    recipe_->show(part_->part() ? *part_->part() : *run);
    files_->show(part_->part() ? *part_->part() : *run);
    if (part_->folds()) folds_->show(*run);
}

void RunDetail::arrangeTabs() {
    const bool one = single() != nullptr;
    tabs_->setTabVisible(tabs_->indexOf(recipe_), one);
    tabs_->setTabVisible(tabs_->indexOf(files_), one);
    tabs_->setTabVisible(tabs_->indexOf(differences_), !one);
    tabs_->setTabVisible(tabs_->indexOf(folds_), one && part_->folds());
    actions_->setVisible(one && asked_.isEmpty() && branched_.isEmpty());
    badge_->setVisible(one);
    facts_->setVisible(one);
    notes_->setVisible(one && branched_.isEmpty());
    origin_->setVisible(one && !single()->origin.empty());
}

void RunDetail::askDelete() {
    if (!single() || !delete_->isEnabled()) return;
    endBranch();
    asked_ = name();
    actions_->hide();
    tell();
    question_->ask();
}

void RunDetail::askBranch() {
    if (!single() || !branchOff_->isEnabled()) return;
    endQuestion();
    branched_ = name();
    actions_->hide();
    notes_->hide();  // the room is for the question
    branch_->ask(*single());
}

void RunDetail::endBranch() {
    branched_.clear();
    branch_->hide();
    arrangeTabs();
}

void RunDetail::endQuestion() {
    asked_.clear();
    question_->hide();
    actions_->setVisible(single() != nullptr);
}

void RunDetail::tell() {
    const auto* run = single();
    problem_->setVisible(run && !run->problem.empty());
    title_->setText(run ? name() : tr("Chosen runs: %1").arg(runs_.size()));
    if (!run) return;
    using State = runs::RunInfo::State;
    badge_->setText(stateText(run->state));
    badge_->setToolTip(stateHint(run->state));
    setKind(badge_, stateBadge(run->state));
    facts_->setText(tr("Step %1 · started %2 · %3", "steps, time, duration")
                        .arg(stepsText(*run), startedText(*run), lengthText(*run)));
    if (!run->problem.empty())
        problem_->setText(tr("Not everything of this run can be read: %1").arg(QString::fromStdString(run->problem)));
    const bool result = run->hasAdapter || run->hasModel;
    compare_->setEnabled(result);
    compare_->setToolTip(result ? tr("Shows answers before and after this run")
                                : tr("There is nothing to compare before the run has a result"));
    const bool start = result || run->resumable;
    branchOff_->setEnabled(start && !readOnly_);
    branchOff_->setToolTip(readOnly_ ? tr("The project is read-only")
                           : start   ? tr("Starts a new run from this one's result or from one of its checkpoints")
                                     : tr("The run has neither a result nor a checkpoint to start from"));
    const QString origin = QString::fromStdString(run->origin);
    origin_->setText(tr("from %1", "a run that this one started from").arg(origin));
    origin_->setToolTip(tr("Shows the run that this one started from"));
    resume_->setVisible(run->state == State::Stopped);
    resume_->setEnabled(run->resumable);
    resume_->setToolTip(run->resumable ? tr("Goes on from the run's last checkpoint")
                                       : tr("The run has no checkpoint to go on from"));
    longer_->setVisible(run->state == State::Complete);
    const QString notLonger = readOnly_ ? tr("The project is read-only") : whyNotLonger(*run);
    longer_->setEnabled(notLonger.isEmpty());
    longer_->setToolTip(notLonger.isEmpty() ? tr("Continues this run for more epochs or steps") : notLonger);
    const QString why =
        run->state == State::Running ? tr("A run that is being trained cannot be deleted: stop it first") : whyKept_;
    delete_->setEnabled(why.isEmpty());
    delete_->setToolTip(why.isEmpty() ? tr("Moves the run with all its files to the trash") : why);
    question_->setText(tr("Move “%1” with its checkpoints and its result to the trash?").arg(asked_));
}

void RunDetail::retranslate() {
    setAccessibleName(tr("Chosen run"));
    train_->setText(tr("Show in &Train"));
    train_->setToolTip(tr("Shows charts, log and sample answers of this run"));
    compare_->setText(tr("C&ompare"));
    resume_->setText(tr("&Resume"));
    longer_->setText(tr("Train &longer…"));
    branchOff_->setText(tr("&Branch…"));
    folder_->setText(tr("Open &folder"));
    folder_->setToolTip(tr("Opens the run's folder"));
    delete_->setText(tr("&Delete…"));
    deleteYes_->setText(tr("&Move to trash"));
    deleteYes_->setToolTip(tr("The run can be taken back from the trash"));
    question_->leaveButton()->setText(tr("&Keep"));
    question_->leaveButton()->setToolTip(tr("Nothing is deleted"));
    tabs_->setTabText(tabs_->indexOf(curves_), tr("Curves"));
    tabs_->setTabText(tabs_->indexOf(figures_), tr("Figures"));
    tabs_->setTabText(tabs_->indexOf(folds_), tr("Folds"));
    tabs_->setTabText(tabs_->indexOf(recipe_), tr("Recipe"));
    tabs_->setTabText(tabs_->indexOf(files_), tr("Files"));
    tabs_->setTabText(tabs_->indexOf(differences_), tr("Differences"));
    tabs_->setTabToolTip(tabs_->indexOf(curves_), tr("What was logged, over the steps"));
    tabs_->setTabToolTip(tabs_->indexOf(figures_), tr("The last and the best of all that was logged"));
    tabs_->setTabToolTip(tabs_->indexOf(folds_), tr("What the cross-validation gave: mean and deviation"));
    tabs_->setTabToolTip(tabs_->indexOf(recipe_), tr("The settings that the run was started with"));
    tabs_->setTabToolTip(tabs_->indexOf(files_), tr("What lies in the run's folder"));
    tabs_->setTabToolTip(tabs_->indexOf(differences_), tr("The settings in which the runs differ"));
    curves_->retranslate();
    figures_->retranslate();
    folds_->retranslate();
    part_->retranslate();
    notes_->retranslate();
    branch_->retranslate();
    recipe_->retranslate();
    files_->retranslate();
    differences_->retranslate();
    tell();
}

}  // namespace atelier::ui
