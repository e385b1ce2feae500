#pragma once

#include "main_window.h"

#include <QTemporaryDir>
#include <QtTest>
#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace atelier::ui {

/// Lets the window live until `met` or `milliseconds` have gone; whether it was met.
bool waitFor(const std::function<bool()>& met, int milliseconds = 10'000);

/// A studio with its window, shown, and a folder for projects.
class WindowTest : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    QString path(const QString& name) const { return folder_.filePath(name); }
    /// The visible widget of this name, else one that is not. Fails the test when there is none.
    template <class W>
    W* find(const QString& name) {
        for (W* one : window->findChildren<W*>(name))
            if (one->isVisible()) return one;
        W* found = window->findChild<W*>(name);
        EXPECT_TRUE(found) << "no widget " << name.toStdString();
        return found;
    }
    void click(const QString& name);

    QTemporaryDir folder_;
    std::unique_ptr<Studio> studio;
    std::unique_ptr<MainWindow> window;
    std::vector<QString> toasts;
};

/// The same on an open project. A test may set $ATELIER_WORKER to a pretended worker; it is set back.
class ProjectTest : public WindowTest {
protected:
    void SetUp() override;
    void TearDown() override;

    QString project() const { return studio->session()->folder(); }

private:
    QByteArray worker_;
};

}  // namespace atelier::ui
