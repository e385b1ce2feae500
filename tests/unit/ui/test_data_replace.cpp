#include "data/store/edits.h"
#include "pages/data/gallery/gallery.h"
#include "pages/data/replace/replace_preview.h"
#include "pages_fixture.h"
#include "thumbnail_grid.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

using namespace atelier;
using namespace atelier::ui;
using Role = data::Turn::Role;
using Shape = data::Region::Shape;

namespace {

// Three pages; two speak of a red cat, one of them has a region whose words are linked.
class DataReplaceTest : public PagesTest {
protected:
    void SetUp() override {
        PagesTest::SetUp();
        open([](std::vector<data::Sample>& samples) {
            samples[0].turns = {{Role::User, "<image>Is the cat red?"}, {Role::Assistant, "A red cat sits. Red!"}};
            samples[0].regions = {{Shape::Box, 0, {{2, 3}, {20, 20}}, "red cat", "", {{1, 6, 9}}}};
            samples[1].turns = {{Role::User, "<image>And here?"}, {Role::Assistant, "A hundred red mice."}};
            samples[1].tags = {"red"};
            samples[2].turns = {{Role::User, "<image>What is it?"}, {Role::Assistant, "A dog."}};
        });
        press("data.replace");
        ASSERT_TRUE(panel()->isVisible());
    }

