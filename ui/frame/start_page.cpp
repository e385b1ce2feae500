#include "frame/start_page.h"

#include "list_delegate.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

StartPage::StartPage(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setObjectName("start-page");
    mark_ = new QLabel(this);
    mark_->setPixmap(QIcon(":/icons/atelier.svg").pixmap(52, 52));
    title_ = new QLabel(this);
    title_->setFont(theme().font(TextStyle::Display));
    text_ = new QLabel(this);
    text_->setProperty("kind", "muted");
    text_->setWordWrap(true);

    const auto button = [this](const QString& name, const QString& drawing, Role role) {
        auto* made = new QPushButton(this);
        made->setObjectName(name);
        made->setIcon(icon(drawing, role));
        made->setMinimumHeight(34);
        return made;
    };
    starter_ = button("start-starter", "spark", Role::OnAccent);
    starter_->setProperty("kind", "primary");
    open_ = button("start-open", "folder", Role::TextMuted);
    new_ = button("start-new", "folder-plus", Role::TextMuted);
    starterText_ = new QLabel(this);
    starterText_->setProperty("kind", "muted");
    starterText_->setFont(theme().font(TextStyle::Small));
    starterText_->setWordWrap(true);
    connect(starter_, &QPushButton::clicked, this, &StartPage::starterWanted);
    connect(open_, &QPushButton::clicked, this, &StartPage::openWanted);
    connect(new_, &QPushButton::clicked, this, &StartPage::newWanted);

    auto* left = new QVBoxLayout;
    left->setSpacing(space::kMedium);
    left->addWidget(mark_);
    left->addSpacing(space::kSmall);
    left->addWidget(title_);
    left->addWidget(text_);
    left->addSpacing(space::kLarge);
    left->addWidget(starter_);
    left->addWidget(starterText_);
    left->addSpacing(space::kSmall);
    auto* two = new QHBoxLayout;
    two->setSpacing(space::kMedium);
    two->addWidget(open_);
    two->addWidget(new_);
    left->addLayout(two);
    left->addStretch();

    auto* card = new QFrame(this);
    card->setProperty("kind", "card");
    recentTitle_ = new QLabel(card);
    recentTitle_->setFont(theme().font(TextStyle::Heading));
    recentEmpty_ = new StateView(card);
    recent_ = new QListWidget(card);
    recent_->setObjectName("start-recent");
    recent_->setProperty("kind", "plain");
    recent_->setTextElideMode(Qt::ElideMiddle);
    recent_->setItemDelegate(new ListDelegate(ListDelegate::Place::Below, recent_));
    recent_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(recent_, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { Q_EMIT projectWanted(item->data(Qt::UserRole).toString()); });
    connect(recent_, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { Q_EMIT projectWanted(item->data(Qt::UserRole).toString()); });
    auto* right = new QVBoxLayout(card);
    right->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    right->setSpacing(space::kSmall);
    right->addWidget(recentTitle_);
    right->addWidget(recentEmpty_, 1);
    right->addWidget(recent_, 1);

    auto* columns = new QHBoxLayout;
    columns->setSpacing(space::kHuge);
    columns->addLayout(left, 1);
    columns->addWidget(card, 1);
    auto* frame = new QWidget(this);
    frame->setMaximumSize(960, 400);
    frame->setLayout(columns);
    columns->setContentsMargins(0, 0, 0, 0);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::kHuge, space::kHuge, space::kHuge, space::kHuge);
    layout->addWidget(frame);

    connect(&studio_.preferences(), &Preferences::recentChanged, this, &StartPage::listRecent);
    retranslate();
}

void StartPage::retranslate() {
    title_->setText(tr("Atelier"));
    text_->setText(
        tr("A studio to fine-tune vision-language models: bring pictures and texts, train under live charts, "
           "see before and after."));
    starter_->setText(tr("Try the &starter"));
    starter_->setToolTip(tr("Opens a small model with data and recipes, ready to train on this computer"));
    starterText_->setText(tr("A small model, data and two recipes: trained in minutes, without a graphics card."));
    open_->setText(tr("&Open a project…"));
    open_->setToolTip(tr("Opens a project's folder"));
    new_->setText(tr("&New project…"));
    new_->setToolTip(tr("Makes a project in a folder of its own"));
    recentTitle_->setText(tr("Recent projects"));
    recentEmpty_->showEmpty("folder", tr("No projects yet"), tr("Those that you open appear here."));
    recent_->setAccessibleName(recentTitle_->text());
    listRecent();
}

void StartPage::listRecent() {
    recent_->clear();
    for (const QString& folder : studio_.preferences().recentProjects()) {
        const QFileInfo info(folder);
        const bool there = info.exists();
        QString path = folder;
        if (path.startsWith(QDir::homePath() + '/')) path.replace(0, QDir::homePath().size(), "~");
        auto* item = new QListWidgetItem(icon(there ? "folder" : "warning", there ? Role::TextMuted : Role::Warning),
                                         info.fileName(), recent_);
        item->setData(ListDelegate::kDetailRole, there ? path : tr("%1 is not there any more").arg(path));
        item->setData(Qt::AccessibleDescriptionRole, path);
        item->setData(Qt::UserRole, folder);
        item->setToolTip(there ? folder : tr("%1 is not there any more").arg(folder));
        item->setSizeHint({0, 48});
    }
    recentEmpty_->setVisible(recent_->count() == 0);
    recent_->setVisible(recent_->count() > 0);
}

void StartPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace atelier::ui
