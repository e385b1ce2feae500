// From the key to the painted page, in a project with data, runs and a comparison: page_switch [SAMPLES [ROUNDS]]
// Every page is made and laid out before, as the window does in quiet turns after its first picture. CPU time is the
// window's thread alone.
#include "made_project.h"
#include "made_runs.h"
#include "main_window.h"
#include "theme/theme.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace atelier;
using namespace atelier::ui;

namespace {

constexpr int kSteps = 20'000;  // of each run
constexpr int kQuiet = 60;      // ms in which the page's background work comes to its end

double now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

struct Took {
    double wall, cpu;  // ms
};

// Whether a page was painted.
class Painted : public QObject {
public:
    explicit Painted(QString page) : page_(std::move(page)) { qApp->installEventFilter(this); }
    bool met() const { return met_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Paint)
            if (const auto* page = qobject_cast<Page*>(watched); page && page->id() == page_) met_ = true;
        return false;
    }

private:
    QString page_;
    bool met_ = false;
};

// The event that paints also hands the picture over to the screen before processEvents() comes back.
Took visit(MainWindow& window, int page) {
    const Painted painted(MainWindow::pageIds()[page]);
    const double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_THREAD_CPUTIME_ID);
    QTest::keyClick(&window, static_cast<Qt::Key>(Qt::Key_1 + page), Qt::ControlModifier);
    while (!painted.met())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return {now(CLOCK_MONOTONIC) - wall, now(CLOCK_THREAD_CPUTIME_ID) - cpu};
}

// Two turns of the event loop, as in the window.
void makeAhead(MainWindow& window, const QString& id) {
    const double start = now(CLOCK_THREAD_CPUTIME_ID);
    Page* page = window.page(id);
    const double made = now(CLOCK_THREAD_CPUTIME_ID);
    page->prepare(page->parentWidget()->size());
    std::printf("%-8s made %.1f ms, laid out %.1f ms of CPU\n", qPrintable(id), made - start,
                now(CLOCK_THREAD_CPUTIME_ID) - made);
    QTest::qWait(kQuiet);
}

void report(const QString& page, const std::vector<Took>& visits) {
    const Took first = visits.front();
    std::vector<Took> later(visits.begin() + 1, visits.end());
    const auto spread = [&](double Took::* what) {
        std::sort(later.begin(), later.end(), [&](const Took& a, const Took& b) { return a.*what < b.*what; });
        return QString("median %1, %2 to %3")
            .arg(later[later.size() / 2].*what, 0, 'f', 1)
            .arg(later.front().*what, 0, 'f', 1)
            .arg(later.back().*what, 0, 'f', 1);
    };
    std::printf("%-8s first %.1f ms (CPU %.1f); %zu later: %s ms (CPU %s)\n", qPrintable(page), first.wall, first.cpu,
                later.size(), qPrintable(spread(&Took::wall)), qPrintable(spread(&Took::cpu)));
}

}  // namespace

int main(int argc, char** argv) {
    QTemporaryDir folder;
    qputenv("XDG_CONFIG_HOME", folder.filePath("config").toUtf8());
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    widgets::theme().install(application);
    const int samples = argc > 1 ? std::atoi(argv[1]) : 1000, rounds = argc > 2 ? std::atoi(argv[2]) : 50;

    makeModelFolder(folder.filePath("model"));
    pretendWorker(folder.filePath("worker"), {resultLine(protocol::toJson(madeModelInfo()))});
    {
        Session session(folder.filePath("project"), Session::Create::IfMissing);
        fillProject(session, folder.filePath("model"), samples, kSteps);
    }
    Studio studio;
    MainWindow window(studio);
    window.show();
    if (!QTest::qWaitForWindowActive(&window)) return 1;
    window.openProject(folder.filePath("project"));
    std::printf("%d samples, 3 runs of %d steps\n", samples, kSteps);
    for (const QString& id : MainWindow::pageIds())
        makeAhead(window, id);

    const auto pages = static_cast<int>(MainWindow::pageIds().size());
    std::vector<std::vector<Took>> visits(static_cast<std::size_t>(pages));
    for (int round = 0; round <= rounds; ++round)
        for (int step = 1; step <= pages; ++step) {
            const int page = step % pages;  // the project opens on the first one
            visits[static_cast<std::size_t>(page)].push_back(visit(window, page));
            QTest::qWait(kQuiet);
        }
    for (int page = 0; page < pages; ++page)
        report(MainWindow::pageIds()[page], visits[static_cast<std::size_t>(page)]);
    const double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_THREAD_CPUTIME_ID);
    widgets::theme().setScheme(widgets::Scheme::Dark);
    QCoreApplication::processEvents();
    std::printf("another look for the whole window: %.1f ms (CPU %.1f)\n", now(CLOCK_MONOTONIC) - wall,
                now(CLOCK_THREAD_CPUTIME_ID) - cpu);
    return 0;
}
