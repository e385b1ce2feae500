#include "pages/train/start_panel.h"

#include "card.h"
#include "combo_box.h"
#include "controls.h"
#include "elided_label.h"
#include "pages/recipe/recipe_words.h"
#include "pages/train/before/before_card.h"
#include "pages/train/before/start_question.h"
#include "pages/train/branch_note.h"
#include "pages/train/run_files.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

StartPanel::StartPanel(Studio& studio, QWidget* parent) : QScrollArea(parent), studio_(studio) {
    setObjectName("train-start-panel");
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    auto* inside = new QWidget;
    auto* column = new QWidget(inside);
    column->setMaximumWidth(720);
    auto* rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kMedium);

    intro_ = new QLabel(column);
    intro_->setWordWrap(true);
    intro_->setProperty("kind", "muted");
    rows->addWidget(intro_);

    needs_ = new Card({}, column);
    needs_->setObjectName("train-needs");
    model_ = addRow("model", "model");
    data_ = addRow("data", "data");
    recipe_ = addRow("recipe", "recipe");
    device_ = addRow("device", "recipe");
    wrong_ = new QLabel(needs_);
    wrong_->setObjectName("train-wrong-keys");
    wrong_->setTextFormat(Qt::PlainText);
    wrong_->setWordWrap(true);
    setKind(wrong_, "warning");
    needs_->body()->addWidget(wrong_);
    rows->addWidget(needs_);

    run_ = new Card({}, column);
    question_ = new StartQuestion(run_);
    fresh_ = new QRadioButton(run_);
    fresh_->setObjectName("train-fresh");
    fresh_->setChecked(true);
    resume_ = new QRadioButton(run_);
    resume_->setObjectName("train-resume-choice");
    nameTitle_ = new QLabel(run_);
    name_ = new QLineEdit(run_);
    name_->setObjectName("train-run-name");
    name_->setMaxLength(200);
    nameTitle_->setBuddy(name_);
    which_ = new ComboBox(16, run_);
    which_->setObjectName("train-resume-which");
    problemText_ = new QLabel(run_);
    problemText_->setObjectName("train-run-problem");
    problemText_->setWordWrap(true);
    problemText_->setProperty("kind", "danger");
    auto* nameRow = new QHBoxLayout;
    nameRow->setSpacing(space::kSmall);
    nameRow->addWidget(nameTitle_);
    nameRow->addWidget(name_, 1);
    run_->body()->addWidget(question_);
    run_->body()->addWidget(fresh_);
    run_->body()->addLayout(nameRow);
    run_->body()->addWidget(problemText_);
    run_->body()->addWidget(new BranchNote(studio_, run_));
    run_->body()->addWidget(resume_);
    run_->body()->addWidget(which_);
    rows->addWidget(run_);
    before_ = new BeforeCard(studio, column);
    rows->addWidget(before_);
    rows->addStretch(1);

    auto* middle = new QHBoxLayout(inside);
    middle->setContentsMargins(0, 0, space::kSmall, 0);
    middle->addStretch(1);
    middle->addWidget(column, 1000);
    middle->addStretch(1);
    setWidget(inside);

    connect(name_, &QLineEdit::textEdited, this, [this] {
        named_ = true;
        check();
    });
    connect(name_, &QLineEdit::returnPressed, this, &StartPanel::startWanted);
    connect(fresh_, &QRadioButton::toggled, this, &StartPanel::check);
    connect(which_, &QComboBox::currentIndexChanged, this, &StartPanel::check);
    connect(which_, &QComboBox::activated, this, [this] { resume_->setChecked(true); });
    connect(&studio_.keptRuns(), &KeptRuns::leftChanged, this, &StartPanel::check);
    connect(question_, &StartQuestion::startWanted, this, [this] {
        meant_ = true;
        Q_EMIT startWanted();
    });
    connect(before_, &BeforeCard::changed, this, [this] {
        if (before_->tooLarge()) return;
        meant_ = false;
        question_->hide();
    });
    connect(&theme(), &Theme::changed, this, &StartPanel::applyTheme);
    applyTheme();
    retranslate();
}

