#include "pages/data/agreement/agreement_view.h"

#include "combo_box.h"
#include "controls.h"
#include "flow_layout.h"
#include "pages/data/agreement/decision_log.h"
#include "pages/data/agreement/difference_view.h"
#include "state_view.h"
#include "studio.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;
using data::Decision;
using data::Take;

namespace {

constexpr int kFiguresHeight = 152, kLeftWidth = 290;
enum Column { Sample, Agree, Decided };

QTreeWidget* table(const char* name, int columns) {
    auto* made = new QTreeWidget;
    made->setObjectName(name);
    made->setColumnCount(columns);
    made->setRootIsDecorated(false);
    made->setUniformRowHeights(true);
    made->header()->setStretchLastSection(false);
    made->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    made->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    return made;
}

}  // namespace

AgreementView::AgreementView(Studio& studio, QWidget* parent)
    : QWidget(parent), studio_(studio), log_(new DecisionLog(this)) {
    setObjectName("data-agreement");
    difference_ = new DifferenceView;
    state_ = new StateView;
    state_->setObjectName("agreement-state");
    parts_ = new QSplitter(Qt::Horizontal);
    auto* head = makeHead();
    parts_->addWidget(makeLeft());
    parts_->addWidget(difference_);
    parts_->setChildrenCollapsible(false);
    parts_->setStretchFactor(1, 1);
    parts_->setSizes({kLeftWidth, 800});
    stack_ = new QStackedWidget;
    stack_->addWidget(parts_);
    stack_->addWidget(state_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(head);
    layout->addWidget(stack_, 1);
    for (QComboBox* choice : {ours_, theirs_})
        connect(choice, &QComboBox::activated, this, &AgreementView::read);
    connect(list_, &QTreeWidget::currentItemChanged, this, &AgreementView::showCurrent);
    connect(difference_, &DifferenceView::decided, this, &AgreementView::decide);
    connect(merge_, &QPushButton::clicked, this, &AgreementView::merge);
    connect(close_, &QPushButton::clicked, this, &AgreementView::closed);
    connect(state_, &StateView::primaryTriggered, this, &AgreementView::read);
    connect(log_, &DecisionLog::failed, this, [this](const Error& error) { studio_.say(error); });
    if (studio_.session())
        connect(studio_.session(), &Session::dataChanged, this, [this] {
            if (isVisible()) offerDatasets();
        });
    addKeys();
}

QWidget* AgreementView::makeHead() {
    auto* head = new QWidget;
    title_ = new QLabel;
    oursLabel_ = new QLabel;
    theirsLabel_ = new QLabel;
    const auto combo = [](const char* name, QLabel* label) {
        auto* made = new ComboBox(9);
        made->setObjectName(name);
        label->setBuddy(made);
        return made;
    };
    ours_ = combo("agreement-a", oursLabel_);
    theirs_ = combo("agreement-b", theirsLabel_);
    progress_ = new QLabel;
    progress_->setObjectName("agreement-progress");
    setKind(progress_, "muted");
    name_ = new QLineEdit;
    name_->setObjectName("agreement-name");
    name_->setFixedWidth(130);
    merge_ = new QPushButton;
    merge_->setObjectName("agreement-merge");
    merge_->setIcon(icon("save"));
    close_ = new QPushButton;
    close_->setObjectName("agreement-close");
    setKind(close_, "primary");
    auto* flow = new FlowLayout(head, space::kSmall, space::kTight);
    flow->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget :
         {static_cast<QWidget*>(title_), static_cast<QWidget*>(oursLabel_), static_cast<QWidget*>(ours_),
          static_cast<QWidget*>(theirsLabel_), static_cast<QWidget*>(theirs_), static_cast<QWidget*>(progress_),
          static_cast<QWidget*>(name_), static_cast<QWidget*>(merge_), static_cast<QWidget*>(close_)})
        flow->addWidget(widget);
    return head;
}

QWidget* AgreementView::makeLeft() {
    auto* left = new QWidget;
    figures_ = table("agreement-figures", 2);
    figures_->setSelectionMode(QAbstractItemView::NoSelection);
    figures_->setHeaderHidden(true);
    figures_->setFixedHeight(kFiguresHeight);
    list_ = table("agreement-list", 3);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(figures_);
    column->addWidget(list_, 1);
    left->setMinimumWidth(210);
    return left;
}

