#include "starter_fixture.h"

#include "data/generators/generator.h"
#include "data/import.h"
#include "language.h"
#include "option_form.h"
#include "pages/train/train_page.h"
#include "resources.h"
#include "theme/theme.h"

#include <QAbstractButton>
#include <QDirIterator>
#include <QLineEdit>
#include <QMenu>

namespace atelier::ui {

void StarterTest::SetUp() {
    data_ = qgetenv("XDG_DATA_HOME");
    qputenv("XDG_DATA_HOME", path("data").toUtf8());
    WindowTest::SetUp();
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
}

void StarterTest::TearDown() {
    studio->preferences().setLanguage({});
    setLanguage(*QCoreApplication::instance(), "en");
    studio->preferences().setScheme(widgets::Scheme::System);
    widgets::theme().setScheme(widgets::Scheme::System);
    WindowTest::TearDown();
    qputenv("XDG_DATA_HOME", data_);
}

void StarterTest::press(QWidget* widget) {
    if (widget) pressAt(widget, widget->rect().center());
}

void StarterTest::press(const QString& name) {
    for (auto* widget : window->findChildren<QWidget*>(name))
        if (widget->isVisible()) return press(widget);
    ADD_FAILURE() << name.toStdString() << " is not seen";
}

void StarterTest::pressAt(QWidget* widget, const QPoint& at) {
    ASSERT_TRUE(widget->isVisible() && widget->isEnabled()) << widget->objectName().toStdString();
    const QPoint place = widget->mapTo(window.get(), at);
    const QWidget* top = window->childAt(place);
    ASSERT_TRUE(top == widget || widget->isAncestorOf(top))
        << widget->objectName().toStdString() << " lies under "
        << (top ? top->objectName().toStdString() : "the window's edge");
    QTest::mouseClick(window->windowHandle(), Qt::LeftButton, {}, place);
}

void StarterTest::type(QWidget* field, const QString& text) {
    press(field);
    ASSERT_TRUE(field->hasFocus()) << field->objectName().toStdString();
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, text);
}

void StarterTest::typeOption(const QString& key, const QString& value) {
    type(find<QLineEdit>("form-search"), key);
    QCoreApplication::processEvents();
    if (auto* row = find<QWidget>("option-" + key)) type(row->findChild<QLineEdit*>(), value);
}

void StarterTest::choose(const QString& button, const QStringList& entries) {
    // The menu has an event loop of its own: it is used from within.
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        if (!menu) return;
        timer.stop();
        for (const QString& entry : entries) {
            QAction* wanted = nullptr;
            for (QAction* action : menu->actions())
                if (action->text().contains(entry)) wanted = action;
            if (!wanted) {
                ADD_FAILURE() << "no entry " << entry.toStdString();
                while (QWidget* open = QApplication::activePopupWidget())
                    open->close();
                return;
            }
            QMenu* next = wanted->menu();
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(wanted).center());
            if (next) EXPECT_TRUE(waitFor([&] { return next->isVisible(); }));
            menu = next;
        }
    });
    timer.start(20);
    press(button);
}

bool StarterTest::comesTo(const QString& page, const QString& state) {
    const bool came = waitFor([&] { return window->page(page)->state() == state; }, kLong);
    EXPECT_TRUE(came) << page.toStdString() << " is " << window->page(page)->state().toStdString();
    return came;
}

const RunFeed& StarterTest::feed() {
    return static_cast<TrainPage*>(window->page("train"))->feed();
}

bool StarterTest::trainsTo(std::int64_t step) {
    const bool came = waitFor([&] { return feed().step() >= step || !feed().active(); }, kLong);
    EXPECT_GE(feed().step(), step) << (came ? "it has ended" : "it takes too long");
    return feed().step() >= step;
}

void StarterTest::openStarter() {
    press("start-starter");
    ASSERT_TRUE(studio->session());
    EXPECT_TRUE(waitFor([&] { return !studio->jobs().busy(); }, kLong));
    ASSERT_TRUE(waitFor([&] { return studio->nextStep() == Studio::Step::Train; }));
}

void StarterTest::openSmallStarter(const QStringList& changes) {
    window->openProject(path("project"), Session::Create::IfMissing);
    const auto drawn = path("drawn").toStdString();
    data::GeneratorOptions options;
    options.answers = "json";
    data::writeDataset(*data::makeGenerator("scenes", options), "scenes_json", 60, 7, drawn);
    studio->session()->write([&](data::Project& project) { data::importDatasets(project, drawn, {}); });
    studio->session()->noteDataChanged();
    auto recipe = settings::Recipe::load((resourceFolder() + "/recipes/starter_answers_lora.yaml").toStdString());
    for (const QString& change : QStringList{"test_size=12", "val_size=0", "eval_strategy=no"} + changes)
        recipe.set(change.toStdString());
    studio->session()->setModel(starterModel());
    studio->session()->setRecipe(recipe);
    ASSERT_TRUE(waitFor([&] { return studio->nextStep() == Studio::Step::Train; }, kLong));
}

std::string unfinished(const QString& folder) {
    QStringList found;
    for (QDirIterator it(folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
         it.hasNext();)
        if (const QString path = it.next(); path.contains(".tmp-")) found.append(path);
    return found.join('\n').toStdString();
}

}  // namespace atelier::ui
