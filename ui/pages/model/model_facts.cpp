#include "pages/model/model_facts.h"

#include "card.h"
#include "controls.h"
#include "elided_label.h"
#include "format.h"
#include "pages/model/model_folder.h"
#include "pages/model/parts_bar.h"
#include "theme/theme.h"

#include <QDir>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kThreeColumns = 520;  // pixels

QString withHome(QString path) {
    if (path.startsWith(QDir::homePath() + '/')) path.replace(0, QDir::homePath().size(), "~");
    return path;
}

}  // namespace

ModelFacts::ModelFacts(QWidget* parent) : QWidget(parent) {
    card_ = new Card({}, this);
    name_ = new ElidedLabel({}, Qt::ElideMiddle);
    name_->setObjectName("model-name");
    family_ = new QLabel;
    family_->setObjectName("model-family");
    for (QWidget* shown : {static_cast<QWidget*>(name_), static_cast<QWidget*>(family_)})
        shown->setProperty("data", true);
    setKind(family_, "badge-accent");
    parameters_ = new QLabel;
    parameters_->setObjectName("model-parameters");
    path_ = new ElidedLabel({}, Qt::ElideMiddle);
    path_->setProperty("data", true);
    setKind(path_, "muted");
    path_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    parts_ = new PartsBar;
    parts_->setObjectName("model-parts");

    auto* headline = new QHBoxLayout;
    headline->setSpacing(space::kSmall);
    headline->addWidget(name_);
    headline->addWidget(family_);
    headline->addStretch(1);
    headline->addWidget(parameters_);
    card_->body()->addLayout(headline);
    card_->body()->addWidget(path_);
    card_->body()->addSpacing(space::kSmall);
    card_->body()->addWidget(parts_);
    card_->body()->addSpacing(space::kSmall);

    grid_ = new QGridLayout;
    grid_->setSpacing(space::kSmall);
    for (Tile& tile : tiles_) {
        tile = {new QFrame(card_), new QLabel, new QLabel, new QLabel};
        setKind(tile.frame, "well");
        auto* inside = new QVBoxLayout(tile.frame);
        inside->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
        inside->setSpacing(space::kHair);
        setKind(tile.caption, "muted");
        setKind(tile.note, "muted");
        for (QLabel* label : {tile.caption, tile.value, tile.note}) {
            label->setTextFormat(Qt::PlainText);
            label->setWordWrap(true);
            label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
            inside->addWidget(label);
        }
        inside->addStretch(1);
    }
    card_->body()->addLayout(grid_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card_);
    connect(&theme(), &Theme::changed, this, &ModelFacts::applyFonts);
    arrange();
}

void ModelFacts::setModel(const QString& folder, const protocol::ModelInfo& info) {
    folder_ = folder;
    info_ = info;
    retranslate();
}

// Not before everything has its parent: fonts that are set earlier are lost when the style sheet comes to a widget.
void ModelFacts::applyFonts() {
    name_->setFont(theme().font(TextStyle::Title));
    parameters_->setFont(theme().font(TextStyle::Heading));
    for (const Tile& tile : tiles_) {
        tile.caption->setFont(theme().font(TextStyle::Small));
        tile.value->setFont(theme().font(TextStyle::Heading));
        tile.note->setFont(theme().font(TextStyle::Small));
    }
}

