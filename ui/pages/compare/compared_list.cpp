#include "pages/compare/compared_list.h"

#include "combo_box.h"
#include "controls.h"
#include "pages/compare/compared_delegate.h"
#include "pages/data/sample/picture.h"
#include "theme/icon.h"
#include "theme/theme.h"
#include "thumbnails/thumbnail_loader.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kThumbnail = 120;  // pixels: sharp at twice the density too

QComboBox* comboOf(const QString& name, int items, QWidget* parent) {
    auto* combo = new ComboBox(8, parent);
    combo->setObjectName(name);
    for (int i = 0; i < items; ++i)
        combo->addItem({});
    return combo;
}

std::optional<Change> changeOfItem(int item) {
    constexpr std::array<std::optional<Change>, 4> kItems{std::nullopt, Change::Worse, Change::Better, Change::Equal};
    return kItems[static_cast<std::size_t>(std::max(0, item))];
}

int itemOfChange(std::optional<Change> change) {
    for (int item = 0; item < 4; ++item)
        if (changeOfItem(item) == change) return item;
    return 0;
}

}  // namespace

ComparedList::ComparedList(QWidget* parent) : QWidget(parent) {
    model_ = new ComparedModel(this);
    thumbnails_ = new ThumbnailLoader(loadThumbnail, this);
    search_ = new QLineEdit(this);
    search_->setObjectName("compare-search");
    search_->setClearButtonEnabled(true);
    search_->addAction(icon("search", Role::TextFaint), QLineEdit::LeadingPosition);
    order_ = comboOf("compare-order", 4, this);
    filter_ = comboOf("compare-filter", 4, this);
    count_ = new QLabel(this);
    count_->setObjectName("compare-count");
    count_->setProperty("kind", "muted");
    count_->setFont(theme().font(TextStyle::Small));
    view_ = new QListView(this);
    view_->setObjectName("compare-samples");
    view_->setModel(model_);
    view_->setItemDelegate(new ComparedDelegate(*thumbnails_, view_));
    view_->setUniformItemSizes(true);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_->setSelectionMode(QAbstractItemView::SingleSelection);
    view_->setMouseTracking(true);
    nothing_ = new QLabel(view_->viewport());
    nothing_->setObjectName("compare-nothing");
    nothing_->setProperty("kind", "muted");
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setWordWrap(true);
    auto* over = new QVBoxLayout(view_->viewport());
    over->addWidget(nothing_);

    auto* tools = new QHBoxLayout;
    tools->setSpacing(space::kSmall);
    tools->addWidget(order_, 3);
    tools->addWidget(filter_, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(search_);
    layout->addLayout(tools);
    layout->addWidget(view_, 1);
    layout->addWidget(count_);

    connect(search_, &QLineEdit::textChanged, this,
            [this](const QString& text) { rearrange([&] { model_->setSearch(text); }); });
    connect(order_, &QComboBox::currentIndexChanged, this, [this](int item) {
        rearrange([&] { model_->setOrder(static_cast<ComparedModel::Order>(item)); });
        view_->scrollToTop();
        view_->setCurrentIndex(model_->index(0));
    });
    connect(filter_, &QComboBox::currentIndexChanged, this, [this](int item) {
        rearrange([&] { model_->setFilter(changeOfItem(item)); });
        Q_EMIT filterChanged(changeOfItem(item));
    });
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (rearranging_) return;
        tellCount();
        Q_EMIT sampleChosen(sample());
    });
    connect(thumbnails_, &ThumbnailLoader::finished, view_->viewport(), qOverload<>(&QWidget::update));
    connect(view_->verticalScrollBar(), &QScrollBar::valueChanged, this, &ComparedList::wantVisible);
    connect(view_->verticalScrollBar(), &QScrollBar::rangeChanged, this, &ComparedList::wantVisible);
}

void ComparedList::setRun(ComparedRunPtr run) {
    thumbnails_->clear();  // pictures may have changed since
    {
        const QSignalBlocker quiet(filter_);
        filter_->setCurrentIndex(0);
    }
    rearranging_ = true;
    model_->setRun(std::move(run));
    view_->setCurrentIndex(model_->index(0));
    view_->scrollToTop();
    rearranging_ = false;
    tellCount();
    wantVisible();
    Q_EMIT sampleChosen(sample());
}

void ComparedList::exchangeRun(ComparedRunPtr run) {
    rearrange([&] { model_->exchangeRun(std::move(run)); });
}

void ComparedList::setMetric(int metric) {
    rearrange([&] { model_->setMetric(metric); });
}

void ComparedList::setFilter(std::optional<Change> only) {
    filter_->setCurrentIndex(itemOfChange(only));
}

// The chosen sample stays chosen where it is still in the list.
void ComparedList::rearrange(const std::function<void()>& change) {
    const int before = sample();
    rearranging_ = true;
    change();
    const int row = before < 0 ? -1 : model_->rowOf(before);
    view_->setCurrentIndex(model_->index(std::max(0, row)));
    view_->scrollTo(view_->currentIndex());
    rearranging_ = false;
    tellCount();
    wantVisible();
    Q_EMIT sampleChosen(sample());
}

void ComparedList::step(int by) {
    const int row = std::clamp(this->row() + by, 0, std::max(0, shown() - 1));
    view_->setCurrentIndex(model_->index(row));
    view_->scrollTo(view_->currentIndex());
}

int ComparedList::row() const {
    return view_->currentIndex().row();
}

int ComparedList::sample() const {
    const QModelIndex index = view_->currentIndex();
    return index.isValid() ? model_->sampleAt(index.row()) : -1;
}

void ComparedList::focusSearch() {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

// After the view has settled: what is on the screen, and a screenful more.
void ComparedList::wantVisible() {
    QTimer::singleShot(0, this, [this] {
        const int height = view_->viewport()->height();
        const int first = view_->verticalScrollBar()->value() / ComparedDelegate::kHeight;
        const int last = std::min(shown(), first + 2 * height / ComparedDelegate::kHeight + 2);
        QStringList keys;
        for (int row = first; row < last; ++row)
            keys.append(model_->index(row).data(ComparedModel::PictureRole).toString());
        thumbnails_->want(keys, {kThumbnail, kThumbnail});
    });
}

void ComparedList::tellCount() {
    const int all = model_->run() ? static_cast<int>(model_->run()->rows.size()) : 0;
    const QLocale locale;
    count_->setText(shown() == all ? tr("Samples: %1").arg(locale.toString(all))
                                   : tr("Samples: %1 of %2").arg(locale.toString(shown()), locale.toString(all)));
    nothing_->setVisible(shown() == 0);
}

void ComparedList::retranslate() {
    search_->setPlaceholderText(tr("Find in all texts"));
    setHint(search_, tr("Shows the samples whose texts hold these words"));
    order_->setItemText(0, tr("Worse first"));
    order_->setItemText(1, tr("Better first"));
    order_->setItemText(2, tr("Worst answers first"));
    order_->setItemText(3, tr("As in the dataset"));
    setHint(order_, tr("Order of the samples"));
    filter_->setItemText(0, tr("All"));
    filter_->setItemText(1, tr("Worse"));
    filter_->setItemText(2, tr("Better"));
    filter_->setItemText(3, tr("Equal"));
    setHint(filter_, tr("Which samples are shown"));
    view_->setAccessibleName(tr("Compared samples"));
    nothing_->setText(tr("No sample fits. Change the filter or the search."));
    tellCount();
    view_->viewport()->update();
}

}  // namespace atelier::ui
