#pragma once

#include "data/sample.h"
#include "window_fixture.h"

#include <string>
#include <vector>

namespace atelier::ui {

/// The page Data on a project with one dataset, "pages", whose samples share one picture.
class DataTest : public WindowTest {
protected:
    void show(std::vector<data::Sample> samples);
    /// From the disk, as another program would find it.
    data::Sample stored(const std::string& id);
    bool saved();
    void press(const char* action) { studio->actions().find(action)->trigger(); }
    int rows();
};

}  // namespace atelier::ui