    QWidget* panel() { return find<QWidget>("data-replace"); }
    QTreeWidget* list() { return find<QTreeWidget>("replace-list"); }
    void write(const QString& what, const QString& with) {
        find<QLineEdit>("replace-find")->setText(what);
        find<QLineEdit>("replace-with")->setText(with);
    }
    void setMode(data::ReplaceOptions::Mode mode) {
        find<QComboBox>("replace-mode")->setCurrentIndex(static_cast<int>(mode));
    }
    // Once it says `status`; what it says else fails the test.
    void expectStatus(const QString& status) {
        auto* label = find<QLabel>("replace-status");
        EXPECT_TRUE(waitFor([&] { return label->text() == status; }, 5000)) << label->text().toStdString();
    }
    void expectFound(int occurrences, int samples) {
        auto* label = find<QLabel>("replace-status");
        const QRegularExpression counts(QString("^%1 \\w+ in %2 \\w+$").arg(occurrences).arg(samples));
        EXPECT_TRUE(waitFor([&] { return label->text().contains(counts); }, 5000)) << label->text().toStdString();
    }
    bool ready() {
        return waitFor([&] { return find<QPushButton>("replace-all")->isEnabled(); });
    }
    std::string answer(const char* id) { return stored(id).turns.at(1).text; }
};

TEST_F(DataReplaceTest, ShowsWhatWouldChangeAndReplacesItAsOneEdit) {
    EXPECT_TRUE(find<QLineEdit>("replace-find")->hasFocus());
    expectStatus("Type what is to be found");
    EXPECT_FALSE(find<QPushButton>("replace-all")->isEnabled());
    QTest::keyClicks(find<QLineEdit>("replace-find"), "red");
    QTest::keyClicks(find<QLineEdit>("replace-with"), "blue");
    expectFound(4, 2);
    ASSERT_EQ(list()->topLevelItemCount(), 3);
    EXPECT_EQ(list()->topLevelItem(0)->text(0), "page-0");
    EXPECT_EQ(list()->topLevelItem(0)->text(1), "Prompt");
    EXPECT_EQ(list()->topLevelItem(1)->text(2), "A red cat sits. Red! → A blue cat sits. Red!");
    EXPECT_EQ(list()->topLevelItem(2)->text(0), "page-1");
    EXPECT_EQ(answer("page-0"), "A red cat sits. Red!");  // so far only shown

    ASSERT_TRUE(ready());
    click("replace-all");
    ASSERT_TRUE(waitFor([&] { return answer("page-0") == "A blue cat sits. Red!"; }));
    EXPECT_EQ(stored("page-0").turns[0].text, "<image>Is the cat blue?");
    EXPECT_EQ(stored("page-0").regions[0].spans, (std::vector<data::Span>{{1, 7, 10}}));
    EXPECT_EQ(stored("page-0").regions[0].label, "red cat");
    EXPECT_EQ(answer("page-1"), "A hundblue blue mice.");
    expectStatus("Nothing found");
    EXPECT_EQ(list()->topLevelItemCount(), 0);

    press("data.undo");
    ASSERT_TRUE(waitFor([&] { return answer("page-0") == "A red cat sits. Red!"; }));
    EXPECT_EQ(answer("page-1"), "A hundred red mice.");
    expectFound(4, 2);
}

TEST_F(DataReplaceTest, ModeCaseAndFieldsAreWhatIsChosen) {
    write("red", "blue");
    setMode(data::ReplaceOptions::Mode::WholeWord);
    expectFound(3, 2);
    click("replace-case");
    expectFound(4, 2);
    click("replace-prompts");
    expectFound(3, 2);
    click("replace-answers");
    expectStatus("Nothing found");
    click("replace-labels");
    click("replace-tags");
    expectFound(2, 2);
    ASSERT_TRUE(ready());
    click("replace-all");
    ASSERT_TRUE(waitFor([&] { return stored("page-1").tags == std::vector<std::string>{"blue"}; }));
    EXPECT_EQ(stored("page-0").regions[0].label, "blue cat");
    EXPECT_EQ(answer("page-1"), "A hundred red mice.");
}

TEST_F(DataReplaceTest, AnExpressionThatCannotBeReadIsSaidAtTheField) {
    auto* field = find<QLineEdit>("replace-find");
    setMode(data::ReplaceOptions::Mode::Regex);
    write("(red|dog", "<$1>");
    auto* problem = find<QLabel>("replace-problem");
    ASSERT_TRUE(waitFor([&] { return problem->isVisible(); }));
    EXPECT_TRUE(problem->text().contains("parenthesis")) << problem->text().toStdString();
    EXPECT_TRUE(field->property("invalid").toBool());
    EXPECT_FALSE(find<QPushButton>("replace-all")->isEnabled());
    EXPECT_TRUE(toasts.empty());
    field->setText("\\b(red|dog)\\b");
    expectFound(4, 3);
    EXPECT_FALSE(problem->isVisible());
    EXPECT_FALSE(field->property("invalid").toBool());
    ASSERT_TRUE(ready());
    click("replace-all");
    EXPECT_TRUE(waitFor([&] { return answer("page-2") == "A <dog>."; }));
}

TEST_F(DataReplaceTest, OnlyWhatIsShownOrSelectedChanges) {
    write("A ", "The ");
    expectFound(3, 3);
    gallery()->setFilter("dog");
    expectFound(1, 1);
    gallery()->setFilter({});
    expectFound(3, 3);

    grid()->clearSelection();
    for (const int row : {1, 2})
        grid()->selectionModel()->select(grid()->model()->index(row, 0), QItemSelectionModel::Select);
    press("data.replace");
    EXPECT_EQ(find<QComboBox>("replace-scope")->currentIndex(), 1);
    expectFound(2, 2);
    // Looking at a change leaves the selection as it is.
    list()->setCurrentItem(list()->topLevelItem(0));
    EXPECT_EQ(gallery()->selected().size(), 2u);
    ASSERT_TRUE(ready());
    click("replace-all");
    ASSERT_TRUE(waitFor([&] { return answer("page-2") == "The dog."; }));
    EXPECT_EQ(answer("page-1"), "The hundred red mice.");
    EXPECT_EQ(answer("page-0"), "A red cat sits. Red!");
}

TEST_F(DataReplaceTest, AChangeShowsItsSampleAndEditsAreSeen) {
    write("dog", "cow");
    expectFound(1, 1);
    list()->setCurrentItem(list()->topLevelItem(0));
    EXPECT_TRUE(waitFor([&] { return find<QLabel>("sample-id")->text() == "page-2"; }));
    write("A", "A");
    expectStatus("Nothing would change");
    EXPECT_FALSE(find<QPushButton>("replace-all")->isEnabled());
    QTest::keyClick(find<QLineEdit>("replace-find"), Qt::Key_Escape);
    EXPECT_FALSE(panel()->isVisible());
}

TEST_F(DataReplaceTest, FitsTheSmallestWindow) {
    window->resize(880, 560);
    write("red", "blue");
    expectFound(4, 2);
    QTest::qWait(50);  // laid out
    EXPECT_EQ(window->size(), QSize(880, 560));
    EXPECT_TRUE(window->rect().contains(QRect(panel()->mapTo(window.get(), QPoint()), panel()->size())));
}

TEST_F(DataReplaceTest, EveryControlHasANameAndIsReachedByTab) {
    write("red", "blue");
    expectFound(4, 2);
    std::vector<QWidget*> order;
    for (QWidget* at = find<QLineEdit>("replace-find"); panel()->isAncestorOf(at); at = QApplication::focusWidget()) {
        ASSERT_LT(order.size(), 30u);
        order.push_back(at);
        QTest::keyClick(at, Qt::Key_Tab);
    }
    ASSERT_EQ(order.size(), 13u);
    EXPECT_EQ(order[1]->objectName(), "replace-with");
    EXPECT_EQ(order.back()->objectName(), "replace-close");
    for (const QWidget* widget : order) {
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        EXPECT_FALSE(widget->accessibleName().isEmpty() && (!button || button->text().isEmpty()))
            << widget->objectName().toStdString();
        if (widget != list()) EXPECT_FALSE(widget->toolTip().isEmpty()) << widget->objectName().toStdString();
    }
}

// Words around a change are enough to know it by, and a word that changes reads as one.
TEST_F(DataReplaceTest, ALongTextIsCutDownToTheChange) {
    using Kind = widgets::DiffText::Kind;
    const std::string around(400, 'x');
    studio->session()->write([&](data::Project& project) {
        data::Sample before = project.sample("pages", "page-2"), after = before;
        after.turns[1].text = around + " a red dog " + around;
        data::applyEdit(project, "pages", {"written", {{before, after}}});
    });
    const auto rows = data::findRows(studio->session()->project(), "pages", {"dog"});
    const auto preview = previewReplacement(path("project"), "pages", rows, {"red", "blue"});
    ASSERT_EQ(preview.changes.size(), 1u);
    const auto& parts = preview.changes[0].parts;
    ASSERT_EQ(parts.size(), 4u);
    EXPECT_TRUE(parts[0].text.endsWith(" a ") && parts[0].text.startsWith(u'…') && parts[0].text.size() < 40);
    EXPECT_EQ(parts[1].kind, Kind::Missing);
    EXPECT_EQ(parts[1].text, "red");
    EXPECT_EQ(parts[2].kind, Kind::Extra);
    EXPECT_EQ(parts[2].text, "blue");
    EXPECT_TRUE(parts[3].text.startsWith(" dog ") && parts[3].text.endsWith(u'…') && parts[3].text.size() < 100);
}

}  // namespace