StartPanel::Row StartPanel::addRow(const char* name, const char* page) {
    auto* holder = new QWidget(needs_);
    Row row{new QLabel(holder), new QLabel(holder), new ElidedLabel({}, Qt::ElideRight, holder),
            new QPushButton(holder), holder};
    row.value->setObjectName(QString("train-value-") + name);
    row.value->setProperty("kind", "muted");
    row.value->setProperty("data", true);
    row.link->setObjectName(QString("train-needs-") + name);
    row.link->setCursor(Qt::PointingHandCursor);
    connect(row.link, &QPushButton::clicked, this, [this, page] { studio_.showPage(page); });
    auto* line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(row.sign);
    line->addWidget(row.name);
    line->addWidget(row.value, 1);
    line->addWidget(row.link);
    needs_->body()->addWidget(holder);
    return row;
}

void StartPanel::showRow(const Row& row, bool there, const QString& name, const QString& value, const QString& link,
                         const QString& linkTip) {
    row.sign->setPixmap(icon(there ? "success" : "warning", there ? Role::Success : Role::Warning)
                            .pixmap(QSize(18, 18), devicePixelRatioF()));
    row.name->setText(name);
    row.value->setText(value);
    setKind(row.link, there ? "link" : "");
    row.link->setText(link);
    row.link->setToolTip(linkTip);
    row.link->setAccessibleName(tr("%1: %2", "what, then what the button does").arg(name, link));
}

void StartPanel::refresh(const std::vector<runs::RunInfo>& runs) {
    runs_ = runs;
    retranslate();
}

void StartPanel::prepareNext() {
    named_ = false;
    fresh_->setChecked(true);
    retranslate();
}

void StartPanel::choose(const QString& run) {
    if (const int index = which_->findData(run); index >= 0) {
        which_->setCurrentIndex(index);
        resume_->setChecked(true);
    }
}

bool StartPanel::resumes() const {
    return resume_->isChecked() && which_->count() > 0;
}

QString StartPanel::runName() const {
    return resumes() ? which_->currentData().toString() : name_->text().trimmed();
}

bool StartPanel::ready() const {
    return obstacle().isEmpty();
}

bool StartPanel::confirmed() {
    const protocol::Estimate* estimate = resumes() || meant_ ? nullptr : before_->tooLarge();
    if (!estimate) return true;
    question_->askAbout(*estimate);
    ensureWidgetVisible(question_);
    return false;
}

// A run that is gone on with has a recipe of its own.
void StartPanel::updateBefore() {
    const bool wanted = complete_ && !resumes();
    before_->setComplete(wanted);
    before_->setVisible(wanted);
    if (!wanted) question_->hide();
}

QString StartPanel::obstacle() const {
    if (!studio_.session()) return tr("Open a project first.");
    if (!studio_.session()->isThere()) return tr("The project's folder is not there any more.");
    if (studio_.session()->readOnly()) return tr("The project is open for reading only.");
    if (resumes()) return {};
    if (!complete_) return tr("Something is still missing.");
    return problem_;
}

// What the training will compute on: known once the engine has looked at the model.
void StartPanel::showDevice() {
    const Session* session = studio_.session();
    const auto& info = session ? session->modelInfo() : std::nullopt;
    device_.line->setVisible(complete_ && info && !info->device.empty());
    if (device_.line->isHidden()) return;
    const auto* entry = session->recipe().find("device");
    const auto* asked = entry ? std::get_if<std::string>(&entry->value) : nullptr;
    const bool card = info->device == "cuda";
    const bool wanted = asked && *asked == "cuda", refused = asked && *asked == "cpu";
    const QString value = card && refused ? tr("the processor, as the recipe says; the graphics card is not used")
                          : card          ? tr("the graphics card")
                          : wanted        ? tr("the recipe asks for a graphics card, but none can be used here")
                                          : tr("the processor: there is no graphics card that can be used");
    showRow(device_, card || !wanted, tr("Computed by"), value, tr("Change"), tr("Goes to the page Recipe"));
}

void StartPanel::showWrongKeys() {
    const QStringList keys = studio_.session() ? studio_.session()->wrongKeys() : QStringList();
    wrong_->setVisible(!keys.empty());
    wrong_->setText(tr("Wrong in the recipe's file and therefore not used: %1", "names of keys").arg(keys.join(", ")));
}

