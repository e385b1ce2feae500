#include "pages/model/model_start.h"

#include "card.h"
#include "controls.h"
#include "drop_area.h"
#include "pages/model/model_folder.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QDir>
#include <QFileInfo>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kRow = 46, kMostRows = 5, kWidest = 720, kDropHighest = 340;

}  // namespace

ModelStart::ModelStart(QWidget* parent) : QWidget(parent) {
    drop_ = new DropArea;
    drop_->setObjectName("model-drop");
    drop_->setIcon("model");
    drop_->setFilter([](const QString& path) { return !modelFolderOf(path).isEmpty(); });
    setKind(drop_->button(), "primary");
    hub_ = new QPushButton;
    hub_->setObjectName("model-hub-open");
    hub_->setIcon(icon("import", Role::Accent));
    starter_ = new QPushButton;
    starter_->setObjectName("model-starter");
    starter_->setIcon(icon("spark", Role::Accent));
    setKind(starter_, "quiet");
    card_ = new Card;
    recent_ = new QListWidget;
    recent_->setObjectName("model-recent");
    setKind(recent_, "plain");
    recent_->setTextElideMode(Qt::ElideMiddle);
    recent_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    card_->body()->addWidget(recent_);
    connect(drop_, &DropArea::dropped, this,
            [this](const QStringList& paths) { Q_EMIT wanted(modelFolderOf(paths.front())); });
    connect(drop_, &DropArea::browseRequested, this, &ModelStart::chooseWanted);
    connect(starter_, &QPushButton::clicked, this, &ModelStart::starterWanted);
    connect(hub_, &QPushButton::clicked, this, &ModelStart::hubWanted);
    const auto take = [this](QListWidgetItem* item) { Q_EMIT wanted(item->data(Qt::UserRole).toString()); };
    connect(recent_, &QListWidget::itemActivated, this, take);

    auto* column = new QWidget(this);
    column->setMaximumWidth(kWidest);
    drop_->setMaximumHeight(kDropHighest);
    auto* inside = new QVBoxLayout(column);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(space::kMedium);
    inside->addStretch(1);
    inside->addWidget(drop_, 8);
    auto* others = new QHBoxLayout;
    others->setSpacing(space::kSmall);
    others->addStretch(1);
    others->addWidget(hub_);
    others->addWidget(starter_);
    others->addStretch(1);
    inside->addLayout(others);
    inside->addWidget(card_);
    inside->addStretch(2);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(column);
}

void ModelStart::setRecent(const QStringList& folders) {
    folders_ = folders;
    retranslate();
}

void ModelStart::retranslate() {
    drop_->setTexts(tr("Open a model"),
                    tr("Drop the folder of a Hugging Face model here: with config.json, tokenizer.json, "
                       "preprocessor_config.json and the weights as .safetensors."),
                    tr("&Choose a folder…"));
    drop_->button()->setToolTip(tr("Opens a model's folder from your files"));
    hub_->setText(tr("&Get a model from the hub…"));
    hub_->setToolTip(tr("Looks for models on the Hugging Face hub and downloads them"));
    starter_->setText(tr("Take the &starter model"));
    starter_->setToolTip(tr("A small model that comes with Atelier and is trained in minutes on this computer"));
    card_->setTitle(tr("Models of before"));
    recent_->setAccessibleName(card_->accessibleName());
    recent_->clear();
    for (const QString& folder : folders_) {
        const bool there = QFileInfo::exists(folder);
        QString path = folder;
        if (path.startsWith(QDir::homePath() + '/')) path.replace(0, QDir::homePath().size(), "~");
        auto* item = new QListWidgetItem(icon(there ? "model" : "warning", there ? Role::TextMuted : Role::Warning),
                                         modelTitle(folder) + '\n' + path, recent_);
        item->setData(Qt::UserRole, folder);
        item->setSizeHint({0, kRow});
        item->setToolTip(there ? folder : tr("%1 is not there any more").arg(folder));
    }
    recent_->setFixedHeight(std::min(kMostRows, recent_->count()) * kRow + space::kTight);
    card_->setVisible(!folders_.isEmpty());
}

}  // namespace atelier::ui
