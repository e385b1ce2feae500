// How the recipe page looks: its parts, and what stands in them.
#include "controls.h"
#include "option_form.h"
#include "pages/recipe/check_note.h"
#include "pages/recipe/fact_row.h"
#include "pages/recipe/preset_list.h"
#include "pages/recipe/rate_finder.h"
#include "pages/recipe/recipe_changes.h"
#include "pages/recipe/recipe_page.h"
#include "pages/recipe/recipe_words.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kLeft = 280;

struct Note {
    QFrame* frame;
    QLabel* text;
    QHBoxLayout* line;
};

Note makeNote(const char* kind, const QString& drawing, Role role, QWidget* parent) {
    auto* frame = new QFrame(parent);
    frame->setProperty("kind", kind);
    auto* sign = new QLabel(frame);
    sign->setPixmap(icon(drawing, role).pixmap(QSize(16, 16), parent->devicePixelRatioF()));
    auto* text = new QLabel(frame);
    text->setWordWrap(true);
    text->setTextFormat(Qt::PlainText);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    auto* line = new QHBoxLayout(frame);
    line->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    line->setSpacing(space::kSmall);
    line->addWidget(sign, 0, Qt::AlignTop);
    line->addWidget(text, 1);
    frame->hide();
    return {frame, text, line};
}

}  // namespace

void RecipePage::build() {
    next_ = new QPushButton(this);
    next_->setObjectName("recipe-next");
    next_->setProperty("kind", "primary");
    next_->setIcon(icon("train", Role::OnAccent));
    headerActions()->addWidget(next_);

    splitter_ = new QSplitter(Qt::Horizontal, this);
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(buildLeft());
    splitter_->addWidget(buildRight());
    splitter_->setStretchFactor(0, 0);
    splitter_->setStretchFactor(1, 1);
    splitter_->setSizes({kLeft, 700});
    splitter_->restoreState(studio().preferences().place("recipe.splitter"));
    connect(splitter_, &QSplitter::splitterMoved, this,
            [this] { studio().preferences().setPlace("recipe.splitter", splitter_->saveState()); });
    content()->addWidget(splitter_, 1);
}

QWidget* RecipePage::buildLeft() {
    auto* left = new QWidget(this);
    left->setMinimumWidth(220);
    presetsTitle_ = new QLabel(left);
    presetsTitle_->setFont(theme().font(TextStyle::Heading));
    presets_ = new PresetList(left);
    const auto button = [left](const QString& name, const QString& drawing) {
        auto* made = new QPushButton(left);
        made->setObjectName(name);
        made->setIcon(icon(drawing));
        return made;
    };
    open_ = button("recipe-open", "folder");
    save_ = button("recipe-save", "save");
    copy_ = button("recipe-copy", "copy");
    auto* rows = new QVBoxLayout(left);
    rows->setContentsMargins(0, 0, space::kSmall, 0);
    rows->setSpacing(space::kSmall);
    rows->addWidget(presetsTitle_);
    rows->addWidget(presets_, 1);
    rows->addWidget(open_);
    rows->addWidget(save_);
    rows->addWidget(copy_);
    return left;
}

QWidget* RecipePage::buildRight() {
    auto* right = new QWidget(this);
    right->setMinimumWidth(360);
    auto* head = new QFrame(right);
    head->setProperty("kind", "card");
    model_ = new FactRow("model", "recipe-model", head);
    data_ = new FactRow("data", "recipe-data", head);
    summary_ = new QLabel(head);
    summary_->setObjectName("recipe-summary");
    summary_->setWordWrap(true);
    summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    auto* facts = new QVBoxLayout(head);
    facts->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    facts->setSpacing(space::kTight);
    facts->addWidget(model_);
    facts->addWidget(data_);
    facts->addWidget(summary_);

    const Note problem = makeNote("note-danger", "error", Role::Danger, right);
    const Note changed = makeNote("note", "info", Role::Accent, right);
    problemNote_ = problem.frame, problem_ = problem.text;
    changedNote_ = changed.frame, changed_ = changed.text;
    problemNote_->setObjectName("recipe-problem");
    check_ = new CheckNote(right);
    changedNote_->setObjectName("recipe-changed");
    takeBack_ = new QPushButton(changedNote_);
    takeBack_->setObjectName("recipe-take-back");
    takeBack_->setProperty("kind", "link");
    takeBack_->setCursor(Qt::PointingHandCursor);
    changed.line->addWidget(takeBack_, 0, Qt::AlignTop);

    form_ = new OptionForm(right);
    form_->setObjectName("recipe-form");
    form_->setGroups(settings::allGroups());
    form_->setHiddenOptions({"model_name_or_path", "dataset"});
    form_->setExpert(studio().preferences().flag("recipe.expert", false));
    findRate_ = new QPushButton;
    findRate_->setObjectName("recipe-find-rate");
    findRate_->setProperty("kind", "link");
    findRate_->setIcon(icon("chart", Role::Accent));
    findRate_->setCursor(Qt::PointingHandCursor);
    form_->setButton("learning_rate", findRate_);
    finder_ = new RateFinder(studio(), right);
    view_ = new StateView(right);
    stack_ = new QStackedWidget(right);
    stack_->addWidget(form_);
    stack_->addWidget(view_);
    stack_->addWidget(finder_);

    auto* rows = new QVBoxLayout(right);
    rows->setContentsMargins(space::kSmall, 0, 0, 0);
    rows->setSpacing(space::kSmall);
    rows->addWidget(head);
    rows->addWidget(problemNote_);
    rows->addWidget(check_);
    rows->addWidget(changedNote_);
    rows->addWidget(stack_, 1);
    return right;
}

