#include "pages/model/hub/hub_details.h"

#include "card.h"
#include "controls.h"
#include "elided_label.h"
#include "format.h"
#include "hub/cache.h"
#include "hub/card.h"
#include "markdown_view.h"
#include "pages/model/hub/hub_account.h"
#include "pages/model/hub/hub_download.h"
#include "pages/model/hub/hub_words.h"
#include "pages/model/model_folder.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kPatience = 250;  // milliseconds: going through the list asks for no card
constexpr int kSteps = 1000;

}  // namespace

HubDetails::HubDetails(HubAccount& account, HubDownload& download, QWidget* parent)
    : QWidget(parent), account_(account), download_(download) {
    soon_.setSingleShot(true);
    soon_.setInterval(kPatience);
    connect(&soon_, &QTimer::timeout, this, &HubDetails::readCard);
    empty_ = new StateView;
    frame_ = new Card;
    name_ = new ElidedLabel({}, Qt::ElideMiddle);
    name_->setObjectName("hub-name");
    name_->setProperty("data", true);
    facts_ = new QLabel;
    facts_->setObjectName("hub-facts");
    gated_ = new QLabel;
    gated_->setObjectName("hub-gated");
    progressWords_ = new QLabel;
    progressWords_->setObjectName("hub-progress-words");
    failure_ = new QLabel;
    failure_->setObjectName("hub-failure");
    setKind(facts_, "muted");
    setKind(gated_, "warning");
    for (QLabel* label : {facts_, gated_, progressWords_, failure_}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    }
    failure_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    note_ = new ElidedLabel;
    setKind(note_, "muted");
    bar_ = new QProgressBar;
    bar_->setObjectName("hub-progress");
    bar_->setTextVisible(false);
    const auto button = [](const char* name, const char* drawing, const char* kind, Role role = Role::TextMuted) {
        auto* made = new QPushButton;
        made->setObjectName(name);
        made->setIcon(icon(drawing, role));
        if (*kind) setKind(made, kind);
        return made;
    };
    pull_ = button("hub-pull", "import", "primary", Role::OnAccent);
    stop_ = button("hub-stop", "stop", "");
    open_ = button("hub-open", "model", "primary", Role::OnAccent);
    web_ = button("hub-web", "export", "quiet");
    token_ = button("hub-failure-token", "lock", "quiet");
    connect(pull_, &QPushButton::clicked, this, &HubDetails::pull);
    connect(stop_, &QPushButton::clicked, &download_, &HubDownload::stop);
    connect(open_, &QPushButton::clicked, this, [this] {
        if (cached_) Q_EMIT openWanted(QString::fromStdString(cached_->string()));
    });
    connect(web_, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl(page())); });
    connect(token_, &QPushButton::clicked, this, &HubDetails::tokenWanted);

    progressRow_ = new QWidget;
    auto* progress = new QVBoxLayout(progressRow_);
    progress->setContentsMargins(0, 0, 0, 0);
    progress->setSpacing(space::kTight);
    progress->addWidget(bar_);
    progress->addWidget(progressWords_);
    progress->addWidget(note_);
    auto* failureFrame = new QFrame;
    setKind(failureFrame, "note-danger");
    failureFrame_ = failureFrame;
    auto* failure = new QVBoxLayout(failureFrame);
    failure->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    failure->addWidget(failure_);
    failure->addWidget(token_, 0, Qt::AlignLeft);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kSmall);
    for (QPushButton* one : {open_, pull_, stop_, web_})
        buttons->addWidget(one);
    buttons->addStretch(1);
    view_ = new MarkdownView;
    view_->setObjectName("hub-card");
    for (QWidget* one : {static_cast<QWidget*>(name_), static_cast<QWidget*>(facts_), static_cast<QWidget*>(gated_)})
        frame_->body()->addWidget(one);
    frame_->body()->addLayout(buttons);
    frame_->body()->addWidget(progressRow_);
    frame_->body()->addWidget(failureFrame_);
    frame_->body()->addWidget(view_, 1);
    stack_ = new QStackedWidget;
    stack_->addWidget(empty_);
    stack_->addWidget(frame_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(stack_);
    connect(&download_, &HubDownload::changed, this, &HubDetails::showDownload);
    connect(&download_, &HubDownload::ended, this, &HubDetails::showDownload);
    connect(&account_, &HubAccount::changed, this, [this] {
        if (model_ && cardError_) readCard();
        showDownload();
    });
}

