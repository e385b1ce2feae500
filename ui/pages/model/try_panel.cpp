#include "pages/model/try_panel.h"

#include "bridge/background.h"
#include "busy_spinner.h"
#include "card.h"
#include "combo_box.h"
#include "controls.h"
#include "drop_area.h"
#include "format.h"
#include "image_canvas.h"
#include "pages/data/sample/picture.h"
#include "protocol/jobs/generate.h"
#include "runs/runs.h"
#include "shown_greys.h"
#include "theme/icon.h"
#include "theme/theme.h"
#include "vision/image_kinds.h"

#include <QComboBox>
#include <QCryptographicHash>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kPictureHeight = 200, kPromptHeight = 68, kAnswerHeight = 110;
constexpr std::int64_t kMostTokens = 256;
constexpr int kLookedAt = 400;  // samples that a random one is taken of

struct Taken {
    QString picture, prompt;
};

}  // namespace

TryPanel::TryPanel(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    card_ = new Card({}, this);
    drop_ = new DropArea;
    drop_->setObjectName("try-drop");
    drop_->setIcon("image");
    drop_->setFilter(&isPicture);
    canvas_ = new ImageCanvas;
    canvas_->setObjectName("try-picture");
    place_ = new QStackedWidget;
    place_->addWidget(drop_);
    place_->addWidget(canvas_);
    place_->setMinimumHeight(kPictureHeight);
    // As much room as is left: a large picture does not push the question out of sight.
    place_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    connect(drop_, &DropArea::dropped, this, [this](const QStringList& paths) { setPicture(paths.front()); });
    connect(drop_, &DropArea::browseRequested, this, &TryPanel::choosePicture);

    const auto button = [](const QString& name, const QString& drawing, const char* kind, Role role = Role::TextMuted) {
        auto* made = new QPushButton;
        made->setObjectName(name);
        made->setIcon(icon(drawing, role));
        if (*kind) setKind(made, kind);
        return made;
    };
    fromData_ = button("try-from-data", "data", "quiet");
    other_ = button("try-other", "image", "quiet");
    without_ = button("try-without", "close", "quiet");
    connect(fromData_, &QPushButton::clicked, this, &TryPanel::takeFromData);
    connect(other_, &QPushButton::clicked, this, &TryPanel::choosePicture);
    connect(without_, &QPushButton::clicked, this, [this] { setPicture({}); });

    promptLabel_ = new QLabel;
    prompt_ = new QPlainTextEdit;
    prompt_->setObjectName("try-prompt");
    prompt_->setFixedHeight(kPromptHeight);
    prompt_->setTabChangesFocus(true);
    promptLabel_->setBuddy(prompt_);
    connect(prompt_, &QPlainTextEdit::textChanged, this, &TryPanel::update);
    answererLabel_ = new QLabel;
    answerer_ = new ComboBox(12);
    answerer_->setObjectName("try-answerer");
    answererLabel_->setBuddy(answerer_);
    ask_ = button("try-ask", "send", "primary", Role::OnAccent);
    stop_ = button("try-stop", "stop", "");
    connect(ask_, &QPushButton::clicked, this, &TryPanel::ask);
    connect(stop_, &QPushButton::clicked, this, &TryPanel::stop);

    answerLabel_ = new QLabel;
    spinner_ = new BusySpinner(14);
    facts_ = new QLabel;
    facts_->setObjectName("try-facts");
    setKind(facts_, "muted");
    answer_ = new QPlainTextEdit;
    answer_->setObjectName("try-answer");
    setKind(answer_, "log");
    answer_->setReadOnly(true);
    answer_->setTabChangesFocus(true);
    answer_->setMinimumHeight(kAnswerHeight);
    answerLabel_->setBuddy(answer_);
    auto* failureFrame = new QFrame;
    setKind(failureFrame, "note-danger");
    failure_ = new QLabel;
    failure_->setObjectName("try-failure");
    failure_->setTextFormat(Qt::PlainText);
    failure_->setWordWrap(true);
    failure_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    failure_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    auto* failureRow = new QHBoxLayout(failureFrame);
    failureRow->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    failureRow->addWidget(failure_);
    failureFrame_ = failureFrame;

    auto* pictureRow = new QHBoxLayout;
    pictureRow->setSpacing(space::kTight);
    pictureRow->addWidget(fromData_);
    pictureRow->addWidget(other_);
    pictureRow->addWidget(without_);
    pictureRow->addStretch(1);
    auto* askRow = new QHBoxLayout;
    askRow->setSpacing(space::kSmall);
    askRow->addWidget(answererLabel_);
    askRow->addWidget(answerer_, 1);
    askRow->addWidget(stop_);
    askRow->addWidget(ask_);
    auto* answerRow = new QHBoxLayout;
    answerRow->setSpacing(space::kSmall);
    answerRow->addWidget(answerLabel_);
    answerRow->addWidget(spinner_);
    answerRow->addStretch(1);
    answerRow->addWidget(facts_);
    QVBoxLayout* body = card_->body();
    body->addWidget(place_, 2);
    body->addLayout(pictureRow);
    body->addWidget(promptLabel_);
    body->addWidget(prompt_);
    body->addLayout(askRow);
    body->addSpacing(space::kSmall);
    body->addLayout(answerRow);
    body->addWidget(answer_, 1);
    body->addWidget(failureFrame_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card_);
    connect(&theme(), &Theme::changed, this, &TryPanel::applyFonts);
    connect(&studio_.jobs(), &JobCenter::news, this, &TryPanel::readNews);
    connect(&studio_.jobs(), &JobCenter::finished, this, &TryPanel::readEnd);
    update();
}

