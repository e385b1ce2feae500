// What a SweepMaker is built of, and its words.
#include "card.h"
#include "combo_box.h"
#include "controls.h"
#include "evaluation/metric.h"
#include "flow_layout.h"
#include "pages/recipe/recipe_words.h"
#include "pages/runs/run_records.h"
#include "pages/sweeps/parameter_row.h"
#include "pages/sweeps/sweep_maker.h"
#include "pages/sweeps/sweep_words.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QCompleter>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kNumber = 120;  // pixels of a field for one

// What is tried most.
constexpr const char* kUsual[] = {"learning_rate", "lora_rank", "num_train_epochs", "gradient_accumulation_steps",
                                  "lr_scheduler_type"};

}  // namespace

void SweepMaker::build() {
    auto* inside = new QWidget;
    auto* column = new QWidget(inside);
    column->setMaximumWidth(760);
    auto* rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, space::kSmall, 0);
    rows->setSpacing(space::kMedium);
    intro_ = new QLabel(column);
    base_ = new QLabel(column);
    base_->setObjectName("sweep-base");
    for (QLabel* label : {intro_, base_}) {
        label->setWordWrap(true);
        label->setProperty("kind", "muted");
        label->setTextFormat(Qt::PlainText);
        rows->addWidget(label);
    }

    what_ = new Card({}, column);
    nothing_ = new QLabel(what_);
    nothing_->setWordWrap(true);
    nothing_->setProperty("kind", "muted");
    list_ = new QVBoxLayout;
    list_->setSpacing(space::kSmall);
    search_ = new QLineEdit(what_);
    search_->setObjectName("sweep-search");
    search_->setClearButtonEnabled(true);
    search_->addAction(icon("search", Role::TextFaint), QLineEdit::LeadingPosition);
    auto* completer = new QCompleter(new QStandardItemModel(this), this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    setKind(completer->popup(), "completion");
    search_->setCompleter(completer);
    chips_ = new QWidget(what_);
    auto* flow = new FlowLayout(chips_, space::kTight, space::kTight);
    flow->setContentsMargins(0, 0, 0, 0);
    for (const char* key : kUsual)
        if (settings::findOption(key)) {
            auto* chip = new QPushButton(icon("plus"), {}, chips_);
            chip->setObjectName(QString("sweep-add-") + key);
            chip->setProperty("kind", "chip");
            flow->addWidget(chip);
            usual_.emplace_back(key, chip);
        }
    what_->body()->addWidget(nothing_);
    what_->body()->addLayout(list_);
    what_->body()->addWidget(search_);
    what_->body()->addWidget(chips_);
    rows->addWidget(what_);
    how_ = new Card({}, column);
    buildHow();
    rows->addWidget(how_);
    rows->addStretch(1);
    auto* middle = new QHBoxLayout(inside);
    middle->setContentsMargins(0, 0, 0, 0);
    middle->addStretch(1);
    middle->addWidget(column, 1000);
    middle->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    buildEnd();
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(space::kMedium);
    whole->addWidget(scroll, 1);
    whole->addWidget(end_);
}

void SweepMaker::buildHow() {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kSmall);
    grid->setColumnStretch(1, 1);
    const auto add = [&](QLabel*& title, QWidget* field) {
        title = new QLabel(how_);
        title->setBuddy(field);
        const int row = grid->rowCount();
        grid->addWidget(title, row, 0);
        grid->addWidget(field, row, 1, Qt::AlignLeft);
    };
    const auto number = [&](QLabel*& title, const char* name, int least, int most, int value) {
        auto* box = new QSpinBox(how_);
        box->setObjectName(name);
        box->setRange(least, most);
        box->setValue(value);
        box->setFixedWidth(kNumber);
        add(title, box);
        return box;
    };
    name_ = new QLineEdit(how_);
    name_->setObjectName("sweep-name");
    name_->setMaxLength(100);
    name_->setMinimumWidth(240);
    add(nameTitle_, name_);
    method_ = new ComboBox(14, how_);
    method_->setObjectName("sweep-method");
    for (const char* method : {"grid", "random", "halving"})
        method_->addItem(QString(), QString(method));
    add(methodTitle_, method_);
    methodHint_ = new QLabel(how_);
    methodHint_->setWordWrap(true);
    methodHint_->setProperty("kind", "muted");
    grid->addWidget(methodHint_, grid->rowCount(), 1);
    metric_ = new ComboBox(24, how_);
    metric_->setObjectName("sweep-metric");
    for (const char* logged : {"eval_loss", "loss"})
        metric_->addItem(QString(), QString(logged));
    for (const auto& [name, metric] : evaluation::Metrics::instance().all())
        metric_->addItem(QString(), QString::fromStdString(name));
    add(metricTitle_, metric_);
    runs_ = number(runsTitle_, "sweep-runs", 1, 10'000, 9);
    seed_ =
        number(seedTitle_, "sweep-seed", 0, std::numeric_limits<int>::max(), static_cast<int>(runs::SweepPlan().seed));
    steps_ = number(stepsTitle_, "sweep-steps", 1, 1'000'000, 20);
    rungs_ = number(rungsTitle_, "sweep-rungs", 2, 20, 3);
    eta_ = number(etaTitle_, "sweep-eta", 2, 100, 3);
    how_->body()->addLayout(grid);
}

