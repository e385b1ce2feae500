// Draws every widget with realistic content, light and dark, to PNG files for looking at: widget_gallery DIR
#include "busy_spinner.h"
#include "canvas/canvas_bar.h"
#include "card.h"
#include "drop_area.h"
#include "elided_label.h"
#include "flow_layout.h"
#include "image_canvas.h"
#include "loss_plot.h"
#include "option_form.h"
#include "state_view.h"
#include "text_diff_view.h"
#include "theme/theme.h"
#include "thumbnail_grid.h"
#include "toast_host.h"
#include "token_view.h"

#include <QTest>
#include <QtWidgets>

#include <cmath>
#include <iostream>
#include <random>

using namespace atelier;
using namespace atelier::widgets;

namespace {

QString folder;

// Lets timers, threads and layouts come to rest first.
void keep(QWidget& widget, const QString& name, int milliseconds = 150) {
    widget.show();
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < milliseconds)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    const QString file = folder + '/' + name + (theme().dark() ? "_dark" : "_light") + ".png";
    if (!widget.grab().save(file)) throw std::runtime_error("cannot write " + file.toStdString());
}

struct Page : QMainWindow {
    Page(int width, int height) {
        setCentralWidget(new QWidget);
        layout = new QVBoxLayout(centralWidget());
        layout->setContentsMargins(20, 20, 20, 20);
        layout->setSpacing(16);
        resize(width, height);
    }
    QVBoxLayout* layout;
};

QVector<QPointF> losses(int steps, double scale, double noise, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0, noise);
    QVector<QPointF> points;
    for (int i = 1; i <= steps; ++i)
        points << QPointF(i, scale * (0.35 + 2.6 * std::exp(-i / (steps * 0.18))) * std::exp(normal(random)));
    return points;
}

void fill(LossPlot& plot) {
    const int train = plot.addSeries({"Train loss", 0});
    const int eval = plot.addSeries({"Validation loss", 1, false, false, true});
    QVector<QPointF> points = losses(1800, 1, 0.22, 1), validation;
    points[700].setY(9.5);
    plot.setSeries(train, points);
    for (int i = 150; i <= 1800; i += 150)
        validation << QPointF(i, 0.45 + 2.5 * std::exp(-i / 330.0));
    plot.setSeries(eval, validation);
    plot.setXLabel("step");
}

void plots() {
    Page page(1000, 760);
    auto* top = new Card("Loss");
    auto* loss = new LossPlot;
    fill(*loss);
    loss->setSmoothing(0.9);
    loss->setOutlierClip(true);
    top->body()->addWidget(loss);
    page.layout->addWidget(top, 3);
    auto* row = new QHBoxLayout;
    auto* rate = new LossPlot;
    rate->setToolsShown(false);
    const int lr = rate->addSeries({"Learning rate", 2});
    QVector<QPointF> points;
    for (int i = 1; i <= 1800; ++i)
        points << QPointF(i, 1e-4 * (i < 100 ? i / 100.0 : 0.5 * (1 + std::cos((i - 100) / 1700.0 * 3.14159))));
    rate->setSeries(lr, points);
    auto* norm = new LossPlot;
    norm->setLogScale(true);
    const int n = norm->addSeries({"Gradient norm", 3});
    norm->setSeries(n, losses(1800, 1, 0.5, 4));
    auto* empty = new LossPlot;
    empty->setToolsShown(false);
    empty->addSeries({"Tokens a second", 4});
    for (auto& [title, plot] :
         {std::pair<QString, LossPlot*>{"Learning rate", rate}, {"Gradient norm", norm}, {"Tokens a second", empty}}) {
        auto* card = new Card(title);
        card->body()->addWidget(plot);
        row->addWidget(card, 1);
    }
    page.layout->addLayout(row, 2);
    page.show();
    QTest::qWait(200);
    auto* surface = loss->findChild<QWidget*>("plot");
    QTest::mouseMove(surface, {500, 150});
    QMouseEvent move(QEvent::MouseMove, QPointF(500, 150), surface->mapToGlobal(QPointF(500, 150)), Qt::NoButton,
                     Qt::NoButton, {});
    QCoreApplication::sendEvent(surface, &move);
    keep(page, "plots");
    loss->exportPng(folder + "/plot_export" + (theme().dark() ? "_dark" : "_light") + ".png");
}

