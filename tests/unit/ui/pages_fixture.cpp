#include "pages_fixture.h"

#include "common/file.h"
#include "pages/data/gallery/gallery.h"
#include "thumbnail_grid.h"
#include "vision/image.h"

#include <QLabel>

namespace atelier::ui {

void PagesTest::open(const std::function<void(std::vector<data::Sample>&)>& fill) {
    window->openProject(path("project"), Session::Create::IfMissing);
    window->showPage("data");
    const vision::Image image{40, 30, std::vector<std::uint8_t>(40 * 30 * 3, 200)};
    writeFileAtomically(path("page.png").toStdString(), vision::encodePng(image));
    std::vector<data::Sample> samples(3);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i].id = "page-" + std::to_string(i);
        samples[i].media = {{data::Media::Kind::Image, "page.png"}};
    }
    fill(samples);
    add("pages", samples);
    ASSERT_TRUE(waitFor([&] {
        return shown() == std::ssize(samples) && gallery()->isVisible() && gallery()->state() == Gallery::State::Done;
    }));
}

void PagesTest::add(const char* name, const std::vector<data::Sample>& samples) {
    studio->session()->write([&](data::Project& project) {
        project.addDataset({name, "sharegpt", path("pages.json").toStdString(), folder_.path().toStdString()}, samples);
    });
    studio->session()->noteDataChanged();
}

void PagesTest::reopen(int samples) {
    window.reset();
    studio = std::make_unique<Studio>();
    window = std::make_unique<MainWindow>(*studio);
    window->show();
    window->openProject(path("project"));
    window->showPage("data");
    ASSERT_TRUE(waitFor([&] { return shown() == samples && gallery()->state() == Gallery::State::Done; }));
}

Gallery* PagesTest::gallery() {
    return find<Gallery>("gallery");
}

widgets::ThumbnailGrid* PagesTest::grid() {
    return find<widgets::ThumbnailGrid>("gallery-grid");
}

int PagesTest::shown() {
    return grid()->model()->rowCount();
}

bool PagesTest::saved() {
    return waitFor([&] { return find<QLabel>("data-saved")->text() == "Saved"; });
}

data::Project PagesTest::onDisk() {
    EXPECT_TRUE(saved());
    return data::Project::open(path("project").toStdString(), data::Project::Access::ReadOnly);
}

data::Sample PagesTest::stored(const char* id, const char* dataset) {
    return onDisk().sample(dataset, id);
}

std::vector<data::Sample> PagesTest::allStored(const char* dataset) {
    return onDisk().samples(dataset);
}

}  // namespace atelier::ui
