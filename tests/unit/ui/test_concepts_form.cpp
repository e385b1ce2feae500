#include "data_fixture.h"
#include "pages/data/concepts/concepts_form.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace atelier;
using namespace atelier::ui;

namespace {

class ConceptsTest : public DataTest {
protected:
    void SetUp() override {
        DataTest::SetUp();
        std::vector<data::Sample> samples(4);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            samples[i].id = "s" + std::to_string(i);
            if (i < 3) samples[i].tags = {"receipt"};
        }
        show(samples);
        click("data-augment-open");
    }
    ConceptsForm* form() { return find<ConceptsForm>("concepts"); }
    QLineEdit* line(const char* name) { return find<QLineEdit>(name); }
    void type(const char* name, const QString& text) {
        line(name)->clear();
        QTest::keyClicks(line(name), text);
    }
    std::vector<std::string> inRecipe() {
        const auto* entry = studio->session()->recipe().find("concepts");
        return entry ? std::get<std::vector<std::string>>(entry->value) : std::vector<std::string>();
    }
    QString count() { return find<QLabel>("concept-count")->text(); }
};

}  // namespace

TEST_F(ConceptsTest, FieldsMakeTheRecipesRules) {
    click("concepts-add");
    EXPECT_TRUE(line("concept-tag")->hasFocus());
    EXPECT_TRUE(inRecipe().empty());
    type("concept-tag", "receipt");
    EXPECT_EQ(inRecipe(), (std::vector<std::string>{"tag=receipt"}));
    EXPECT_TRUE(waitFor([&] { return count() == "3 samples"; })) << count().toStdString();
    type("concept-path", "*.jpg");
    EXPECT_TRUE(waitFor([&] { return count() == "0 samples"; })) << count().toStdString();
    type("concept-path", "page*");
    EXPECT_TRUE(waitFor([&] { return count() == "3 samples"; })) << count().toStdString();
    type("concept-weight", "2.5");
    type("concept-repeats", "3");
    auto* vary = find<QComboBox>("concept-augment");
    vary->setFocus();
    QTest::keyClick(vary, Qt::Key_End);
    EXPECT_EQ(inRecipe(), (std::vector<std::string>{"tag=receipt path=page* weight=2.5 repeats=3 augment=off"}));
    click("concept-remove");
    EXPECT_TRUE(inRecipe().empty());
}

TEST_F(ConceptsTest, AFaultIsSaidAtItsFieldAndKeptOutOfTheRecipe) {
    click("concepts-add");
    type("concept-weight", "2");
    type("concept-weight", "2000");
    EXPECT_TRUE(find<QLabel>("concept-problem")->text().contains("1000"))
        << find<QLabel>("concept-problem")->text().toStdString();
    EXPECT_TRUE(line("concept-weight")->property("invalid").toBool());
    EXPECT_EQ(inRecipe(), (std::vector<std::string>{"weight=200"}));
    type("concept-weight", "7");
    EXPECT_FALSE(find<QLabel>("concept-problem")->isVisible());
    EXPECT_EQ(inRecipe(), (std::vector<std::string>{"weight=7"}));
}

TEST_F(ConceptsTest, ShowsTheRecipesRulesAndKeepsWhatItCannotRead) {
    settings::Recipe recipe = studio->session()->recipe();
    recipe.set("concepts", std::vector<std::string>{"nonsense", "tag=receipt augment_rotate=2"}, "test");
    studio->session()->setRecipe(recipe);
    ASSERT_TRUE(line("concept-augment_rotate"));
    EXPECT_EQ(line("concept-augment_rotate")->text(), "2");
    EXPECT_TRUE(find<QLabel>("concepts-problem")->text().contains("nonsense"));
    type("concept-augment_rotate", "4");
    EXPECT_EQ(inRecipe(), (std::vector<std::string>{"nonsense", "tag=receipt augment_rotate=4"}));
}
