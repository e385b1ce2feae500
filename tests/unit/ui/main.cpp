#include "theme/theme.h"

#include <QApplication>
#include <QTemporaryDir>
#include <gtest/gtest.h>

// Preferences and starter projects of the person at this machine stay untouched.
int main(int argc, char** argv) {
    QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.filePath("config").toUtf8());
    qputenv("XDG_DATA_HOME", home.filePath("data").toUtf8());
    // Also where CMake asks for the list of tests. QT_QPA_PLATFORM=xcb shows them under a display.
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    testing::InitGoogleTest(&argc, argv);
    QApplication application(argc, argv);
    atelier::widgets::theme().install(application);
    return RUN_ALL_TESTS();
}