// Not before everything has its parent: fonts that are set earlier are lost when the style sheet comes to a widget.
void TryPanel::applyFonts() {
    for (QLabel* label : {promptLabel_, answerLabel_})
        label->setFont(theme().font(TextStyle::Strong));
    facts_->setFont(theme().font(TextStyle::Small));
}

void TryPanel::retranslate() {
    applyFonts();
    card_->setTitle(tr("A quick try"));
    drop_->setTexts(
        tr("Drop a picture here"),
        tr("%1. Without one, the model is asked in words only.").arg(QString::fromStdString(vision::readableKinds())),
        tr("Choose a picture…"));
    drop_->button()->setToolTip(tr("Opens a picture from your files"));
    canvas_->setAccessibleName(tr("The picture that is asked about"));
    fromData_->setText(tr("From the data"));
    fromData_->setToolTip(tr("Takes a picture and its question from the chosen dataset, another one each time"));
    other_->setText(tr("Another…"));
    other_->setToolTip(tr("Opens another picture from your files"));
    without_->setText(tr("Without"));
    without_->setToolTip(tr("Takes the picture away"));
    promptLabel_->setText(tr("&Question"));
    prompt_->setPlaceholderText(tr("What do you want to know?"));
    prompt_->setToolTip(tr("What the model is asked about the picture"));
    prompt_->setAccessibleName(tr("Question"));
    answererLabel_->setText(tr("Answ&ered by"));
    answerer_->setToolTip(tr("The model as it is, or as one of this project's runs has tuned it"));
    answerer_->setAccessibleName(tr("Answered by"));
    ask_->setText(tr("&Ask"));
    ask_->setToolTip(
        tr("Lets the model answer (%1)").arg(QKeySequence("Ctrl+Return").toString(QKeySequence::NativeText)));
    stop_->setText(tr("&Stop"));
    stop_->setToolTip(tr("Ends the answer here; what there is stays"));
    answerLabel_->setText(tr("Answer"));
    answer_->setPlaceholderText(tr("The answer appears here, word by word."));
    answer_->setAccessibleName(tr("Answer"));
    refresh();
}

void TryPanel::refresh() {
    listAnswerers();
    if (prompt_->toPlainText().isEmpty()) {
        const QString last = studio_.preferences().text(promptKey());
        prompt_->setPlainText(last.isEmpty() ? tr("Describe the picture.") : last);
    }
    update();
}