void AgreementView::addKeys() {
    const auto key = [this](Qt::Key key, auto what) {
        auto* shortcut = new QShortcut(QKeySequence(key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, what);
    };
    key(Qt::Key_J, [this] { step(1); });
    key(Qt::Key_K, [this] { step(-1); });
    key(Qt::Key_1, [this] { decideAll(Take::Ours); });
    key(Qt::Key_2, [this] { decideAll(Take::Theirs); });
    key(Qt::Key_3, [this] { decideAll(Take::Both); });
}

void AgreementView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    offerDatasets();
}

// Who was chosen stays so; at first the project's dataset and the one after it.
void AgreementView::offerDatasets() {
    QStringList names;
    for (const std::string& name : studio_.session()->datasetNames())
        names << QString::fromStdString(name);
    QString ours = ours_->currentText(), theirs = theirs_->currentText();
    if (!names.contains(ours)) ours = studio_.session()->dataset();
    if (!names.contains(theirs) || theirs == ours) {
        const auto other = std::find_if(names.begin(), names.end(), [&](const QString& name) { return name != ours; });
        theirs = other == names.end() ? QString() : *other;
    }
    for (const auto& [choice, chosen] : {std::pair(ours_, ours), std::pair(theirs_, theirs)}) {
        const QSignalBlocker quiet(choice);
        choice->clear();
        choice->addItems(names);
        choice->setCurrentText(chosen);
    }
    read();
}

void AgreementView::read() {
    compared_.reset();
    error_.reset();
    list_->clear();
    log_->wait();
    const std::uint64_t turn = ++turn_;
    const QString ours = ours_->currentText(), theirs = theirs_->currentText();
    reading_ = ours_->count() > 1 && ours != theirs;
    if (reading_)
        inBackground(
            this,
            [project = studio_.session()->folder(), ours = ours.toStdString(), theirs = theirs.toStdString()] {
                return compareLabels(project, ours, theirs);
            },
            [this, turn](Outcome<std::shared_ptr<const ComparedLabels>> outcome) {
                if (turn == turn_) take(std::move(outcome));
            });
    say();
}

void AgreementView::take(Outcome<std::shared_ptr<const ComparedLabels>> outcome) {
    reading_ = false;
    error_ = outcome.error;
    if (outcome.value) {
        compared_ = *outcome.value;
        const std::string ours = ours_->currentText().toStdString(), theirs = theirs_->currentText().toStdString();
        if (!log_->isAbout(ours, theirs))
            log_->open(studio_.session()->readOnly() ? QString() : studio_.session()->folder(), ours, theirs,
                       compared_->decisions);
        difference_->setNames(ours_->currentText(), theirs_->currentText());
        name_->setText(freeName());
        fillFigures();
        fillList();
    }
    say();
}

QString AgreementView::freeName() const {
    const QString first = ours_->currentText() + "_" + theirs_->currentText();
    QString name = first;
    for (int number = 2; studio_.session()->hasDataset(name.toStdString()); ++number)
        name = first + "_" + QString::number(number);
    return name;
}

void AgreementView::fillFigures() {
    figures_->clear();
    if (!compared_) return;
    const data::Agreement& all = compared_->agreement;
    const auto count = [this](std::int64_t number) { return locale().toString(static_cast<qlonglong>(number)); };
    const auto add = [this](const QString& name, const QString& figure) {
        auto* item = new QTreeWidgetItem(figures_, {name, figure});
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(0, name);
    };
    const auto share = [this](const std::optional<double>& figure) {
        return figure ? tr("%1 %", "a share").arg(locale().toString(100 * *figure, 'f', 1)) : QString("–");
    };
    add(tr("Samples in both, of them alike"),
        tr("%1, %2", "two counts").arg(count(compared_->same + std::ssize(all.samples)), count(compared_->same)));
    add(tr("Only in A, only in B"),
        tr("%1, %2", "two counts").arg(count(std::ssize(all.onlyOurs)), count(std::ssize(all.onlyTheirs))));
    add(tr("The same answers"), tr("%1 of %2", "so many of all").arg(count(all.sameAnswers), count(all.answered)));
    add(tr("Characters that differ"), share(all.characterErrors));
    add(tr("Tags shared"), share(all.tags));
    add(tr("Labels shared"), share(all.labels));
    add(tr("Overlap of regions"), share(all.boxes));
    add(tr("Regions on one place, alone"), tr("%1, %2", "two counts").arg(count(all.matched), count(all.unmatched)));
}

