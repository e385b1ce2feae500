#include "pages/runs/branch_panel.h"

#include "bridge/background.h"
#include "combo_box.h"
#include "controls.h"
#include "flow_layout.h"
#include "runs/run_folder.h"
#include "runs/run_parts.h"
#include "theme/tokens.h"

#include <QCheckBox>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace atelier::ui {

using namespace widgets;

BranchPanel::BranchPanel(QWidget* parent) : QFrame(parent) {
    setObjectName("run-branch-panel");
    setProperty("kind", "note");
    title_ = new QLabel(this);
    which_ = new ComboBox(20, this);
    which_->setObjectName("run-branch-which");
    title_->setBuddy(which_);
    optimizer_ = new QCheckBox(this);
    optimizer_->setObjectName("run-branch-optimizer");
    settings_ = new QCheckBox(this);
    settings_->setObjectName("run-branch-settings");
    settings_->setChecked(true);
    go_ = new QPushButton(this);
    go_->setObjectName("run-branch-go");
    go_->setProperty("kind", "primary");
    cancel_ = new QPushButton(this);
    cancel_->setObjectName("run-branch-cancel");
    auto* flow = new FlowLayout(this, space::kSmall, space::kSmall);
    flow->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    for (QWidget* widget : std::initializer_list<QWidget*>{title_, which_, optimizer_, settings_, go_, cancel_})
        flow->addWidget(widget);
    hide();
    connect(which_, &QComboBox::currentIndexChanged, this, &BranchPanel::check);
    connect(cancel_, &QPushButton::clicked, this, &BranchPanel::closed);
    connect(go_, &QPushButton::clicked, this, [this] {
        Q_EMIT wanted(which_->currentData().toString(), optimizer_->isEnabled() && optimizer_->isChecked(),
                      settings_->isChecked());
    });
}

void BranchPanel::ask(const runs::RunInfo& run) {
    run_ = run;
    steps_.clear();
    optimizer_->setChecked(false);
    list();
    inBackground(
        this, [folder = run.folder] { return runs::RunFolder(runs::resultFolder(folder)).checkpointSteps(); },
        [this, turn = ++turn_](const Outcome<std::vector<std::int64_t>>& outcome) {
            if (turn != turn_ || !outcome.value) return;
            steps_ = *outcome.value;
            list();
        });
    show();
    which_->setFocus();
}

void BranchPanel::list() {
    const QString name = QString::fromStdString(run_.name), chosen = which_->currentData().toString();
    {
        const QSignalBlocker quiet(which_);
        which_->clear();
        if (run_.hasAdapter || run_.hasModel) which_->addItem(tr("its result"), name);
        for (auto step = steps_.rbegin(); step != steps_.rend(); ++step)
            which_->addItem(tr("its checkpoint of step %1").arg(QLocale().toString(static_cast<qlonglong>(*step))),
                            QString("%1@checkpoint-%2").arg(name).arg(*step));
        which_->setCurrentIndex(std::max(0, which_->findData(chosen)));
    }
    check();
}

void BranchPanel::check() {
    go_->setEnabled(which_->count() > 0);
    optimizer_->setEnabled(!steps_.empty());
    optimizer_->setToolTip(steps_.empty() ? tr("Only a checkpoint has it, and the run has none")
                                          : tr("Momentum and the like go on as they were; the settings that say what "
                                               "is trained must then stay as they are"));
}

void BranchPanel::retranslate() {
    title_->setText(tr("A new run &from"));
    setHint(which_, tr("What the new run starts from"));
    optimizer_->setText(tr("With the o&ptimizer's state"));
    settings_->setText(tr("With this run's &settings"));
    settings_->setToolTip(tr("Puts the settings of this run into the recipe, to be changed from there"));
    go_->setText(tr("&Go to the start"));
    go_->setToolTip(tr("Opens the page Train, where the new run is named and started"));
    cancel_->setText(tr("Ca&ncel"));
    cancel_->setToolTip(tr("Nothing is started"));
    if (isVisible()) list();
}

}  // namespace atelier::ui