void RecipePage::update() {
    if (!session()) return;
    changes_ = base_ ? changedKeys(base_->recipe, session()->recipe()) : std::vector<std::string>();
    presets_->setChanged(!changes_.empty());
    updateFacts();
    updateNotes();
    QWidget* shown = form_;
    if (finding_) shown = finder_;
    if (error_ || !chosen()) shown = view_;
    stack_->setCurrentWidget(shown);
    if (error_) {
        QString text = QString::fromStdString(error_->message());
        if (!error_->where().empty()) text += "\n\n" + QString::fromStdString(error_->where());
        if (!error_->hint().empty()) text += "\n\n" + QString::fromStdString(error_->hint());
        view_->showError(tr("“%1” cannot be read as a recipe").arg(QFileInfo(errorSource_).fileName()), text,
                         QString::fromStdString(error_->what()));
        view_->setPrimaryAction(tr("&Try again"), tr("Reads the file once more, after you have mended it"));
        view_->setSecondaryAction(tr("&Back"), tr("Leaves the file aside; the recipe stays as it was"));
    } else if (!chosen()) {
        view_->showEmpty("recipe", tr("How shall the model learn?"),
                         tr("A recipe holds every setting of a training. Choose a method or a recipe, open a file, or "
                            "begin with the "
                            "defaults; everything can be changed afterwards."));
        view_->setPrimaryAction(tr("Take a &preset"), tr("Takes “%1”").arg(likelyPreset().title));
        view_->setSecondaryAction(tr("Begin with the &defaults"), tr("LoRA with the engine's defaults"));
    }
    for (QPushButton* button : {save_, copy_, next_})
        button->setEnabled(chosen());
}

void RecipePage::updateFacts() {
    if (!session()) return;
    const QString model = session()->model(), data = session()->dataset();
    model_->setTexts(tr("Model"), model.isEmpty() ? tr("none is open") : QFileInfo(model).fileName(), model,
                     model.isEmpty(), model.isEmpty() ? tr("Open a model") : tr("Change"),
                     tr("Goes to the page Model"));
    data_->setTexts(tr("Data"), data.isEmpty() ? tr("no dataset is chosen") : data, data, data.isEmpty(),
                    data.isEmpty() ? tr("Add data") : tr("Change"), tr("Goes to the page Data"));
    QStringList names;
    for (const auto& name : session()->datasetNames())
        names.append(QString::fromStdString(name));
    form_->setSuggestions("eval_dataset", names);
    finder_->refresh();
}

void RecipePage::updateNotes() {
    const settings::Recipe& recipe = session()->recipe();
    QString problem, summary;
    try {
        summary = recipeSummary(recipe);
        checkRecipe(recipe);
    } catch (const Error& error) {
        problem = QString::fromStdString(error.message());
        if (!error.hint().empty()) problem += '\n' + QString::fromStdString(error.hint());
    }
    summary_->setText(summary);
    summary_->setVisible(!summary.isEmpty() && chosen());
    problem_->setText(problem);
    problemNote_->setVisible(!problem.isEmpty() && chosen() && !error_);

    auto rows = checkedRows();
    QStringList wrong;
    for (const CheckRow& row : rows)
        if (row.state == settings::CheckedKey::State::Wrong) wrong << row.key;
    session()->setWrongKeys(wrong);
    check_->setRows(base_ ? base_->name() : QString(), std::move(rows));

    constexpr std::size_t kNamed = 6;
    QStringList names;
    for (const auto& key : changes_) {
        if (static_cast<std::size_t>(names.size()) == kNamed) break;
        const auto* option = settings::findOption(key);
        names.append(option && !option->label.empty() ? QCoreApplication::translate("Settings", option->label.c_str())
                                                      : QString::fromStdString(key));
    }
    const QString base = base_ ? base_->title : QString();
    const int more = static_cast<int>(changes_.size() - static_cast<std::size_t>(names.size()));
    changed_->setText(more > 0 ? tr("Differs from “%1” in %2 and %Ln more", nullptr, more).arg(base, names.join(", "))
                               : tr("Differs from “%1” in %2").arg(base, names.join(", ")));
    changedNote_->setVisible(base_ && !changes_.empty() && chosen() && !error_);
}

void RecipePage::retranslate() {
    setTitle(tr("Recipe"), tr("How the model is trained. A preset is a good start; everything can be changed."));
    presetsTitle_->setText(tr("Presets"));
    presets_->retranslate();
    if (base_) base_->title = readPreset(base_->source).title;
    check_->retranslate();
    finder_->retranslate();
    findRate_->setText(tr("Find a rate…"));
    findRate_->setToolTip(tr("Searches a rate by training a few steps with rising ones"));
    next_->setText(tr("On to &training"));
    next_->setToolTip(tr("Goes to the page Train, with this recipe"));
    open_->setText(tr("&Open a recipe…"));
    save_->setText(tr("&Save as YAML…"));
    copy_->setText(tr("&Copy as command"));
    const std::pair<QPushButton*, const char*> buttons[] = {
        {open_, "recipe.open"}, {save_, "recipe.save"}, {copy_, "recipe.copy"}};
    for (const auto& [button, action] : buttons)
        if (const QAction* known = studio().actions().find(action)) button->setToolTip(known->toolTip());
    takeBack_->setText(tr("Take back"));
    takeBack_->setToolTip(tr("Takes the preset's own values again"));
    splitter_->setAccessibleName(tr("Presets and form"));
    update();
}

}  // namespace atelier::ui
