#include "data_fixture.h"

#include "common/file.h"
#include "image_canvas.h"
#include "thumbnail_grid.h"
#include "vision/image.h"

#include <QLabel>

namespace atelier::ui {

void DataTest::show(std::vector<data::Sample> samples) {
    window->openProject(path("project"), Session::Create::IfMissing);
    window->showPage("data");
    const vision::Image image{40, 30, std::vector<std::uint8_t>(40 * 30 * 3, 200)};
    writeFileAtomically(path("page.png").toStdString(), vision::encodePng(image));
    for (data::Sample& sample : samples)
        sample.media = {{data::Media::Kind::Image, "page.png"}};
    const auto count = static_cast<int>(samples.size());
    studio->session()->write([&](data::Project& project) {
        project.addDataset({"pages", "sharegpt", path("pages.json").toStdString(), folder_.path().toStdString()},
                           samples);
    });
    studio->session()->noteDataChanged();
    ASSERT_TRUE(
        waitFor([&] { return rows() == count && !find<widgets::ImageCanvas>("data-canvas")->image().isNull(); }));
}

int DataTest::rows() {
    return find<widgets::ThumbnailGrid>("gallery-grid")->model()->rowCount();
}

bool DataTest::saved() {
    return waitFor([&] { return find<QLabel>("data-saved")->text() == "Saved"; });
}

data::Sample DataTest::stored(const std::string& id) {
    EXPECT_TRUE(saved());
    return data::Project::open(path("project").toStdString(), data::Project::Access::ReadOnly).sample("pages", id);
}

}  // namespace atelier::ui
