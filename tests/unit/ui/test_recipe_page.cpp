#include "option_form.h"
#include "pages/recipe/preset_card.h"
#include "pages/recipe/recipe_changes.h"
#include "pages/recipe/recipe_page.h"
#include "pages/recipe/recipe_words.h"
#include "pages/recipe/train_command.h"
#include "resources.h"
#include "settings/fragment.h"
#include "state_view.h"
#include "window_fixture.h"

#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QProcess>
#include <QPushButton>

using namespace atelier;
using namespace atelier::ui;
using settings::Recipe;
using Kind = settings::Fragment::Kind;

namespace {

class RecipePageTest : public WindowTest {
protected:
    void SetUp() override {
        WindowTest::SetUp();
        window->openProject(path("it's a project"), Session::Create::IfMissing);
        window->showPage("recipe");
    }

    RecipePage* page() { return static_cast<RecipePage*>(window->page("recipe")); }
    widgets::OptionForm* form() { return find<widgets::OptionForm>("recipe-form"); }
    PresetCard* card(const QString& name) { return find<PresetCard>("preset-" + name); }
    PresetCard* method(const std::string& key) { return find<PresetCard>("method-" + QString::fromStdString(key)); }
    // As a person does it in the list of a combo box.
    void choose(const QString& name, const std::string& key) {
        auto* box = find<QComboBox>(name);
        const int index = box->findData(QString::fromStdString(key));
        ASSERT_GE(index, 0) << key;
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }
    QString shown(const QString& name) { return find<QLabel>(name)->text(); }
    std::int64_t rank() {
        const auto* entry = studio->session()->recipe().find("lora_rank");
        return entry ? std::get<std::int64_t>(entry->value) : -1;
    }
    QString write(const QString& name, const QByteArray& text) {
        QFile file(path(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
        return path(name);
    }
    static bool visible(const QWidget* widget) { return widget->isVisible(); }
};

TEST_F(RecipePageTest, EmptyProjectIsHelpedToAPreset) {
    EXPECT_EQ(page()->state(), "empty");
    EXPECT_FALSE(find<QPushButton>("recipe-next")->isEnabled());
    auto* view = page()->findChild<widgets::StateView*>();
    ASSERT_TRUE(view->isVisible());
    QTest::mouseClick(view->primaryButton(), Qt::LeftButton);
    EXPECT_EQ(page()->state(), "done");
    EXPECT_TRUE(form()->isVisible());
    EXPECT_TRUE(studio->isDone(Studio::Step::Recipe));
    click("recipe-next");
    EXPECT_EQ(window->currentPage(), "train");
}

TEST_F(RecipePageTest, DefaultsCanBeABeginning) {
    auto* view = page()->findChild<widgets::StateView*>();
    QTest::mouseClick(view->secondaryButton(), Qt::LeftButton);
    EXPECT_EQ(page()->state(), "done");
    EXPECT_EQ(std::get<std::string>(studio->session()->recipe().find("finetuning_type")->value), "lora");
}

TEST_F(RecipePageTest, WhatIsTypedReachesTheSessionAndIsMarked) {
    QTest::mouseClick(card("starter_answers_lora"), Qt::LeftButton);
    EXPECT_EQ(card("starter_answers_lora")->mark(), PresetCard::Mark::Chosen);
    EXPECT_EQ(rank(), 16);
    EXPECT_EQ(shown("recipe-summary"), "LoRA of rank 16 on layers: all, 250 steps of 16 samples, learning rate 2e-3");
    form()->setValue("lora_rank", std::int64_t(4));
    EXPECT_EQ(rank(), 16) << "not at once";
    ASSERT_TRUE(waitFor([&] { return rank() == 4; }));
    EXPECT_EQ(page()->state(), "changed");
    EXPECT_EQ(card("starter_answers_lora")->mark(), PresetCard::Mark::Changed);
    EXPECT_TRUE(shown("recipe-summary").startsWith("LoRA of rank 4"));
    ASSERT_TRUE(visible(find<QWidget>("recipe-changed")));
    click("recipe-take-back");
    EXPECT_EQ(rank(), 16);
    EXPECT_EQ(page()->state(), "done");
    EXPECT_EQ(std::get<std::int64_t>(form()->value("lora_rank")), 16);
    EXPECT_FALSE(visible(find<QWidget>("recipe-changed")));
}

TEST_F(RecipePageTest, EveryOfferedPresetFillsTheForm) {
    for (const auto& choice : settings::offeredPresets()) {
        choose("preset-family", choice.family);
        choose("preset-hardware", choice.hardware);
        QTest::mouseClick(method(choice.method), Qt::LeftButton);
        EXPECT_EQ(page()->state(), "done");
        const auto preset = settings::composePreset(choice);
        EXPECT_TRUE(changedKeys(preset.recipe, studio->session()->recipe()).empty()) << preset.title;
        for (const auto* other : settings::fragments(Kind::Method))
            EXPECT_EQ(method(other->key)->mark(),
                      other->key == choice.method ? PresetCard::Mark::Chosen : PresetCard::Mark::None)
                << other->key;
    }
}

TEST_F(RecipePageTest, OtherHardwareComposesTheChosenMethodAgain) {
    ASSERT_GT(settings::fragments(Kind::Hardware).size(), 1);
    const auto* first = settings::fragments(Kind::Method).front();
    const auto* hardware = settings::fragments(Kind::Hardware).back();
    choose("preset-hardware", hardware->key);
    EXPECT_EQ(page()->state(), "empty") << "no method is chosen yet";
    QTest::mouseClick(method(first->key), Qt::LeftButton);
    form()->setValue("warmup_ratio", 0.25);
    ASSERT_TRUE(waitFor([&] { return method(first->key)->mark() == PresetCard::Mark::Changed; }));
    const auto before = studio->session()->recipe();
    const auto* other = settings::fragments(Kind::Hardware).front();
    choose("preset-hardware", other->key);
    EXPECT_EQ(page()->state(), "done");
    EXPECT_EQ(method(first->key)->mark(), PresetCard::Mark::Chosen);
    EXPECT_NE(studio->session()->recipe(), before);
    auto* undo = [&]() -> QPushButton* {
        for (auto* button : window->findChildren<QPushButton*>())
            if (button->text() == "Undo" && button->isVisible()) return button;
        return nullptr;
    }();
    ASSERT_TRUE(undo);
    QTest::mouseClick(undo, Qt::LeftButton);
    EXPECT_EQ(studio->session()->recipe(), before);
    EXPECT_EQ(method(first->key)->mark(), PresetCard::Mark::Changed);
    EXPECT_EQ(find<QComboBox>("preset-hardware")->currentData().toString().toStdString(), hardware->key);
}

TEST_F(RecipePageTest, WhatTheHardwareCannotBearIsNotOffered) {
    const auto* hardware = settings::fragments(Kind::Hardware).front();
    choose("preset-hardware", hardware->key);
    int refused = 0;
    for (const auto* fragment : settings::fragments(Kind::Method)) {
        const bool offered = fragment->gpuMemory <= hardware->gpuMemory;
        EXPECT_EQ(method(fragment->key)->isEnabled(), offered) << fragment->key;
        refused += offered ? 0 : 1;
    }
    EXPECT_GT(refused, 0);
}

TEST_F(RecipePageTest, TheModelSaysTheFamily) {
    EXPECT_TRUE(visible(find<QWidget>("preset-family")));
    studio->session()->setModel(starterModel());
    EXPECT_FALSE(visible(find<QWidget>("preset-family")));
    EXPECT_EQ(shown("preset-model-family"), "Qwen2-VL");
    QTest::mouseClick(method(settings::fragments(Kind::Method).front()->key), Qt::LeftButton);
    EXPECT_TRUE(studio->session()->recipe().find("image_max_pixels"));
    studio->session()->setModel(path("elsewhere"));
    EXPECT_TRUE(visible(find<QWidget>("preset-family")));
}

TEST_F(RecipePageTest, AComposedPresetIsKnownAgainLater) {
    const auto choice = settings::offeredPresets().back();
    choose("preset-family", choice.family);
    choose("preset-hardware", choice.hardware);
    QTest::mouseClick(method(choice.method), Qt::LeftButton);
    form()->setValue("warmup_ratio", 0.25);
    const QString folder = studio->session()->folder();
    window->showPage("model");
    EXPECT_TRUE(page()->command().contains("project/recipe.yaml"))
        << "no file has the preset: the project's own recipe is named";
    studio->closeProject();
    window->openProject(folder);
    window->showPage("recipe");
    EXPECT_EQ(page()->state(), "changed");
    EXPECT_EQ(method(choice.method)->mark(), PresetCard::Mark::Changed);
    EXPECT_EQ(find<QComboBox>("preset-hardware")->currentData().toString().toStdString(), choice.hardware);
    click("recipe-take-back");
    EXPECT_EQ(page()->state(), "done");
    EXPECT_TRUE(changedKeys(settings::composePreset(choice).recipe, studio->session()->recipe()).empty());
}

TEST_F(RecipePageTest, APresetOfAnotherVersionIsForgotten) {
    const QString folder = studio->session()->folder();
    studio->closeProject();
    studio->preferences().setPlace("recipe.base:" + folder, "preset:nothing/of/this");
    window->openProject(folder);
    window->showPage("recipe");
    EXPECT_EQ(page()->state(), "empty");
}

TEST_F(RecipePageTest, LeavingThePageHandsInTheLastChange) {
    QTest::mouseClick(card("starter_answers_lora"), Qt::LeftButton);
    form()->setValue("lora_rank", std::int64_t(4));
    window->showPage("train");
    EXPECT_EQ(rank(), 4);
}

TEST_F(RecipePageTest, ChosenPresetIsKnownAgainLater) {
    QTest::mouseClick(card("starter_answers_lora"), Qt::LeftButton);
    form()->setValue("lora_rank", std::int64_t(4));
    const QString folder = studio->session()->folder();
    window->showPage("model");
    studio->closeProject();
    window->openProject(folder);
    window->showPage("recipe");
    EXPECT_EQ(page()->state(), "changed");
    EXPECT_EQ(std::get<std::int64_t>(form()->value("lora_rank")), 4);
    studio->session()->setModel(path("elsewhere"));
    EXPECT_EQ(page()->state(), "changed") << "the model is chosen elsewhere";
}

TEST_F(RecipePageTest, BrokenFileSaysWhereAndTheOldRecipeStays) {
    QTest::mouseClick(card("starter_answers_lora"), Qt::LeftButton);
    const QString file = write("broken.yaml", "lora_alpha: 8\nlora_rank: [many\n");
    page()->openRecipe(file);
    EXPECT_EQ(page()->state(), "error");
    auto* view = page()->findChild<widgets::StateView*>();
    ASSERT_TRUE(view->isVisible());
    QString text;
    for (const auto* label : view->findChildren<QLabel*>())
        text += label->text() + '\n';
    EXPECT_TRUE(text.contains("broken.yaml:")) << text.toStdString();
    EXPECT_EQ(rank(), 16);
    QTest::mouseClick(view->secondaryButton(), Qt::LeftButton);
    EXPECT_EQ(page()->state(), "done");
    page()->openRecipe(file);
    write("broken.yaml", "finetuning_type: lora\nlora_rank: 3\n");
    QTest::mouseClick(view->primaryButton(), Qt::LeftButton);
    EXPECT_EQ(page()->state(), "done");
    EXPECT_EQ(rank(), 3);
}

TEST_F(RecipePageTest, UnknownKeysAreSaidAndKept) {
    page()->openRecipe(write("other.yaml", "finetuning_type: lora\nplot_loss: true\n"));
    ASSERT_TRUE(visible(find<QWidget>("recipe-check")));
    EXPECT_EQ(shown("recipe-check-title"), "In “other.yaml”: 1 without effect");
    form()->setValue("lora_rank", std::int64_t(5));
    page()->saveRecipe(path("saved.yaml"));
    const auto saved = Recipe::load(path("saved.yaml").toStdString());
    EXPECT_TRUE(saved.find("plot_loss"));
    EXPECT_EQ(std::get<std::int64_t>(saved.find("lora_rank")->value), 5) << "with what was typed just before";
}

TEST_F(RecipePageTest, WhatExcludesEachOtherIsSaid) {
    page()->openRecipe(write("both.yaml", "finetuning_type: lora\neval_dataset: some\nval_size: 0.1\n"));
    ASSERT_TRUE(visible(find<QWidget>("recipe-problem")));
    form()->setValue("val_size", 0.0);
    EXPECT_TRUE(waitFor([&] { return !visible(find<QWidget>("recipe-problem")); }));
}

TEST_F(RecipePageTest, FactsLeadToTheirPages) {
    QTest::mouseClick(card("starter_answers_lora"), Qt::LeftButton);
    click("recipe-model-link");
    EXPECT_EQ(window->currentPage(), "model");
    window->showPage("recipe");
    click("recipe-data-link");
    EXPECT_EQ(window->currentPage(), "data");
    EXPECT_EQ(form()->findChild<QWidget*>("model_name_or_path"), nullptr);
}

TEST_F(RecipePageTest, CommandSurvivesAShell) {
    QTest::mouseClick(card("starter_answers_lora"), Qt::LeftButton);
    form()->setValue("lora_rank", std::int64_t(4));
    form()->setValue("derive_prompt", std::string("What's \"this\"; $HOME `ls`?\nSay it."));
    click("recipe-copy");
    const QString command = QGuiApplication::clipboard()->text();
    QProcess shell;
    shell.start("/bin/sh", {"-c", "atelier() { printf '%s\\0' \"$@\"; }; " + command});
    ASSERT_TRUE(shell.waitForFinished());
    QStringList words;
    for (const QByteArray& word : shell.readAllStandardOutput().split('\0'))
        words.append(QString::fromUtf8(word));
    EXPECT_EQ(words.value(0), "train");
    Recipe recipe = Recipe::load(words.value(1).toStdString());
    EXPECT_EQ(words.value(2), "--project");
    EXPECT_EQ(words.value(3), studio->session()->folder());
    for (int i = 4; i + 1 < words.size(); i += 2) {
        ASSERT_EQ(words[i], "--set");
        recipe.set(words[i + 1].toStdString());
    }
    EXPECT_EQ(std::get<std::int64_t>(recipe.find("lora_rank")->value), 4);
    EXPECT_EQ(recipe.find("derive_prompt")->value, studio->session()->recipe().find("derive_prompt")->value);
}

TEST(RecipeWords, SayWhatIsTrained) {
    const auto words = [](const char* yaml) { return recipeSummary(Recipe::parse(yaml, "test")).toStdString(); };
    EXPECT_EQ(
        words("finetuning_type: full\nnum_train_epochs: 3\nlearning_rate: 1.0e-5\ngradient_accumulation_steps: 4\n"),
        "All weights, 3 epochs in steps of 32 samples, learning rate 1e-5");
    EXPECT_EQ(
        words("lora_target: q_proj, v_proj\nmax_steps: 10\nfreeze_vision_tower: false\n"),
        "LoRA of rank 8 on layers: q_proj, v_proj, 10 steps of 8 samples, learning rate 5e-5; the vision tower learns "
        "too");
    EXPECT_TRUE(words("lora_target: ['.*{2}']\n").find("layers: .*{2}, ") != std::string::npos);
    for (const auto* method : settings::fragments(settings::Fragment::Kind::Method)) {
        const auto text = words(("finetuning_type: " + method->key + "\n").c_str());
        EXPECT_FALSE(text.empty() || text.find('{') != std::string::npos) << text;
    }
    EXPECT_EQ(rateText(0.001), "1e-3");
    EXPECT_EQ(rateText(0.00025), "2.5e-4");
    EXPECT_EQ(rateText(0.05), "0.05");
}

TEST(ShellQuoted, LeavesPlainWordsAlone) {
    EXPECT_EQ(shellQuoted("/a/b-c_1.yaml"), "/a/b-c_1.yaml");
    EXPECT_EQ(shellQuoted("a b"), "'a b'");
    EXPECT_EQ(shellQuoted("it's"), "'it'\\''s'");
    EXPECT_EQ(shellQuoted(""), "''");
    EXPECT_EQ(shellQuoted("~/x"), "'~/x'");
}

}  // namespace