QImage receipt(int width, int height) {
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(QColor("#f4efe4"));
    QPainter painter(&image);
    painter.setPen(QColor("#333333"));
    QFont font("DejaVu Sans Mono");
    font.setPixelSize(height / 24);
    painter.setFont(font);
    const QStringList lines{"CORNER BAKERY",          "12 Mill Lane",           "", "2 x croissant     4.80",
                            "1 x rye bread     3.95", "3 x espresso      6.60", "", "TOTAL            15.35",
                            "card **** 4417"};
    for (int i = 0; i < lines.size(); ++i)
        painter.drawText(QPointF(width * 0.1, height * (0.12 + 0.09 * i)), lines[i]);
    return image;
}

void canvas() {
    Page page(900, 560);
    auto* view = new ImageCanvas;
    view->setImage(receipt(1600, 1200));
    const auto box = [](double x, double y, double w, double h) { return QPolygonF(QRectF(x, y, w, h)); };
    view->setRegions({{box(150, 95, 430, 65), "merchant", "CORNER BAKERY", 0},
                      {box(150, 205, 400, 60), "address", "12 Mill Lane", 4},
                      {box(150, 420, 700, 70), "item", "2 x croissant", 2},
                      {box(150, 530, 700, 70), "item", "1 x rye bread", 2},
                      {box(150, 640, 700, 70), "item", "3 x espresso", 2},
                      {QPolygonF({{150, 860}, {840, 850}, {850, 930}, {145, 935}}), "total", "15.35", 1}});
    view->setHighlighted(5);
    auto* row = new QHBoxLayout;
    row->addWidget(view, 2);
    auto* error = new ImageCanvas;
    error->showError("The picture cannot be read", "images/receipt_0193.jpg is not a JPEG file.");
    row->addWidget(error, 1);
    page.layout->addLayout(row);
    keep(page, "canvas");
}