void AgreementView::fillList() {
    const QSignalBlocker quiet(list_);
    list_->clear();
    if (!compared_) return;
    for (const data::SampleAgreement& one : compared_->agreement.samples) {
        auto* item = new QTreeWidgetItem(
            list_, {QString::fromStdString(one.id),
                    tr("%1 %", "a share").arg(locale().toString(100 * (1 - one.disagreement), 'f', 0)),
                    {}});
        item->setTextAlignment(Column::Agree, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(Column::Sample, "<p>" + item->text(Column::Sample).toHtmlEscaped() + "</p>");
        sayDecision(item);
    }
    const auto before = list_->findItems(at_, Qt::MatchExactly | Qt::MatchCaseSensitive);
    list_->setCurrentItem(before.isEmpty() ? list_->topLevelItem(0) : before.front());
    showCurrent();
    list_->setFocus();
}

void AgreementView::sayDecision(QTreeWidgetItem* item) {
    const std::string id = item->text(Column::Sample).toStdString();
    const Decision decision = log_->of(id);
    const data::Differences differ = data::differences(compared_->ours.at(id), compared_->theirs.at(id));
    std::vector<Take> takes;
    for (const auto& [differs, take] :
         {std::pair(differ.turns, decision.turns), std::pair(differ.regions, decision.regions),
          std::pair(differ.tags, decision.tags)})
        if (differs) takes.push_back(take);
    const auto all = [&](Take take) {
        return std::all_of(takes.begin(), takes.end(), [=](Take t) { return t == take; });
    };
    const bool decided = data::isDecided(decision, differ);
    item->setText(Column::Decided, all(Take::Open)     ? tr("open")
                                   : !decided          ? tr("begun")
                                   : all(Take::Ours)   ? tr("A")
                                   : all(Take::Theirs) ? tr("B")
                                   : all(Take::Both)   ? tr("both")
                                                       : tr("mixed"));
    item->setIcon(Column::Decided, decided ? icon("check", Role::Success) : QIcon());
}

void AgreementView::showCurrent() {
    const QTreeWidgetItem* item = list_->currentItem();
    if (!item || !compared_) return;
    at_ = item->text(Column::Sample);
    const std::string id = at_.toStdString();
    difference_->setSamples(compared_->ours.at(id), compared_->theirs.at(id));
    difference_->setDecision(log_->of(id), studio_.session()->readOnly());
}

void AgreementView::step(int by) {
    const int count = list_->topLevelItemCount();
    if (count == 0) return;
    const int row = std::clamp(list_->indexOfTopLevelItem(list_->currentItem()) + by, 0, count - 1);
    list_->setCurrentItem(list_->topLevelItem(row));
}

// By a key for the whole sample, and on to the next. Conversations cannot be put together: Both leaves theirs open.
void AgreementView::decideAll(Take take) {
    const QTreeWidgetItem* item = list_->currentItem();
    if (!item || !compared_ || studio_.session()->readOnly()) return;
    Decision decision = log_->of(item->text(Column::Sample).toStdString());
    if (take != Take::Both) decision.turns = take;
    decision.regions = decision.tags = take;
    decide(decision);
    if (take != Take::Both) step(1);
}

void AgreementView::decide(const Decision& decision) {
    const QTreeWidgetItem* item = list_->currentItem();
    if (!item || !compared_) return;
    const std::string id = item->text(Column::Sample).toStdString();
    log_->decide(id, decision);
    showDecided(id);
}

void AgreementView::showDecided(const std::string& sample) {
    const auto found = list_->findItems(QString::fromStdString(sample), Qt::MatchExactly | Qt::MatchCaseSensitive);
    if (found.isEmpty()) return;
    sayDecision(found.front());
    list_->setCurrentItem(found.front());
    difference_->setDecision(log_->of(sample), studio_.session()->readOnly());
    say();
}

void AgreementView::undo() {
    if (const auto sample = log_->undo())
        showDecided(*sample);
    else
        studio_.say(Studio::Tone::Info, tr("There is nothing to take back."));
}

void AgreementView::redo() {
    if (const auto sample = log_->redo())
        showDecided(*sample);
    else
        studio_.say(Studio::Tone::Info, tr("There is nothing to do again."));
}

void AgreementView::merge() {
    Session* session = studio_.session();
    if (!compared_ || session->readOnly()) return;
    const QString name = name_->text().trimmed();
    const auto report = std::make_shared<data::MergeReport>();
    const client::JobId job =
        studio_.jobs().start({"merge", tr("Merge into %1").arg(name).toStdString(), client::JobSpec::Lane::Light},
                             [session, report, name = name.toStdString(), ours = ours_->currentText().toStdString(),
                              theirs = theirs_->currentText().toStdString(),
                              decisions = log_->all()](protocol::Control&, const protocol::EventSink&) {
                                 session->write([&](data::Project& project) {
                                     *report = data::writeMerged(project, ours, theirs, decisions, name);
                                 });
                                 return Json();
                             });
    merge_->setEnabled(false);
    studio_.jobs().whenEnded(job, this, [=, this](const client::JobStatus& status) {
        say();
        setStyleFlag(name_, "invalid", status.error && status.error->where() == "name");
        if (status.error) return studio_.say(*status.error);
        if (status.state != protocol::State::Done) return;
        studio_.session()->noteDataChanged();
        QStringList sentences{
            tr("%Ln samples are in the dataset %1.", nullptr, static_cast<int>(report->samples)).arg(name)};
        if (report->open > 0)
            sentences << tr("In %Ln of them nobody has decided all yet: they are as A has them, and not checked.",
                            nullptr, static_cast<int>(report->open));
        if (report->leftOut > 0)
            sentences << tr("%Ln samples of B alone are left out: their files lie elsewhere.", nullptr,
                            static_cast<int>(report->leftOut));
        studio_.say(Studio::Tone::Success, sentences.join(' '));
    });
}

void AgreementView::say() {
    const int differing = compared_ ? static_cast<int>(compared_->agreement.samples.size()) : 0;
    int decided = 0;
    for (int i = 0; i < list_->topLevelItemCount(); ++i)
        decided += !list_->topLevelItem(i)->icon(Column::Decided).isNull();
    const bool shared = compared_ && compared_->same + differing > 0;
    progress_->setText(
        differing > 0 ? tr("%1 of %Ln differing samples decided", nullptr, differing).arg(locale().toString(decided))
                      : QString());
    for (QWidget* widget : {static_cast<QWidget*>(name_), static_cast<QWidget*>(merge_)})
        widget->setVisible(shared && !studio_.session()->readOnly());
    merge_->setEnabled(true);
    stack_->setCurrentWidget(differing > 0 ? static_cast<QWidget*>(parts_) : state_);
    if (reading_) {
        state_->showLoading(tr("Comparing the labels"));
    } else if (error_) {
        state_->showError(tr("The labels cannot be compared"), describe(*error_),
                          QString::fromStdString(error_->what()));
        state_->setPrimaryAction(tr("&Try again"), tr("Compares them once more"));
    } else if (ours_->count() < 2) {
        state_->showEmpty("compare", tr("Two datasets are needed"),
                          tr("Export the dataset, let a second person label the same samples, and bring what they made "
                             "in under another name. Samples with the same id are compared."));
    } else if (!compared_) {
        state_->showEmpty("compare", tr("Choose another dataset"), tr("A and B are the same."));
    } else if (!shared) {
        state_->showEmpty("compare", tr("They share no sample"),
                          tr("Samples with the same id are compared; these two datasets have none."));
    } else {
        state_->showEmpty(
            "success", tr("They agree"),
            tr("All %Ln samples that both have are labelled alike.", nullptr, static_cast<int>(compared_->same)));
    }
}

void AgreementView::retranslate() {
    title_->setFont(theme().font(TextStyle::Strong));
    title_->setText(tr("Agreement"));
    oursLabel_->setText(tr("A"));
    theirsLabel_->setText(tr("B"));
    setHint(ours_, tr("The first person's labels: what nobody decides stays as it is here"));
    setHint(theirs_, tr("The second person's labels of the same samples"));
    name_->setPlaceholderText(tr("Name of the new dataset"));
    setHint(name_, tr("Name of the dataset that both are merged into"));
    merge_->setText(tr("Merge into it"));
    merge_->setToolTip(tr("Makes a new dataset of what was decided; A and B stay as they are"));
    close_->setText(tr("Back to the data"));
    close_->setToolTip(tr("What was decided is kept"));
    list_->setHeaderLabels({tr("Sample"), tr("Alike"), tr("Taken")});
    list_->setAccessibleName(tr("Samples that differ, worst first"));
    list_->setToolTip(tr("J and K: next and previous. 1: take A, 2: take B, 3: take both"));
    figures_->setAccessibleName(tr("How far they agree"));
    difference_->retranslate();
    fillFigures();
    if (compared_)
        for (int i = 0; i < list_->topLevelItemCount(); ++i)
            sayDecision(list_->topLevelItem(i));
    if (studio_.session()) say();
}

}  // namespace atelier::ui