void HubDetails::setModel(const hub::FoundModel& model, const QString& revision, std::optional<std::uint64_t> memory) {
    model_ = model;
    revision_ = revision;
    memory_ = memory;
    card_.clear();
    cardError_.reset();
    stack_->setCurrentWidget(frame_);
    thread_.forget();
    soon_.start();
    showFacts();
    showDownload();
}

void HubDetails::clear() {
    model_.reset();
    thread_.forget();
    soon_.stop();
    stack_->setCurrentWidget(empty_);
}

std::optional<hub::Repository> HubDetails::repository() const {
    if (!model_) return std::nullopt;
    hub::Repository one;
    one.id = model_->id;
    if (!revision_.isEmpty()) one.revision = revision_.toStdString();
    return one;
}

QString HubDetails::page() const {
    try {
        return model_ ? QString::fromStdString(account_.access().endpoint + "/" + model_->id) : QString();
    } catch (const Error&) {
        return {};
    }
}

bool HubDetails::isDownloads() const {
    const auto mine = repository();
    return mine && download_.repository().id == mine->id && download_.repository().revision == mine->revision;
}

void HubDetails::readCard() {
    const auto wanted = repository();
    if (!wanted) return;
    cardError_.reset();
    try {
        const hub::Access access = account_.access();
        thread_.start(
            this, [wanted = *wanted, access](std::stop_token stop) { return hub::modelCard(wanted, access, stop); },
            [this](Outcome<std::string> outcome) {
                card_ = QString::fromStdString(outcome.value.value_or(""));
                cardError_ = outcome.error;
                showFacts();
            });
    } catch (const Error& error) {
        cardError_ = error;
    }
    showFacts();
}

void HubDetails::showFacts() {
    if (!model_) return;
    name_->setText(QString::fromStdString(repository()->name()));
    QStringList facts;
    if (!model_->family.empty()) facts.append(familyText(model_->family));
    if (model_->parameters) facts.append(tr("%1 parameters").arg(parametersText(*model_)));
    if (model_->bytes) facts.append(sizeText(*model_));
    if (!model_->licence.empty()) facts.append(tr("licence: %1").arg(QString::fromStdString(model_->licence)));
    if (model_->downloads > 0) facts.append(tr("%1 downloads").arg(locale().toString(qlonglong(model_->downloads))));
    if (!model_->changed.empty()) facts.append(tr("changed %1").arg(QString::fromStdString(model_->changed)));
    if (const auto fit = fits(*model_, memory_))
        facts.append(*fit ? tr("runs on this machine") : tr("takes more memory than this machine has"));
    facts_->setText(facts.join(" · "));
    facts_->setVisible(!facts.isEmpty());
    gated_->setVisible(model_->gated);
    if (thread_.running() || soon_.isActive())
        view_->setText(tr("*The model card is being read…*"));
    else if (cardError_)
        view_->setText(tr("The model card cannot be read.") + "\n\n" + troubleText(*cardError_).replace('\n', "  \n"));
    else
        view_->setText(card_.isEmpty() ? tr("*This model has no model card.*") : card_);
}

void HubDetails::pull() {
    const auto wanted = repository();
    if (!wanted || download_.running()) return;
    try {
        download_.start(*wanted, account_.access());
    } catch (const Error& error) {
        failureFrame_->show();
        failure_->setText(troubleText(error));
    }
}

