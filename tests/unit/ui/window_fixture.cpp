#include "window_fixture.h"

#include <QAbstractButton>

namespace atelier::ui {

bool waitFor(const std::function<bool()>& met, int milliseconds) {
    return QTest::qWaitFor(met, milliseconds);
}

void WindowTest::SetUp() {
    ASSERT_TRUE(folder_.isValid());
    studio = std::make_unique<Studio>();
    QObject::connect(studio.get(), &Studio::said,
                     [this](Studio::Tone, const QString& text) { toasts.push_back(text); });
    window = std::make_unique<MainWindow>(*studio);
    window->resize(1280, 800);
    window->show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
}

void WindowTest::TearDown() {
    if (studio) studio->jobs().stopAll();
    window.reset();
    studio.reset();
}

void WindowTest::click(const QString& name) {
    if (auto* button = find<QAbstractButton>(name)) QTest::mouseClick(button, Qt::LeftButton);
}

void ProjectTest::SetUp() {
    WindowTest::SetUp();
    worker_ = qgetenv("ATELIER_WORKER");
    window->openProject(path("project"), Session::Create::IfMissing);
}

void ProjectTest::TearDown() {
    WindowTest::TearDown();
    qputenv("ATELIER_WORKER", worker_);
}

}  // namespace atelier::ui
