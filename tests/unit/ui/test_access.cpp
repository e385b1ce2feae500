// Everything by keyboard, and with a name for those who do not see it.
#include "image_canvas.h"
#include "made_project.h"
#include "made_runs.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSlider>
#include <QTabBar>

#include <set>

using namespace atelier;
using namespace atelier::ui;

namespace {

// Qt's own parts of a widget, which the widget speaks for.
bool isPart(const QWidget* widget) {
    const QWidget* parent = widget->parentWidget();
    return widget->objectName().startsWith("qt_") || qobject_cast<const QTabBar*>(parent) ||
           qobject_cast<const QLineEdit*>(parent) || qobject_cast<const QComboBox*>(parent) ||
           qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QAbstractItemView*>(parent);
}

QString nameOf(const QWidget* widget) {
    return QString("%1 “%2” in %3")
        .arg(widget->metaObject()->className(), widget->objectName(),
             widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : "");
}

class Access : public ProjectTest {
protected:
    void SetUp() override {
        ProjectTest::SetUp();
        QApplication::setActiveWindow(window.get());
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    }
    void fill() {
        makeModelFolder(path("model"));
        pretendWorker(path("worker"), {resultLine(protocol::toJson(madeModelInfo()))});
        fillProject(*studio->session(), path("model"), 12, 50);
        studio->session()->noteDataChanged();
    }
    // In turn on every page, once it stands still.
    void onEveryPage(const std::function<void(const QString&)>& visit) {
        for (const QString& id : MainWindow::pageIds()) {
            window->showPage(id);
            EXPECT_TRUE(waitFor([&] { return window->page(id)->state() != "loading"; })) << id.toStdString();
            QTest::qWait(50);  // what is laid out and read in the background
            visit(id + " (" + window->page(id)->state() + ")");
        }
    }
    std::vector<QWidget*> shown() {
        std::vector<QWidget*> widgets;
        for (QWidget* widget : window->findChildren<QWidget*>())
            if (widget->isVisible() && !isPart(widget)) widgets.push_back(widget);
        return widgets;
    }
    bool hasBuddy(const QWidget* widget) {
        for (const QLabel* label : window->findChildren<QLabel*>())
            if (label->buddy() == widget) return true;
        return false;
    }
    void expectNames(const QString& where) {
        for (const QWidget* widget : shown()) {
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const bool speaks =
                button || qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QPlainTextEdit*>(widget) ||
                qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
                qobject_cast<const QAbstractItemView*>(widget) || qobject_cast<const QSlider*>(widget) ||
                qobject_cast<const widgets::ImageCanvas*>(widget);
            if (!speaks) continue;
            const bool named = !widget->accessibleName().trimmed().isEmpty() || hasBuddy(widget) ||
                               (button && !button->text().trimmed().isEmpty());
            EXPECT_TRUE(named) << where.toStdString() << ": " << nameOf(widget).toStdString() << " has no name";
            if (button)
                EXPECT_FALSE(button->toolTip().isEmpty()) << where.toStdString() << ": " << nameOf(widget).toStdString()
                                                          << " " << button->text().toStdString() << " has no tooltip";
        }
    }
    // Presses Tab until it comes round.
    std::set<QWidget*> reached() {
        std::set<QWidget*> seen;
        for (int i = 0; i < 500; ++i) {
            QWidget* at = QApplication::focusWidget();
            if (at && !seen.insert(at).second) break;
            QTest::keyClick(at ? at : window.get(), Qt::Key_Tab);
        }
        return seen;
    }
    void expectReach(const QString& where) {
        const auto seen = reached();
        for (QWidget* widget : shown()) {
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            // A text without a link has nothing for the keys.
            if (!widget->isEnabled() || (button && button->group()) || qobject_cast<QLabel*>(widget)) continue;
            const bool takesKeys = widget->focusPolicy() & Qt::TabFocus;
            if (button && !button->autoExclusive())
                EXPECT_TRUE(takesKeys) << where.toStdString() << ": " << nameOf(widget).toStdString()
                                       << " is for the pointer only";
            if (!takesKeys) continue;
            const bool proxied = widget->focusProxy() && seen.contains(widget->focusProxy());
            EXPECT_TRUE(proxied || seen.contains(widget))
                << where.toStdString() << ": Tab does not come to " << nameOf(widget).toStdString();
        }
    }
};

TEST_F(Access, StartPage) {
    studio->closeProject();
    expectNames("start");
    expectReach("start");
}

TEST_F(Access, EmptyPages) {
    onEveryPage([this](const QString& where) {
        expectNames(where);
        expectReach(where);
    });
}

TEST_F(Access, FilledPages) {
    fill();
    onEveryPage([this](const QString& where) {
        expectNames(where);
        expectReach(where);
    });
}

TEST_F(Access, RightToLeftMirrorsTheWindowAndBreaksNoPage) {
    fill();
    QApplication::setLayoutDirection(Qt::RightToLeft);
    window->resize(880, 560);
    onEveryPage([this](const QString& where) {
        EXPECT_EQ(window->size(), QSize(880, 560)) << where.toStdString();
        const QWidget* rail = find<QWidget>("rail-project")->parentWidget();
        EXPECT_EQ(rail->mapTo(window.get(), QPoint(rail->width(), 0)).x(), window->width()) << where.toStdString();
        // What is shown lies in its page; what scrolls may reach beyond.
        const QRect page(QPoint(), window->page(window->currentPage())->size());
        for (QWidget* child : window->page(window->currentPage())->findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
            if (child->isVisible())
                EXPECT_TRUE(page.contains(child->geometry())) << where.toStdString() << nameOf(child).toStdString();
    });
    QApplication::setLayoutDirection(Qt::LeftToRight);
}

}  // namespace
