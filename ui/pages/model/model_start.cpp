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
    inside->addWidget(starter_, 0, Qt::AlignHCenter);
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
                                         QDir(folder).dirName() + '\n' + path, recent_);
        item->setData(Qt::UserRole, folder);
        item->setSizeHint({0, kRow});
        item->setToolTip(there ? folder : tr("%1 is not there any more").arg(folder));
    }
    recent_->setFixedHeight(std::min(kMostRows, recent_->count()) * kRow + space::kTight);
    card_->setVisible(!folders_.isEmpty());
}

}  // namespace atelier::ui