void HubDetails::showDownload() {
    if (!model_) return;
    const bool mine = isDownloads(), running = download_.running();
    const hub::PullProgress& progress = download_.progress();
    if (!(mine && running)) {
        cached_.reset();
        try {
            cached_ = hub::CachedRepository(account_.access().cache, *repository()).snapshot();
        } catch (const Error&) {  // the download says what is wrong
        }
    }
    const bool begun = mine && !running && !download_.result() && progress.bytes > 0;
    pull_->setVisible(!(mine && running));
    pull_->setEnabled(!running);
    setKind(pull_, cached_ ? "quiet" : "primary");
    pull_->setIcon(icon("import", cached_ ? Role::TextMuted : Role::OnAccent));
    pull_->setText(begun ? tr("&Go on") : cached_ ? tr("Look for a &newer version") : tr("&Download"));
    pull_->setToolTip(running ? tr("%1 is being downloaded").arg(QString::fromStdString(download_.repository().name()))
                      : begun ? tr("Goes on where the download was stopped")
                      : cached_ ? tr("Downloads what has changed on the hub")
                                : tr("Downloads the weights and what belongs to them into the cache that Python's "
                                     "huggingface_hub uses too"));
    stop_->setVisible(mine && running);
    stop_->setEnabled(!download_.stopping());
    open_->setVisible(cached_.has_value() && !(mine && running));
    progressRow_->setVisible(mine && (running || begun));
    bar_->setRange(0, running && progress.totalBytes == 0 ? 0 : kSteps);
    if (progress.totalBytes > 0)
        bar_->setValue(static_cast<int>(double(progress.bytes) / double(progress.totalBytes) * kSteps));
    QStringList words;
    if (progress.totalBytes > 0)
        words.append(tr("%1 of %2")
                         .arg(bytesText(static_cast<std::uint64_t>(progress.bytes)),
                              bytesText(static_cast<std::uint64_t>(progress.totalBytes))));
    else if (running)
        words.append(tr("asking the hub"));
    if (download_.stopping()) {
        words.append(tr("stops"));
    } else if (running) {
        if (progress.bytesPerSecond > 0)
            words.append(
                tr("%1/s", "bytes a second").arg(bytesText(static_cast<std::uint64_t>(progress.bytesPerSecond))));
        if (progress.secondsLeft >= 0) words.append(tr("%1 left").arg(durationText(progress.secondsLeft)));
    } else if (begun) {
        words.append(tr("stopped; what came is kept"));
    }
    progressWords_->setText(words.join(" · "));
    note_->setText(running ? download_.note() : QString());
    note_->setVisible(running && !download_.note().isEmpty());
    const bool failed = mine && !running && download_.error();
    failureFrame_->setVisible(failed);
    if (failed) failure_->setText(troubleText(*download_.error()));
    token_->setVisible(failed && HubAccount::canEnter());
}

void HubDetails::retranslate() {
    name_->setFont(theme().font(TextStyle::Heading));
    empty_->showEmpty("model", tr("Choose a model"),
                      tr("Its model card, licence and size are shown here before you "
                         "download anything."));
    gated_->setText(tr("Open only to those who accept its licence: accept it on the model's page, and enter a token."));
    stop_->setText(tr("S&top"));
    stop_->setToolTip(tr("Stops the download; what came is kept, and the next one goes on from there"));
    open_->setText(tr("&Open"));
    open_->setToolTip(tr("Makes it this project's model"));
    web_->setText(tr("Its page"));
    web_->setToolTip(tr("Opens the model's page on the hub in your browser"));
    token_->setText(tr("Enter a token…"));
    token_->setToolTip(tr("Sends a token of yours to the hub"));
    bar_->setAccessibleName(tr("Share that is downloaded"));
    view_->setAccessibleName(tr("Model card"));
    showFacts();
    showDownload();
}

}  // namespace atelier::ui