void ModelFacts::retranslate() {
    applyFonts();
    const QString name = modelTitle(folder_);
    name_->setText(name);
    path_->setText(withHome(folder_));
    path_->setToolTip(folder_);
    family_->setText(familyText(info_.family));
    family_->setToolTip(
        tr("The family of models, as config.json calls it: %1").arg(QString::fromStdString(info_.family)));
    const std::uint64_t parameters = parametersOf(info_);
    parameters_->setText(tr("%1 parameters").arg(countText(parameters)));
    parameters_->setToolTip(tr("%1 numbers that were trained").arg(locale().toString(qulonglong(parameters))));

    // In the order a picture takes through the model.
    auto parts = info_.parts;
    const auto place = [](const auto& part) {
        return std::pair(part.first == "vision tower" ? 0 : part.first == "projector" ? 1 : 2, part.first);
    };
    std::sort(parts.begin(), parts.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
    std::vector<PartsBar::Part> shares;
    for (const auto& [part, count] : parts)
        shares.push_back({partText(part), countText(count), parameters ? double(count) / double(parameters) : 0});
    parts_->setParts(std::move(shares));

    std::uint64_t bytes = 0;
    QStringList types;
    for (const auto& [type, size] : info_.bytesByType) {
        bytes += size;
        types.append(info_.bytesByType.size() == 1
                         ? QString::fromStdString(type)
                         : tr("%1 in %2", "size, number format").arg(bytesText(size), QString::fromStdString(type)));
    }
    setTile(Disk, tr("Weights on disk"), bytes ? bytesText(bytes) : tr("none"),
            bytes ? tr("%1, %Ln tensors", nullptr, static_cast<int>(info_.tensors)).arg(types.join(", "))
                  : tr("the folder holds no weights"),
            tr("What the .safetensors files hold"));
    setTile(Vocabulary, tr("Vocabulary"), tr("%1 tokens").arg(locale().toString(qlonglong(info_.tokens))),
            info_.tokens == info_.vocabulary
                ? tr("as many as the embedding has rows")
                : tr("the embedding has %1 rows").arg(locale().toString(qlonglong(info_.vocabulary))),
            tr("Pieces of text the tokenizer knows. The embedding may have some rows to spare."));
    setTile(Embeddings, tr("Embeddings"), info_.tiedEmbeddings ? tr("Tied") : tr("Separate"),
            info_.tiedEmbeddings ? tr("input and output share one table") : tr("input and output have a table each"),
            tr("Whether the table that reads tokens also writes them"));
    const ModelMemory memory = memoryOf(info_);
    memoryTile(Run, tr("To run"), bytesText(memory.run32), tr("in fp32; %1 in bf16").arg(bytesText(memory.run16)),
               tr("Memory for the weights; pictures and long texts need some more"), memory.run32);
    memoryTile(Lora, tr("To train with LoRA"), tr("at least %1").arg(bytesText(memory.lora)),
               tr("frozen weights in fp32; pictures and batch come on top"),
               tr("The model's own weights stay as they are, the small adapter learns. What is kept for the gradients "
                  "depends on picture size, length and batch."),
               memory.lora);
    memoryTile(Full, tr("To train every weight"), tr("at least %1").arg(bytesText(memory.full)),
               tr("fp32 with AdamW: weights, gradients, two moments"),
               tr("16 bytes for each parameter; what is kept for the gradients comes on top"), memory.full);
}

void ModelFacts::setTile(What what, const QString& caption, const QString& value, const QString& note,
                         const QString& help) {
    const Tile& tile = tiles_[what];
    tile.caption->setText(caption);
    tile.value->setText(value);
    tile.note->setText(note);
    tile.frame->setToolTip("<p>" + help.toHtmlEscaped() + "</p>");
    tile.frame->setAccessibleName(tr("%1: %2, %3", "a fact of the model").arg(caption, value, note));
}

void ModelFacts::memoryTile(What what, const QString& caption, const QString& amount, const QString& note,
                            const QString& help, std::uint64_t need) {
    const std::uint64_t there = memoryOfComputer();
    const bool tooLarge = there > 0 && need > there;
    setTile(what, caption, amount, tooLarge ? tr("more than the %1 of this computer").arg(bytesText(there)) : note,
            help);
    setKind(tiles_[what].note, tooLarge ? "danger" : "muted");
}

void ModelFacts::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void ModelFacts::arrange() {
    const int columns = width() >= kThreeColumns ? 3 : 2;
    if (columns == columns_) return;
    columns_ = columns;
    for (int column = 0; column < 3; ++column)
        grid_->setColumnStretch(column, column < columns ? 1 : 0);
    for (int i = 0; i < kTiles; ++i)
        grid_->addWidget(tiles_[static_cast<std::size_t>(i)].frame, i / columns, i % columns);
}

}  // namespace atelier::ui