QString TryPanel::promptKey() const {
    const QString model = studio_.session() ? studio_.session()->model() : QString();
    return "prompt/" + QCryptographicHash::hash(model.toUtf8(), QCryptographicHash::Md5).toHex();
}

// The logs of many runs take time to read.
void TryPanel::listAnswerers() {
    if (!studio_.session()) return;
    const std::filesystem::path model = studio_.session()->model().toStdString();
    const Answerer asItIs{{}, model, {}};
    setAnswerers(answerers_.empty() || answerers_.front().model != model ? std::vector{asItIs} : answerers_);
    inBackground(
        this,
        [project = studio_.session()->project().folder(), asItIs] {
            std::vector found{asItIs};
            for (const runs::RunInfo& run : runs::listRuns(project)) {
                const QString name = QString::fromStdString(run.name);
                if (run.hasAdapter)
                    found.push_back({name, run.base.empty() ? asItIs.model : run.base, run.result / "adapter"});
                else if (run.hasModel)
                    found.push_back({name, run.result / "model", {}});
            }
            return found;
        },
        [this, listing = ++listings_](Outcome<std::vector<Answerer>> outcome) {
            if (listing == listings_ && outcome.value) setAnswerers(std::move(*outcome.value));
        });
}

void TryPanel::setAnswerers(std::vector<Answerer> answerers) {
    const int row = answerer_->currentIndex();
    const QString before = row < 0 ? QString() : answerers_[static_cast<std::size_t>(row)].run;
    answerers_ = std::move(answerers);
    const QSignalBlocker quiet(answerer_);
    answerer_->clear();
    for (const Answerer& one : answerers_)
        answerer_->addItem(icon(one.run.isEmpty() ? "model" : "runs"),
                           one.run.isEmpty() ? tr("the model as it is") : one.run);
    for (std::size_t i = 0; i < answerers_.size(); ++i)
        if (answerers_[i].run == before) answerer_->setCurrentIndex(static_cast<int>(i));
}

void TryPanel::setPicture(const QString& path) {
    picture_ = path;
    const std::uint64_t pick = ++picks_;
    update();
    if (path.isEmpty()) return;
    canvas_->showLoading(tr("Opening the picture"));
    inBackground(
        this, [path] { return loadPicture(mediaOfKey(path)); },
        [this, pick](Outcome<QImage> outcome) {
            if (pick != picks_) return;
            if (outcome.value)
                canvas_->setImage(*outcome.value);
            else
                canvas_->showError(tr("The picture cannot be shown"), describe(*outcome.error));
        });
}

void TryPanel::choosePicture() {
    const QString from = picture_.isEmpty() ? studio_.preferences().text("folder/picture") : picture_;
    const QString path = QFileDialog::getOpenFileName(this, tr("Choose a picture"), from,
                                                      tr("Pictures (%1)").arg(pictureFilters().join(' ')));
    if (path.isEmpty()) return;
    studio_.preferences().setText("folder/picture", QFileInfo(path).absolutePath());
    setPicture(path);
}

void TryPanel::takeFromData() {
    const QString project = studio_.session()->folder(), dataset = studio_.session()->dataset();
    inBackground(
        this,
        [project, dataset] {
            const auto opened = data::Project::open(project.toStdString(), data::Project::Access::ReadOnly);
            std::vector<Taken> found;
            opened.forEachSample(dataset.toStdString(), [&](const data::Sample& sample) {
                // What is asked about is a whole file: samples that show a part of one are left out.
                if (sample.media.size() != 1 || sample.media[0].crop ||
                    sample.media[0].kind != data::Media::Kind::Image)
                    return true;
                Taken taken{QString::fromStdString(sample.media[0].path.string()), {}};
                for (const auto& turn : sample.turns)
                    if (turn.role == data::Turn::Role::User && taken.prompt.isEmpty())
                        taken.prompt = QString::fromStdString(turn.text).remove(data::kImageMark).trimmed();
                found.push_back(std::move(taken));
                return found.size() < kLookedAt;
            });
            if (found.empty())
                throw Error(QCoreApplication::translate("TryPanel", "no sample with one whole picture").toStdString(),
                            dataset.toStdString());
            return found[QRandomGenerator::global()->bounded(static_cast<quint32>(found.size()))];
        },
        [this](Outcome<Taken> outcome) {
            if (outcome.error) return studio_.say(*outcome.error);
            setPicture(outcome.value->picture);
            if (!outcome.value->prompt.isEmpty()) prompt_->setPlainText(outcome.value->prompt);
        });
}

