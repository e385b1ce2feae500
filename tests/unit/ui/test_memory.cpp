#include "made_project.h"
#include "made_runs.h"
#include "window_fixture.h"

#include <QPixmapCache>
#include <QThreadPool>

#include <algorithm>
#include <malloc.h>

using namespace atelier;
using namespace atelier::ui;

namespace {

// What the program holds: bytes from malloc (none counted under the address sanitizer, which looks for leaks itself).
double heapInUse() {
    QPixmapCache::clear();  // it has a bound of its own
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

class MemoryTest : public ProjectTest {
protected:
    struct Growth {
        double bytes = 0;  // a round
        qsizetype widgets = 0;
    };

    void SetUp() override {
        ProjectTest::SetUp();
        makeModelFolder(path("model"));
        pretendWorker(path("worker"), {resultLine(protocol::toJson(madeModelInfo()))});
        fillProject(*studio->session(), path("model"), 40, 200);
        showEveryPage();
        waitForPages();
    }

    void waitForPages() {
        for (const auto* page : {"model", "data", "recipe", "train", "compare", "runs"})
            EXPECT_TRUE(waitFor([&] { return window->page(page)->state() == "done"; }))
                << page << " is " << window->page(page)->state().toStdString();
    }
    void settle() {
        ASSERT_TRUE(waitFor([&] { return !studio->jobs().busy(); }));
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    void showEveryPage() {
        for (const QString& id : MainWindow::pageIds()) {
            window->showPage(id);
            QCoreApplication::processEvents();
        }
    }
    // Caches fill in the rounds before. A picture that is still being read, or was read just now, moves single rounds
    // by megabytes; the median of the slopes between all pairs of rounds (Theil and Sen) stays where most rounds are.
    Growth growth(int before, int rounds, const std::function<void()>& round) {
        std::vector<double> bytes;
        std::vector<qsizetype> widgets;
        for (int i = 0; i < before + rounds; ++i) {
            round();
            settle();
            if (i < before) continue;
            bytes.push_back(heapInUse());
            widgets.push_back(QApplication::allWidgets().size());
        }
        std::vector<double> slopes;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            for (std::size_t j = i + 1; j < bytes.size(); ++j)
                slopes.push_back((bytes[j] - bytes[i]) / static_cast<double>(j - i));
        const auto middle = slopes.begin() + static_cast<std::ptrdiff_t>(slopes.size() / 2);
        std::ranges::nth_element(slopes, middle);
        std::cout << "from " << bytes.front() / 1e6 << " MB by " << *middle << " bytes a round\n";
        return {*middle, widgets.back() - widgets.front()};
    }
};

TEST_F(MemoryTest, AThousandVisitsOfEachPage) {
    // Each is shown and hidden a thousand times, and painted at every twentieth: that is the costly part.
    int round = 0;
    const Growth grown = growth(100, 1000, [&] {
        window->setUpdatesEnabled(++round % 20 == 0);
        showEveryPage();
    });
    EXPECT_LT(grown.bytes, 200);  // the smallest widget takes more than 400
    EXPECT_EQ(grown.widgets, 0);
}

// Qt's style sheets remember about 1 KB of each widget that was never shown, for as long as the program runs, and ended
// jobs stay on their list. A page that stayed would take more than ten times that, and its widgets are counted.
constexpr double kRemembered = 60'000;

TEST_F(MemoryTest, OpeningAProjectAgainAndAgain) {
    const QString folder = project();
    const Growth grown = growth(3, 20, [&] {
        studio->closeProject();
        window->openProject(folder);
        showEveryPage();
        waitForPages();
    });
    EXPECT_LT(grown.bytes, kRemembered);
    EXPECT_EQ(grown.widgets, 0);
}

TEST_F(MemoryTest, MakingTheWindowAgainAndAgain) {
    const Growth grown = growth(3, 20, [&] {
        window.reset();
        window = std::make_unique<MainWindow>(*studio);
        window->show();
        showEveryPage();
        waitForPages();
    });
    EXPECT_LT(grown.bytes, kRemembered);
    EXPECT_EQ(grown.widgets, 0);
}

}  // namespace
