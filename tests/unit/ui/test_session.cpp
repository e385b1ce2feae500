#include "common/file.h"
#include "session.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <gtest/gtest.h>

using namespace atelier;
using ui::Session;

namespace {

TEST(Session, KeepsWhatWasChosen) {
    QTemporaryDir folder;
    const QString project = folder.filePath("project");
    {
        Session session(project, Session::Create::IfMissing);
        QSignalSpy changed(&session, &Session::recipeChanged);
        session.setModel("/models/one");
        session.setRecipe(settings::Recipe::parse("finetuning_type: lora\nlora_rank: 4\n", "r.yaml"));
        session.setRun("first");
        EXPECT_EQ(changed.count(), 2);
    }
    Session again(project);
    EXPECT_EQ(again.model(), "/models/one");
    EXPECT_EQ(again.run(), "first");
    ASSERT_TRUE(again.recipe().find("lora_rank"));
    EXPECT_EQ(std::get<std::int64_t>(again.recipe().find("lora_rank")->value), 4);
    EXPECT_EQ(std::get<std::string>(again.recipe().find("model_name_or_path")->value), "/models/one");
}

TEST(Session, SecondWindowReadsOnlyAndSaysWhy) {
    QTemporaryDir folder;
    Session first(folder.filePath("project"), Session::Create::IfMissing);
    Session second(folder.filePath("project"));
    EXPECT_FALSE(first.readOnly());
    EXPECT_TRUE(second.readOnly());
    EXPECT_FALSE(second.readOnlyReason().isEmpty());
    EXPECT_THROW(second.write([](data::Project&) {}), Error);
    bool ran = false;
    first.write([&](data::Project&) { ran = true; });
    EXPECT_TRUE(ran);
}

TEST(Session, BrokenChoicesCostTheChoicesNotTheProject) {
    QTemporaryDir folder;
    const QString project = folder.filePath("project");
    {
        Session session(project, Session::Create::IfMissing);
    }
    writeFileAtomically((project + "/studio.json").toStdString(), "{ not json");
    Session session(project);
    EXPECT_TRUE(session.model().isEmpty());
    writeFileAtomically((project + "/studio.json").toStdString(), R"({"model": 5})");
    Session typed(project);
    EXPECT_TRUE(typed.model().isEmpty());
}

TEST(Session, NoProjectIsAnError) {
    QTemporaryDir folder;
    EXPECT_THROW(Session(folder.filePath("nothing")), Error);
}

}  // namespace