// The same receipt as it is annotated: a region of each kind with its handles, a polygon under way, a region that
// snaps.
void annotation() {
    Page page(1200, 900);
    auto* grid = new QGridLayout;
    page.layout->addLayout(grid);
    const auto rectangle = [](double x, double y, double w, double h) {
        return CanvasRegion{
            QPolygonF({{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}), "item", {}, 2, RegionKind::Box};
    };
    const QPolygonF turned({{150, 860}, {840, 800}, {848, 890}, {158, 950}});
    const QPolygonF sheet({{150, 95}, {580, 80}, {600, 250}, {380, 300}, {140, 265}});
    std::vector<ImageCanvas*> views;
    for (int i = 0; i < 4; ++i) {
        auto* view = new ImageCanvas;
        view->setImage(receipt(1600, 1200));
        view->setEditable(true);
        view->setRegions({rectangle(150, 420, 700, 70),
                          rectangle(150, 530, 700, 70),
                          rectangle(170, 640, 700, 70),
                          {turned, "total", "15.35", 1, RegionKind::RotatedBox},
                          {sheet, "head", "", 0, RegionKind::Polygon}});
        auto* column = new QVBoxLayout;
        column->addWidget(new CanvasBar(view));
        column->addWidget(view, 1);
        grid->addLayout(column, i / 2, i % 2);
        views.push_back(view);
    }
    page.show();
    QTest::qWait(50);
    const auto send = [](ImageCanvas* view, QEvent::Type type, const QPointF& at, Qt::MouseButtons buttons) {
        const QPointF place = view->view().toView(at);
        QMouseEvent event(type, place, view->mapToGlobal(place),
                          type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons, {});
        QCoreApplication::sendEvent(view, &event);
    };
    views[0]->editor().setSelection({3});
    views[1]->editor().setSelection({4});
    send(views[2], QEvent::MouseButtonPress, {400, 670}, Qt::LeftButton);
    send(views[2], QEvent::MouseMove, {300, 760}, Qt::LeftButton);
    send(views[2], QEvent::MouseMove, {385, 760}, Qt::LeftButton);
    views[3]->editor().setTool(CanvasToolKind::Polygon);
    for (const QPointF& at : {QPointF(900, 300), QPointF(1300, 350), QPointF(1250, 700)}) {
        send(views[3], QEvent::MouseButtonPress, at, Qt::LeftButton);
        send(views[3], QEvent::MouseButtonRelease, at, Qt::NoButton);
    }
    send(views[3], QEvent::MouseMove, {1000, 600}, Qt::NoButton);
    keep(page, "annotation");
}

void grid() {
    Page page(900, 560);
    auto* view = new ThumbnailGrid;
    auto* model = new QStandardItemModel(view);
    for (int i = 0; i < 200; ++i) {
        auto* item = new QStandardItem(QString("receipt_%1.jpg – what is the total?").arg(i, 4, 10, QChar('0')));
        item->setData(QString::number(i), ThumbnailKeyRole);
        if (i % 3 == 0) item->setData(QStringList{"train", QString("%1 regions").arg(i % 7)}, ThumbnailBadgesRole);
        model->appendRow(item);
    }
    view->setSource([](const QString& key, const QSize& size) {
        const int i = key.toInt();
        if (i % 11 == 5) return QImage();
        if (i % 11 == 7) QThread::sleep(1);
        QImage image(i % 2 ? QSize(400, 300) : QSize(300, 420), QImage::Format_RGB32);
        image.fill(QColor::fromHsv((i * 37) % 360, 70, 210));
        return image.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    });
    view->setModel(model);
    page.layout->addWidget(view);
    page.show();
    view->setCurrentIndex(model->index(2, 0));
    keep(page, "grid", 500);
}

void diff() {
    Page page(720, 420);
    using Kind = DiffText::Kind;
    auto* card = new Card("Fine-tuned answer");
    card->setNote("character errors 3.1 %");
    auto* view = new TextDiffView;
    view->setParts({{Kind::Same, "The receipt of Corner Bakery lists two croissants, "},
                    {Kind::Missing, "one rye bread "},
                    {Kind::Extra, "a loaf of wheat "},
                    {Kind::Same, "and three espressos; the total is "},
                    {Kind::Missing, "15.35"},
                    {Kind::Extra, "15.85"},
                    {Kind::Same, " euros, paid by card."},
                    {Kind::Extra, "\nThank you."}});
    card->body()->addWidget(view);
    page.layout->addWidget(card);
    auto* card2 = new Card("Vanilla answer");
    auto* right = new TextDiffView;
    right->setParts({{Kind::Same, "المجموع هو "},
                     {Kind::Missing, "خمسة عشر"},
                     {Kind::Extra, "خمسون"},
                     {Kind::Same, " يورو، مدفوعة بالبطاقة."}});
    card2->body()->addWidget(right);
    auto* none = new TextDiffView;
    none->setEmptyText("(no answer)");
    none->setParts({});
    card2->body()->addWidget(none);
    page.layout->addWidget(card2);
    page.layout->addStretch();
    keep(page, "diff");
}

void form(int width, int height, bool expert, const QString& name) {
    Page page(width, height);
    auto* view = new OptionForm;
    view->setGroups(settings::allGroups());
    view->setExpert(expert);
    view->setValue("learning_rate", settings::Value(1e-4));
    view->setValue("lora_rank", settings::Value(std::int64_t(16)));
    page.layout->addWidget(view);
    page.show();
    QTest::qWait(50);
    if (expert) {
        view->setValue("finetuning_type", settings::Value(std::string("freeze")));
        view->reveal("freeze_trainable_layers");
        QTest::keyClicks(QApplication::focusWidget(), "x");
    } else {
        view->reveal("lora_rank");
    }
    keep(page, name);
}

void small() {
    Page page(900, 640);
    auto* row = new QHBoxLayout;
    auto* drop = new DropArea;
    drop->setTexts("Drop a dataset here",
                   "A folder of pictures, or a file of LLaVA, LLaMA-Factory, COCO or PAGE format", "Choose a folder…");
    row->addWidget(drop, 1);
    auto* over = new DropArea;
    over->setTexts("Drop a model here", "A folder with config.json", "Choose…");
    over->setProperty("over", true);
    row->addWidget(over, 1);
    page.layout->addLayout(row);
    auto* states = new QHBoxLayout;
    auto* empty = new StateView;
    empty->showEmpty("data", "No data yet", "Drop a dataset or a folder of pictures, or take the starter's receipts.");
    empty->setPrimaryAction("Add data…");
    empty->setSecondaryAction("Take the starter's");
    auto* loading = new StateView;
    loading->showLoading("Reading 12,400 samples", "Checking pictures and answers");
    loading->setSecondaryAction("Cancel");
    auto* error = new StateView;
    error->showError(
        "The dataset cannot be read", "Line 214 of train.json: \"images\" names a file that is not there.",
        "train.json:214\nimages/0193.jpg: no such file\nwhat to do: restore the file or remove the sample");
    error->setPrimaryAction("Try again");
    for (StateView* view : {empty, loading, error})
        states->addWidget(view, 1);
    page.layout->addLayout(states, 1);
    auto* chips = new QWidget;
    auto* flow = new FlowLayout(chips);
    for (const char* text : {"LoRA", "rank 16", "bf16", "SmolVLM-256M", "4,800 samples"}) {
        auto* chip = new QLabel(text);
        chip->setProperty("kind", "badge-accent");
        flow->addWidget(chip);
    }
    auto* path = new ElidedLabel(
        "/home/anna/projects/receipts/a-rather-long-folder-name/models/SmolVLM-256M-Instruct/model.safetensors",
        Qt::ElideMiddle);
    path->setMaximumWidth(420);
    page.layout->addWidget(chips);
    page.layout->addWidget(path);
    auto* toasts = new ToastHost(&page);
    page.show();
    toasts->post(ToastHost::Kind::Info, "The run went on from step 400.");
    toasts->post(ToastHost::Kind::Success, "Checkpoint saved", "Show in folder");
    toasts->post(ToastHost::Kind::Danger,
                 "The disk is full: the checkpoint of step 500 was not saved. The last good one is step 400.",
                 "Free space…");
    keep(page, "small");
}

void tokens() {
    using Kind = Token::Kind;
    std::vector<Token> all{
        {1, "<|im_start|>", Kind::Special}, {2, "user"}, {3, "\n"}, {4, "<|vision_start|>", Kind::Special}};
    for (int i = 0; i < 256; ++i)
        all.push_back({5, "<|image_pad|>", Kind::Image});
    all.push_back({6, "<|vision_end|>", Kind::Special});
    for (const char* word : {"What", " is", " the", " total", " of", " this", " receipt", "?"})
        all.push_back({10, word});
    all.push_back({7, "<|im_end|>", Kind::Special});
    all.push_back({3, "\n"});
    for (const char* word : {"12", ".", "40", " euros", ",", " paid", " by", " card"})
        all.push_back({20, word, Kind::Text, true});
    all.push_back({7, "<|im_end|>", Kind::Special, true});
    Page page(640, 260);
    auto* view = new TokenView;
    view->setTokens(std::move(all));
    page.layout->addWidget(view);
    page.layout->addStretch(1);
    view->setCurrent(8);
    keep(page, "tokens");
}

}  // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    if (argc != 2) {
        std::cerr << "usage: widget_gallery DIR\n";
        return 2;
    }
    folder = argv[1];
    QDir().mkpath(folder);
    theme().install(application);
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        theme().setScheme(scheme);
        plots();
        canvas();
        annotation();
        grid();
        diff();
        form(900, 900, false, "form_simple");
        form(900, 900, true, "form_expert");
        form(400, 800, true, "form_narrow");
        small();
        tokens();
    }
    return 0;
}
