#include "pages/runs/runs_page.h"

namespace atelier::ui {

RunsPage::RunsPage(Studio& studio, QWidget* parent) : Page(studio, "runs", parent) {}

void RunsPage::retranslate() {
    setTitle(tr("Runs"), {});
}

}  // namespace atelier::ui
