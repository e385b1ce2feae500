#include "pages/model/hub/hub_panel.h"

#include "controls.h"
#include "elided_label.h"
#include "hub/fit.h"
#include "pages/model/hub/hub_account.h"
#include "pages/model/hub/hub_details.h"
#include "pages/model/hub/hub_download.h"
#include "pages/model/hub/hub_filters.h"
#include "pages/model/hub/hub_results.h"
#include "pages/model/hub/hub_token_row.h"
#include "pages/model/hub/hub_words.h"
#include "state_view.h"
#include "theme/theme.h"

#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kSideBySide = 900;  // pixels

}  // namespace

HubPanel::HubPanel(std::unique_ptr<SecretStore> secrets, QWidget* parent) : QWidget(parent) {
    account_ = new HubAccount(std::move(secrets), this);
    download_ = new HubDownload(this);
    filters_ = new HubFilters;
    state_ = new StateView;
    state_->setObjectName("hub-state");
    results_ = new HubResults;
    leftOut_ = new ElidedLabel;
    leftOut_->setObjectName("hub-left-out");
    setKind(leftOut_, "muted");
    auto* list = new QWidget;
    auto* inside = new QVBoxLayout(list);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(space::kTight);
    inside->addWidget(results_, 1);
    inside->addWidget(leftOut_);
    stack_ = new QStackedWidget;
    stack_->addWidget(state_);
    stack_->addWidget(list);
    details_ = new HubDetails(*account_, *download_);
    split_ = new QSplitter;
    split_->setObjectName("hub-split");
    split_->setChildrenCollapsible(false);
    split_->addWidget(stack_);
    split_->addWidget(details_);
    split_->setStretchFactor(0, 3);
    split_->setStretchFactor(1, 2);
    token_ = new HubTokenRow(*account_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kMedium);
    layout->addWidget(filters_);
    layout->addWidget(split_, 1);
    layout->addWidget(token_);
    connect(filters_, &HubFilters::wanted, this, &HubPanel::search);
    connect(results_, &HubResults::chosen, this, [this] {
        if (const hub::FoundModel* model = results_->current()) details_->setModel(*model, {}, memory_);
    });
    connect(state_, &StateView::primaryTriggered, this, [this] { searching() ? cancel() : search(); });
    connect(state_, &StateView::secondaryTriggered, token_, &HubTokenRow::edit);
    connect(details_, &HubDetails::openWanted, this, &HubPanel::openWanted);
    connect(details_, &HubDetails::tokenWanted, token_, &HubTokenRow::edit);
}

HubPanel::~HubPanel() = default;

void HubPanel::activated() {
    account_->load();
    filters_->takeFocus();
    if (!std::exchange(asked_, true)) search();
}

void HubPanel::search() {
    asked_ = true;
    error_.reset();
    memory_ = hub::usableMemory();
    const bool named = showNamed();
    if (!named) details_->clear();
    hub::SearchQuery query = filters_->query();
    // The hub looks for words of names: not for revisions and addresses.
    if (query.words.find("://") != query.words.npos) query.words = query.words.substr(query.words.rfind('/') + 1);
    query.words = query.words.substr(0, query.words.find('@'));
    try {
        const hub::Access access = account_->access();
        thread_.start(
            this,
            [this, query, access](std::stop_token stop) {
                return hub::searchModels(
                    query, access,
                    [this](const std::string& note) {
                        QMetaObject::invokeMethod(
                            this, [this, text = QString::fromStdString(note)] { showSearching(text); },
                            Qt::QueuedConnection);
                    },
                    stop);
            },
            [this](Outcome<hub::SearchResult> outcome) { show(std::move(outcome)); });
        showSearching(QString::fromStdString(access.endpoint));
    } catch (const Error& error) {
        error_ = error;
        showTrouble();
    }
}

// `text`: whom it asks, or what it tries again and why.
void HubPanel::showSearching(const QString& text) {
    if (!searching()) return;
    state_->showLoading(tr("Asking the hub"), text);
    state_->setPrimaryAction(tr("Cancel"), tr("Asks the hub no longer"));
    stack_->setCurrentIndex(0);
}

void HubPanel::cancel() {
    thread_.forget();
    state_->showEmpty("search", tr("The hub was not asked"), tr("The search was cancelled."));
    state_->setPrimaryAction(tr("&Search again"), tr("Asks the hub once more"));
}

bool HubPanel::showNamed() {
    const std::string words = filters_->words().toStdString();
    if (words.find('/') == words.npos) return false;
    try {
        const auto repository = hub::parseRepository(words, hub::Kind::Model, account_->access().endpoint);
        hub::FoundModel model;
        model.id = repository.id;
        details_->setModel(model, QString::fromStdString(repository.revision), memory_);
        return true;
    } catch (const Error&) {
        return false;  // words to look for
    }
}

void HubPanel::show(Outcome<hub::SearchResult> outcome) {
    error_ = outcome.error;
    found_ = std::move(outcome.value).value_or(hub::SearchResult{});
    results_->setModels(found_.models, memory_);
    if (error_) return showTrouble();
    sayLeftOut();
    if (found_.models.empty()) {
        state_->showEmpty("search", tr("No such model"),
                          tr("Look for fewer words, another size, or every family.") + '\n' + leftOut_->text());
        stack_->setCurrentIndex(0);
    } else {
        stack_->setCurrentIndex(1);
    }
}

void HubPanel::showTrouble() {
    if (error_->where() == "HF_HUB_OFFLINE")
        state_->showError(tr("Offline mode is on"),
                          tr("HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is set, so the hub is not asked. Models that were "
                             "downloaded before can be opened: type OWNER/NAME above. To search, start Atelier "
                             "without that variable."));
    else
        state_->showError(tr("The hub gives no answer to this"), troubleText(*error_),
                          QString::fromStdString(error_->what()));
    state_->setPrimaryAction(tr("&Try again"), tr("Asks the hub once more"));
    if (error_->where() != "HF_HUB_OFFLINE" && HubAccount::canEnter())
        state_->setSecondaryAction(tr("Enter a token…"), tr("Sends a token of yours to the hub"));
    stack_->setCurrentIndex(0);
}

void HubPanel::sayLeftOut() {
    QStringList words;
    if (found_.otherFamilies > 0)
        words.append(tr("%Ln of other families", nullptr, static_cast<int>(found_.otherFamilies)));
    if (found_.tooLarge > 0) words.append(tr("%Ln that are larger", nullptr, static_cast<int>(found_.tooLarge)));
    if (found_.unknownSize > 0)
        words.append(tr("%Ln whose size the hub does not know", nullptr, static_cast<int>(found_.unknownSize)));
    QString text = words.isEmpty() ? QString() : tr("Left out: %1.").arg(words.join(", "));
    if (found_.more) text += (text.isEmpty() ? "" : " ") + tr("The hub has more: add a word.");
    leftOut_->setText(text);
    leftOut_->setVisible(!text.isEmpty());
}

void HubPanel::retranslate() {
    filters_->retranslate();
    results_->retranslate();
    details_->retranslate();
    token_->retranslate();
    sayLeftOut();
    if (error_)
        showTrouble();
    else
        showSearching({});
}

void HubPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    split_->setOrientation(width() >= kSideBySide ? Qt::Horizontal : Qt::Vertical);
}

}  // namespace atelier::ui
