#include "pages/model/card_panel.h"

#include "bridge/background.h"
#include "card.h"
#include "common/file.h"
#include "controls.h"
#include "hub/card.h"
#include "markdown_view.h"
#include "theme/theme.h"

#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr std::size_t kLargest = std::size_t(4) << 20;
constexpr int kHeight = 360;  // pixels

struct Read {
    QString text, licence, licenceFile;
    bool there = false;
};

Read read(const QString& path) {
    Read result;
    const QDir folder(path);
    if (folder.exists("README.md")) {
        const std::string text = readFile(folder.filePath("README.md").toStdString(), kLargest);
        result.there = true;
        result.text = QString::fromStdString(hub::withoutHeader(text)).trimmed();
        result.licence = QString::fromStdString(hub::licenceOf(text));
    }
    const QStringList files = folder.entryList({"LICENSE*", "LICENCE*", "COPYING*"}, QDir::Files, QDir::Name);
    result.licenceFile = files.value(0);
    return result;
}

}  // namespace

CardPanel::CardPanel(QWidget* parent) : QWidget(parent) {
    card_ = new Card({}, this);
    badge_ = new QLabel;
    badge_->setObjectName("model-licence");
    badge_->setProperty("data", true);
    badge_->setTextFormat(Qt::PlainText);
    setKind(badge_, "badge");
    card_->addHeaderWidget(badge_);
    missing_ = new QLabel;
    missing_->setObjectName("model-card-missing");
    missing_->setWordWrap(true);
    missing_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    setKind(missing_, "muted");
    view_ = new MarkdownView;
    view_->setObjectName("model-card");
    view_->setFixedHeight(kHeight);
    card_->body()->addWidget(missing_);
    card_->body()->addWidget(view_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card_);
}

void CardPanel::setModel(const QString& folder) {
    inBackground(
        this, [folder] { return read(folder); },
        [this, number = ++reads_](Outcome<Read> outcome) {
            if (number != reads_) return;
            const Read found = outcome.value.value_or(Read{});
            text_ = outcome.error ? QString::fromStdString(outcome.error->what()) : found.text;
            licence_ = found.licence;
            licenceFile_ = found.licenceFile;
            there_ = found.there || outcome.error;
            display();
        });
}

void CardPanel::display() {
    missing_->setVisible(!there_ || text_.isEmpty());
    view_->setVisible(there_ && !text_.isEmpty());
    view_->setText(text_);
    const bool known = !licence_.isEmpty() || !licenceFile_.isEmpty();
    badge_->setText(!licence_.isEmpty() ? licence_ : !licenceFile_.isEmpty() ? licenceFile_ : tr("no licence named"));
    setKind(badge_, known ? "badge" : "badge-warning");
    badge_->setToolTip(known ? tr("The licence that the model card or the folder names")
                             : tr("Neither README.md nor a licence file says what may be done with this model"));
}

void CardPanel::retranslate() {
    card_->setTitle(tr("Model card and licence"));
    missing_->setText(tr("The folder has no README.md that says what the model is for."));
    view_->setAccessibleName(tr("Model card"));
    display();
}

}  // namespace atelier::ui
