#include "pages/data/data_page.h"

namespace atelier::ui {

DataPage::DataPage(Studio& studio, QWidget* parent) : Page(studio, "data", parent) {}

void DataPage::retranslate() {
    setTitle(tr("Data"), {});
}

}  // namespace atelier::ui
