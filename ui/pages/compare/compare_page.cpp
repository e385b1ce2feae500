#include "pages/compare/compare_page.h"

namespace atelier::ui {

ComparePage::ComparePage(Studio& studio, QWidget* parent) : Page(studio, "compare", parent) {}

void ComparePage::retranslate() {
    setTitle(tr("Compare"), {});
}

}  // namespace atelier::ui
