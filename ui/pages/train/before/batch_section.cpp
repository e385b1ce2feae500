#include "pages/train/before/batch_section.h"

#include "combo_box.h"
#include "controls.h"
#include "elided_label.h"
#include "flow_layout.h"
#include "theme/theme.h"
#include "token_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kLetters = 24, kLines = 12;

Token shown(const protocol::Preflight::Token& token) {
    using Kind = protocol::Preflight::TokenKind;
    return {token.id, QString::fromStdString(token.text),
            token.kind == Kind::Image     ? Token::Kind::Image
            : token.kind == Kind::Special ? Token::Kind::Special
                                          : Token::Kind::Text,
            token.trained, token.weight};
}

}  // namespace

BatchSection::BatchSection(Studio& studio, QWidget* parent)
    : BeforeSection(studio, "train-before-batch", "train.before-batch", false, parent) {}

void BatchSection::showHead() {
    const auto& batch = result()->firstBatch;
    qsizetype tokens = 0, trained = 0;
    for (const auto& sample : batch) {
        tokens += std::ssize(sample.tokens);
        trained +=
            std::count_if(sample.tokens.begin(), sample.tokens.end(), [](const auto& one) { return one.trained; });
    }
    setTitle(tr("First batch, token by token"));
    setNote(tr("%Ln samples, %1 tokens, %2 of them trained on", nullptr, static_cast<int>(batch.size()))
                .arg(locale().toString(tokens), locale().toString(trained)));
    if (trained == 0)
        setSign("error", Role::Danger);
    else
        setSign({});
}

void BatchSection::build() {
    which_ = new ComboBox(kLetters, this);
    which_->setObjectName("train-before-sample");
    copy_ = iconButton("copy", this);
    copy_->setObjectName("train-before-copy");
    view_ = new TokenView(this);
    view_->setObjectName("train-before-tokens");
    view_->setMostLines(kLines);
    detail_ = new ElidedLabel({}, Qt::ElideRight, this);
    detail_->setObjectName("train-before-token");
    setKind(detail_, "muted");
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addWidget(which_);
    row->addStretch(1);
    row->addWidget(copy_);
    auto* legend = new QWidget(this);
    legend->setObjectName("train-before-legend");
    auto* flow = new FlowLayout(legend, space::kSmall, space::kTight);
    flow->setContentsMargins(0, 0, 0, 0);
    for (auto [label, kind] : {std::pair{&trained_, "badge-success"},
                               {&weighted_, "badge-warning"},
                               {&masked_, "badge-plain"},
                               {&image_, "badge-accent"},
                               {&special_, "badge"}}) {
        *label = new QLabel(legend);
        setKind(*label, kind);
        flow->addWidget(*label);
    }
    trained_->setObjectName("train-before-legend-trained");
    weighted_->setObjectName("train-before-legend-weighted");
    masked_->setObjectName("train-before-legend-masked");
    body()->addLayout(row);
    body()->addWidget(legend);
    body()->addWidget(view_);
    body()->addWidget(detail_);
    connect(which_, &QComboBox::currentIndexChanged, this, &BatchSection::showSample);
    connect(copy_, &QToolButton::clicked, view_, &TokenView::copy);
    connect(view_, &TokenView::pointed, this, &BatchSection::pointed);
}

void BatchSection::fill() {
    which_->setToolTip(tr("Which sample of the batch is shown"));
    which_->setAccessibleName(tr("Sample of the first batch"));
    setHint(copy_, tr("Copy the sample as text"));
    trained_->setText(tr("trained on"));
    trained_->setToolTip(tr("The loss is taken of these tokens: what the model is to say by itself"));
    weighted_->setText(tr("with a weight"));
    weighted_->setToolTip(tr("Trained on, but counted more or less than others: the turn has a weight of its own"));
    masked_->setText(tr("masked"));
    masked_->setToolTip(tr("Read, not trained on: what the model is asked, and turns that are not learned"));
    image_->setText(tr("image"));
    image_->setToolTip(tr("Filled with what the vision tower sees; tokens in a row are shown as one"));
    special_->setText(tr("special"));
    special_->setToolTip(tr("Marks of the chat template, no text"));
    view_->setAccessibleName(tr("The sample, token by token"));
    if (std::exchange(listed_, result()) != result()) listSamples();
    pointed(view_->current());
}

void BatchSection::listSamples() {
    const QString before = which_->currentData().toString();
    {
        const QSignalBlocker blocker(which_);
        which_->clear();
        for (const auto& sample : result()->firstBatch) {
            const QString id = QString::fromStdString(sample.id);
            which_->addItem(id, id);
        }
        which_->setCurrentIndex(std::max(0, which_->findData(before)));
    }
    which_->setEnabled(which_->count() > 1);
    copy_->setEnabled(which_->count() > 0);
    showSample();
}

void BatchSection::showSample() {
    const auto& batch = result()->firstBatch;
    const int index = which_->currentIndex();
    std::vector<Token> tokens;
    if (index >= 0 && index < static_cast<int>(batch.size()))
        for (const auto& token : batch[static_cast<std::size_t>(index)].tokens)
            tokens.push_back(shown(token));
    weighted_->setVisible(std::any_of(tokens.begin(), tokens.end(), [](const Token& one) { return one.weighted(); }));
    view_->setTokens(std::move(tokens));
}

void BatchSection::pointed(int chip) {
    if (chip >= 0) return detail_->setText(view_->describe(chip));
    const auto& tokens = view_->tokens();
    const auto trained = std::count_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.trained; });
    const auto weighted =
        std::count_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.weighted(); });
    const QString trainedText = locale().toString(static_cast<qlonglong>(trained)),
                  weightedText = locale().toString(static_cast<qlonglong>(weighted));
    const int all = static_cast<int>(tokens.size());
    detail_->setText(
        tokens.empty() ? tr("No sample of the batch could be read.")
        : weighted > 0 ? tr("%Ln tokens, %1 of them trained on, %2 with a weight. Point at one, or use the arrow keys.",
                            nullptr, all)
                             .arg(trainedText, weightedText)
                       : tr("%Ln tokens, %1 of them trained on. Point at one, or use the arrow keys.", nullptr, all)
                             .arg(trainedText));
}

}  // namespace atelier::ui
