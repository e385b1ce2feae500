#include "option_form.h"
#include "pages/recipe/check_note.h"
#include "pages/recipe/recipe_page.h"
#include "window_fixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace atelier;
using namespace atelier::ui;
using settings::Recipe;
using State = settings::CheckedKey::State;

namespace {

// As somebody brings it from LLaMA-Factory: some of it wrong, unknown or of no use here.
const char* const kForeign = R"(finetuning_type: lora
lora_rank: 0
learning_rate: fast
lora_rnak: 8
num_train_epochs: 2
freeze_trainable_layers: 3
plot_loss: true
my_own_key: [1, 2]
pissa_init: true
)";

class RecipeCheckTest : public ProjectTest {
protected:
    void SetUp() override {
        ProjectTest::SetUp();
        window->showPage("recipe");
    }

    RecipePage* page() { return static_cast<RecipePage*>(window->page("recipe")); }
    widgets::OptionForm* form() { return find<widgets::OptionForm>("recipe-form"); }
    CheckNote* note() { return find<CheckNote>("recipe-check"); }
    QString title() { return find<QLabel>("recipe-check-title")->text(); }
    QString write(const QString& name, const QByteArray& text) {
        QFile file(path(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
        return path(name);
    }
    const CheckRow* row(const QString& key) {
        for (const CheckRow& one : note()->rows())
            if (one.key == key) return &one;
        return nullptr;
    }
    QLineEdit* field(const QString& key) { return find<QWidget>("option-" + key)->findChild<QLineEdit*>(); }
};

TEST_F(RecipeCheckTest, WhatIsRightIsTakenAndTheRestIsTold) {
    page()->openRecipe(write("mine.yaml", kForeign));
    EXPECT_EQ(page()->state(), "done");
    EXPECT_EQ(std::get<double>(form()->value("num_train_epochs")), 2);
    EXPECT_EQ(title(), "In “mine.yaml”: 4 keys wrong, 1 unknown, 2 without effect");
    ASSERT_TRUE(row("lora_rank"));
    EXPECT_EQ(row("lora_rank")->state, State::Wrong);
    EXPECT_EQ(row("lora_rank")->value, "0");
    EXPECT_EQ(row("lora_rank")->place, "2:12");
    EXPECT_EQ(row("lora_rank")->note, "Allowed: 1 to 4096");
    EXPECT_EQ(row("learning_rate")->note, "Needs a number, such as 0.5 or 1e-4");
    EXPECT_EQ(row("lora_rnak")->note, "Unknown; “lora_rank” may be meant");
    EXPECT_EQ(row("lora_rnak")->field, "lora_rank");
    EXPECT_EQ(row("freeze_trainable_layers")->state, State::WithoutEffect);
    EXPECT_EQ(row("freeze_trainable_layers")->note, "Only when Method is freeze");
    EXPECT_EQ(row("my_own_key")->state, State::Unknown);
    EXPECT_TRUE(row("pissa_init")->note.startsWith("Not supported"));
    EXPECT_EQ(row("num_train_epochs"), nullptr) << "it is used";
    EXPECT_FALSE(form()->valid());
    // The session has what is right, and a saved file keeps what nobody knows.
    EXPECT_EQ(studio->session()->recipe().find("lora_rank"), nullptr);
    page()->saveRecipe(path("saved.yaml"));
    const auto saved = Recipe::load(path("saved.yaml").toStdString());
    ASSERT_TRUE(saved.find("my_own_key"));
    EXPECT_NE(saved.find("my_own_key")->yaml.find('2'), std::string::npos);
    EXPECT_TRUE(saved.find("plot_loss"));
}

TEST_F(RecipeCheckTest, AKeyLeadsToItsFieldWhichSaysWhatIsWrongUntilItIsMended) {
    page()->openRecipe(write("mine.yaml", kForeign));
    EXPECT_FALSE(find<QWidget>("recipe-check-list")->isVisible());
    click("recipe-check-unfold");
    ASSERT_TRUE(find<QWidget>("recipe-check-list")->isVisible());
    auto* key = find<QWidget>("recipe-check-lora_rank")->findChild<QPushButton*>();
    ASSERT_TRUE(key);
    QTest::mouseClick(key, Qt::LeftButton);
    ASSERT_EQ(QApplication::focusWidget(), field("lora_rank"));
    QStringList said;
    for (const auto* label : find<QWidget>("option-lora_rank")->findChildren<QLabel*>())
        if (label->isVisible()) said << label->text();
    EXPECT_TRUE(said.contains("“0” in the file. Allowed: 1 to 4096")) << said.join('|').toStdString();
    field("lora_rank")->selectAll();
    QTest::keyClicks(field("lora_rank"), "8");  // what it has by default: nothing else would tell that it is mended
    EXPECT_TRUE(waitFor([&] { return !row("lora_rank"); }));
    EXPECT_EQ(std::get<std::int64_t>(studio->session()->recipe().find("lora_rank")->value), 8);
    EXPECT_TRUE(row("learning_rate")) << "the other one is still wrong";
    // Training goes on, with a message.
    window->showPage("train");
    const auto* wrong = find<QLabel>("train-wrong-keys");
    EXPECT_TRUE(wrong->isVisible());
    EXPECT_EQ(wrong->text().section(": ", 1).toStdString(), "learning_rate, lora_rnak, pissa_init");
    window->showPage("recipe");
    page()->openRecipe(write("good.yaml", "finetuning_type: lora\n"));
    window->showPage("train");
    EXPECT_FALSE(wrong->isVisible());
}

TEST_F(RecipeCheckTest, AKeyThatStandsTwiceIsWrongUntilAPersonDecides) {
    page()->openRecipe(
        write("twice.yaml", "finetuning_type: lora\neval_strategy: steps\nevaluation_strategy: epoch\n"));
    EXPECT_EQ(std::get<std::string>(form()->value("eval_strategy")), "steps");
    ASSERT_TRUE(row("evaluation_strategy"));
    EXPECT_EQ(row("evaluation_strategy")->state, State::Wrong);
    EXPECT_EQ(row("evaluation_strategy")->field, "eval_strategy");
    form()->setValue("eval_strategy", std::string("epoch"));
    EXPECT_TRUE(waitFor([&] { return !row("evaluation_strategy"); }));
}

TEST_F(RecipeCheckTest, AFileWithoutAnythingWrongSaysNothing) {
    page()->openRecipe(write("fine.yaml", "finetuning_type: lora\nlora_rank: 4\n"));
    EXPECT_FALSE(note()->isVisible());
    EXPECT_TRUE(form()->valid());
}

TEST_F(RecipeCheckTest, AWrongMethodIsMarkedAndTheUsualOneStands) {
    page()->openRecipe(write("other.yaml", "finetuning_type: galore\nlora_rank: 4\n"));
    EXPECT_EQ(page()->state(), "done");
    EXPECT_EQ(std::get<std::string>(form()->value("finetuning_type")), "lora");
    ASSERT_TRUE(row("finetuning_type"));
    EXPECT_TRUE(row("finetuning_type")->note.contains("lora")) << row("finetuning_type")->note.toStdString();
}

TEST_F(RecipeCheckTest, AFieldGoesBackToThePreset) {
    page()->openRecipe(write("base.yaml", "finetuning_type: lora\nlora_rank: 32\n"));
    auto* reset = find<QWidget>("option-lora_rank")->findChild<QToolButton*>("option-reset");
    ASSERT_TRUE(reset);
    EXPECT_FALSE(reset->isVisible()) << "as the file says, though not as by default";
    form()->setValue("lora_rank", std::int64_t(4));
    ASSERT_TRUE(reset->isVisible());
    EXPECT_EQ(reset->toolTip(), "Back to “base.yaml”: 32");
    EXPECT_EQ(reset->focusPolicy(), Qt::TabFocus);
    QTest::mouseClick(reset, Qt::LeftButton);
    EXPECT_EQ(std::get<std::int64_t>(form()->value("lora_rank")), 32);
    EXPECT_TRUE(waitFor([&] { return page()->state() == "done"; }));
}

}  // namespace
