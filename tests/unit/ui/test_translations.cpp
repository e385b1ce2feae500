#include "language.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QTranslator>

using namespace atelier;
using namespace atelier::ui;

namespace {

// Marks whatever goes through tr(), so that what does not stands out.
class Marking : public QTranslator {
public:
    QString translate(const char*, const char* source, const char*, int) const override {
        return QString::fromUtf8("⟦%1⟧").arg(QString::fromUtf8(source));
    }
    bool isEmpty() const override { return false; }
};

bool hasWords(const QString& text) {
    static const QRegularExpression word("\\p{L}{2,}");
    return text.contains(word);
}

// What a person reads on a widget.
QStringList textsOf(const QWidget* widget) {
    QStringList texts{widget->toolTip()};
    if (const auto* label = qobject_cast<const QLabel*>(widget)) texts.append(label->text());
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) texts.append(button->text());
    if (const auto* field = qobject_cast<const QLineEdit*>(widget)) texts.append(field->placeholderText());
    if (const auto* box = qobject_cast<const QGroupBox*>(widget)) texts.append(box->title());
    return texts;
}

class Translations : public WindowTest {
protected:
    void TearDown() override {
        QCoreApplication::removeTranslator(&marking_);
        setLanguage(*QCoreApplication::instance(), "en");
        WindowTest::TearDown();
    }
    Marking marking_;
};

// Names, paths and numbers are data; a widget that shows them has the property "data".
TEST_F(Translations, EveryVisibleStringGoesThroughTr) {
    window->openProject(path("project"), Session::Create::IfMissing);
    for (const QString& id : MainWindow::pageIds())
        window->showPage(id);
    QCoreApplication::installTranslator(&marking_);
    QCoreApplication::processEvents();
    QStringList left;
    for (const QString& id : MainWindow::pageIds()) {
        window->showPage(id);
        QCoreApplication::processEvents();
        for (const QWidget* widget : window->findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->property("data").toBool()) continue;
            for (const QString& text : textsOf(widget))
                if (hasWords(text) && !text.contains(QString::fromUtf8("⟦")) && !text.contains(folder_.path()))
                    left.append(id + ": " + widget->metaObject()->className() + ' ' + widget->objectName() + " “" +
                                text + "”");
        }
        for (const auto& entry : studio->actions().all())
            if (!entry.action->text().contains(QString::fromUtf8("⟦"))) left.append("action " + entry.action->text());
    }
    left.removeDuplicates();
    EXPECT_TRUE(left.isEmpty()) << left.join('\n').toStdString();
}

TEST_F(Translations, ChineseIsShownAtOnceAndEnglishComesBack) {
    window->openProject(path("project"), Session::Create::IfMissing);
    window->showPage("data");
    const auto* rail = find<QAbstractButton>("rail-data");
    EXPECT_EQ(rail->text().trimmed(), "Data");
    setLanguage(*QCoreApplication::instance(), "zh_CN");
    QCoreApplication::processEvents();
    EXPECT_EQ(rail->text().trimmed(), QString::fromUtf8("数据"));
    setLanguage(*QCoreApplication::instance(), "en");
    QCoreApplication::processEvents();
    EXPECT_EQ(rail->text().trimmed(), "Data");
}

}  // namespace
