#pragma once

#include "pages/train/run_feed.h"
#include "window_fixture.h"

namespace atelier::ui {

constexpr int kLong = 120'000;  ///< ms: for the real engine on a machine that has other work

/// The window of a person who has never used it, and the real engine. What is pressed is pressed where it is seen: in
/// the window, on whatever lies on top there.
class StarterTest : public WindowTest {
protected:
    void SetUp() override;
    void TearDown() override;

    void press(QWidget* widget);
    void press(const QString& name);  ///< the one that is seen
    void pressAt(QWidget* widget, const QPoint& at);
    void type(QWidget* field, const QString& text);  ///< in place of what stands there
    void typeOption(const QString& key, const QString& value);
    /// Opens the menu of a button and goes through its entries, each known by a part of its text.
    void choose(const QString& button, const QStringList& entries);

    bool comesTo(const QString& page, const QString& state);
    const RunFeed& feed();
    bool trainsTo(std::int64_t step);
    /// "Try the starter", until there is nothing left but to train.
    void openStarter();
    /// The starter's model and recipe on few samples, without the page Start.
    void openSmallStarter(const QStringList& changes);
    QString runFolder() { return studio->session()->folder() + "/runs/" + studio->session()->run(); }

private:
    QByteArray data_;
};

/// What a job that was broken off has left below `folder`; empty: nothing.
std::string unfinished(const QString& folder);

}  // namespace atelier::ui
