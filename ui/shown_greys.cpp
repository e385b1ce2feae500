#include "shown_greys.h"

#include "common/error.h"
#include "data/dataset_source.h"

#include <atomic>

namespace atelier::ui {
namespace {

std::atomic<vision::GreyWindow> shown{vision::GreyWindow::Auto};

}  // namespace

vision::GreyWindow shownGreys() {
    return shown;
}

void takeShownGreys(const settings::Recipe& recipe) {
    try {
        shown = data::DataOptions::schema().read(recipe).window();
    } catch (const Error&) {
        return;
    }
}

}  // namespace atelier::ui