// What comes of it and the start stay to be seen while the rest is scrolled.
void SweepMaker::buildEnd() {
    end_ = new QWidget(this);
    count_ = new QLabel(end_);
    count_->setObjectName("sweep-count");
    count_->setWordWrap(true);
    count_->setTextFormat(Qt::PlainText);
    start_ = new QPushButton(end_);
    start_->setObjectName("sweep-start");
    start_->setProperty("kind", "primary");
    start_->setIcon(icon("play", Role::OnAccent));
    cancel_ = new QPushButton(end_);
    cancel_->setObjectName("sweep-cancel");
    auto* line = new QHBoxLayout(end_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    line->addWidget(count_, 1);
    line->addWidget(cancel_);
    line->addWidget(start_);
}

void SweepMaker::retranslate() {
    intro_->setText(
        tr("A sweep trains the same recipe many times with different settings and finds the best. Each trial is a run "
           "of its own."));
    const Session* session = studio_.session();
    QString base;
    try {
        if (session && session->recipe().find("finetuning_type"))
            base = tr("All else is as the recipe says: %1.").arg(recipeSummary(session->recipe()));
    } catch (const Error& error) {
        base = describe(error);
    }
    base_->setText(base);
    base_->setVisible(!base.isEmpty());
    what_->setTitle(tr("What is tried"));
    nothing_->setText(tr("Choose one setting or more, e.g. the learning rate, and the values to try."));
    search_->setPlaceholderText(tr("Add a setting: type a part of its name"));
    setHint(search_, tr("Looks for a setting by its name or key; Return adds the first"));
    for (const auto& [key, chip] : usual_) {
        chip->setText(settingTitle(key));
        setHint(chip, tr("Try several values of this setting: %1").arg(settingTitle(key)));
    }
    how_->setTitle(tr("How"));
    nameTitle_->setText(tr("&Name"));
    name_->setToolTip(tr("The trials are runs of this name with a number"));
    methodTitle_->setText(tr("M&ethod"));
    metricTitle_->setText(tr("&Judged by"));
    runsTitle_->setText(tr("T&rials"));
    seedTitle_->setText(tr("S&eed of the draws"));
    stepsTitle_->setText(tr("Steps of the &first round"));
    rungsTitle_->setText(tr("R&ounds"));
    etaTitle_->setText(tr("One in … goes &on"));
    runs_->setToolTip(tr("How many trials are drawn"));
    seed_->setToolTip(tr("With the same number the same values are drawn again"));
    steps_->setToolTip(tr("After so many steps the trials are compared for the first time"));
    rungs_->setToolTip(tr("How often they are compared, the end included"));
    eta_->setToolTip(tr("Of so many trials one goes on, for so many times the steps"));
    method_->setToolTip(tr("How the values of the trials are chosen"));
    metric_->setToolTip(tr("The figure by which the best trial is found, on the validation samples"));
    for (int i = 0; i < method_->count(); ++i)
        method_->setItemText(i, methodText(method_->itemData(i).toString().toStdString()));
    for (int i = 0; i < metric_->count(); ++i)
        metric_->setItemText(i, metricText(metric_->itemData(i).toString().toStdString()));
    start_->setText(tr("&Start the sweep"));
    start_->setToolTip(tr("Trains the trials one after another"));
    cancel_->setText(tr("&Back"));
    cancel_->setToolTip(tr("To the list of sweeps; what is filled in stays"));
    for (ParameterRow* row : rows_)
        row->retranslate();
    arrange();
}

}  // namespace atelier::ui
