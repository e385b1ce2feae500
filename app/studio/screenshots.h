#pragma once

#include <QString>

namespace atelier::ui {
class MainWindow;
}

namespace atelier::studio {

/// Goes through the starter project as a person would, in a project of its own under `folder`, and draws every page in
/// each state that it comes into as PAGE-STATE.png in `folder`. Real jobs run: some minutes. Returns the program's exit
/// code.
int drawScreenshots(ui::MainWindow& window, const QString& folder);

}  // namespace atelier::studio