void TryPanel::ask() {
    if (asking() || !ask_->isEnabled()) return;
    const Answerer& by = answerers_[static_cast<std::size_t>(std::max(0, answerer_->currentIndex()))];
    protocol::GenerateRequest request;
    request.model = by.model;
    request.adapter = by.adapter;
    request.prompt = prompt_->toPlainText().trimmed().toStdString();
    if (!picture_.isEmpty()) request.images = {picture_.toStdString()};
    // What a run made knows it by itself.
    if (by.run.isEmpty()) request.imageGreyWindow = vision::nameOf(shownGreys());
    request.maxNewTokens = kMostTokens;
    studio_.preferences().setText(promptKey(), prompt_->toPlainText().trimmed());
    answer_->clear();
    problem_.clear();
    phase_.clear();
    result_.reset();
    stopped_ = false;
    // Only a job that runs beside it can give memory back.
    const auto active = studio_.jobs().active();
    request.waitForMemory = std::any_of(active.begin(), active.end(), [](const client::JobStatus& job) {
        return job.spec.lane == client::JobSpec::Lane::Engine && job.state != protocol::State::Idle;
    });
    job_ = studio_.jobs().ask({"try", tr("Try the model").toStdString()}, request);
    update();
}

void TryPanel::stop() {
    if (asking()) studio_.jobs().cancel(job_);
}

void TryPanel::readNews(client::JobId job, const JobNews& news) {
    if (job != job_) return;
    if (news.phase) phase_ = phaseText(*news.phase);
    if (!news.answerText.empty()) {
        QTextCursor end(answer_->document());
        end.movePosition(QTextCursor::End);
        end.insertText(QString::fromStdString(news.answerText));
    }
    update();
}

void TryPanel::readEnd(client::JobId job) {
    if (job != job_) return;
    job_ = -1;
    const client::JobStatus status = studio_.jobs().status(job);
    stopped_ = status.state == protocol::State::Stopped;
    if (status.error) problem_ = describe(*status.error);
    if (status.state == protocol::State::Done) try {
            result_ = protocol::fromJson<protocol::GenerateResult>(status.result, "result");
            const QString text = QString::fromStdString(result_->text);
            if (answer_->toPlainText() != text) answer_->setPlainText(text);
        } catch (const Error& error) {
            problem_ = describe(error);
        }
    update();
}

void TryPanel::update() {
    const bool hasModel = studio_.session() && !studio_.session()->model().isEmpty();
    const bool hasPicture = !picture_.isEmpty();
    place_->setCurrentIndex(hasPicture ? 1 : 0);
    other_->setVisible(hasPicture);
    without_->setVisible(hasPicture);
    fromData_->setVisible(studio_.session() && !studio_.session()->dataset().isEmpty());
    ask_->setEnabled(hasModel && !asking() && !prompt_->toPlainText().trimmed().isEmpty());
    stop_->setVisible(asking());
    spinner_->setVisible(asking());
    failureFrame_->setVisible(!problem_.isEmpty());
    failure_->setText(problem_);
    if (asking())
        facts_->setText(studio_.jobs().status(job_).state == protocol::State::Idle ? tr("waits for the job that runs")
                                                                                   : phase_);
    else if (result_)
        facts_->setText(tr("%Ln tokens, %1 tokens/s, %2", nullptr, static_cast<int>(result_->tokens.size()))
                            .arg(locale().toString(result_->tokensPerSecond, 'f', 1),
                                 result_->seconds < 10 ? tr("%1 s").arg(locale().toString(result_->seconds, 'f', 1))
                                                       : durationText(result_->seconds)));
    else
        facts_->setText(stopped_ ? tr("stopped") : QString());
}

}  // namespace atelier::ui
