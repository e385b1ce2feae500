#pragma once

#include "data/project.h"
#include "window_fixture.h"

#include <vector>

namespace atelier::widgets {
class ThumbnailGrid;
}

namespace atelier::ui {

class Gallery;

/// The page Data of a project with a dataset "pages" of three pages, "page-0" to "page-2", each with one picture of
/// 40x30 pixels.
class PagesTest : public WindowTest {
protected:
    /// Opens the project and waits until the samples are shown. `fill` gives the three what they say.
    void open(const std::function<void(std::vector<data::Sample>&)>& fill);
    /// A further dataset on the same pictures.
    void add(const char* name, const std::vector<data::Sample>& samples);
    /// The project once more in a new window, as after a restart.
    void reopen(int samples = 3);

    Gallery* gallery();
    widgets::ThumbnailGrid* grid();
    int shown();
    void press(const char* action) { studio->actions().find(action)->trigger(); }
    bool saved();
    /// From the disk, as another program would find it, once all is saved.
    data::Sample stored(const char* id = "page-0", const char* dataset = "pages");
    std::vector<data::Sample> allStored(const char* dataset = "pages");
    data::Project onDisk();
};

}  // namespace atelier::ui