void StartPanel::listResumable() {
    const QString before = which_->currentData().toString();
    const QSignalBlocker blocker(which_);
    which_->clear();
    for (const auto& run : runs_) {
        if (!run.resumable || run.state != runs::RunInfo::State::Stopped) continue;
        const QString name = QString::fromStdString(run.name);
        which_->addItem(run.total > 0 ? tr("%1 – step %2 of %3").arg(name).arg(run.steps).arg(run.total)
                                      : tr("%1 – step %2").arg(name).arg(run.steps),
                        name);
    }
    which_->setCurrentIndex(std::max(0, which_->findData(before)));
    const bool any = which_->count() > 0;
    for (QWidget* widget :
         {static_cast<QWidget*>(which_), static_cast<QWidget*>(resume_), static_cast<QWidget*>(fresh_)})
        widget->setVisible(any);
    if (!any) fresh_->setChecked(true);
}

void StartPanel::check() {
    problem_.clear();
    if (const Session* session = studio_.session()) {
        std::set<std::string> promised;
        for (const auto& status : studio_.jobs().active("train"))
            promised.insert(status.spec.run);
        for (const auto& run : studio_.keptRuns().left())
            promised.insert(run.run);
        if (!named_) {
            const auto* method = session->recipe().find("finetuning_type");
            const auto* name = method ? std::get_if<std::string>(&method->value) : nullptr;
            name_->setText(freshRunName(session->project().folder(), name ? *name : "lora", promised));
        }
        if (!resumes()) problem_ = runNameProblem(session->project().folder(), name_->text().trimmed(), promised);
    }
    problemText_->setText(problem_);
    problemText_->setVisible(!problem_.isEmpty() && complete_);
    setStyleFlag(name_, "invalid", problemText_->isVisibleTo(run_));
    name_->setEnabled(!resumes());
    which_->setEnabled(which_->count() > 0);
    updateBefore();
    Q_EMIT changed();
}

void StartPanel::applyTheme() {
    for (const Row* row : {&model_, &data_, &recipe_, &device_})
        row->name->setFont(theme().font(TextStyle::Strong));
    retranslate();
}

void StartPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QScrollArea::changeEvent(event);
}

void StartPanel::retranslate() {
    const Session* session = studio_.session();
    const bool model = session && !session->model().isEmpty() && QFileInfo::exists(session->model());
    const bool data = session && !session->dataset().isEmpty();
    const bool recipe = session && session->recipe().find("finetuning_type");
    complete_ = model && data && recipe;

    needs_->setTitle(complete_ ? tr("Ready to train") : tr("What is needed"));
    intro_->setText(
        tr("Three things make a training: a model that is to learn, data to learn from, and a recipe that says "
           "how. What is missing has a button beside it."));
    intro_->setVisible(!complete_);
    showRow(model_, model, tr("Model"),
            model                                    ? QFileInfo(session->model()).fileName()
            : session && !session->model().isEmpty() ? tr("%1 is not there any more").arg(session->model())
                                                     : tr("none is open"),
            model ? tr("Change") : tr("Open a &model"), tr("Goes to the page Model"));
    showRow(data_, data, tr("Data"), data ? session->dataset() : tr("no dataset is chosen"),
            data ? tr("Change") : tr("Add &data"), tr("Goes to the page Data"));
    QString summary;
    try {
        if (recipe) summary = recipeSummary(session->recipe());
    } catch (const Error& error) {
        summary = describe(error);
    }
    showRow(recipe_, recipe, tr("Recipe"), recipe ? summary : tr("none is chosen"),
            recipe ? tr("Change") : tr("Choose a &recipe"), tr("Goes to the page Recipe"));

    showDevice();
    showWrongKeys();

    run_->setTitle(tr("The run"));
    fresh_->setText(tr("Start a &new run"));
    fresh_->setToolTip(tr("Begins from the model as it is"));
    resume_->setText(tr("&Go on with a stopped run, by its own recipe"));
    resume_->setToolTip(tr("Goes on from the run's last checkpoint"));
    nameTitle_->setText(tr("Na&me"));
    name_->setToolTip(tr("The run's name: its folder in the project"));
    name_->setAccessibleName(tr("Name of the run"));
    which_->setToolTip(tr("Runs that have a checkpoint and have not come to their end"));
    which_->setAccessibleName(tr("Run to go on with"));
    listResumable();
    run_->setVisible(complete_ || which_->count() > 0);
    question_->retranslate();
    check();
}

}  // namespace atelier::ui
