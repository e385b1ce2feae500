#include "files.h"
#include "text/chat_template.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::text;
using atelier::text::testing::Folder;
using atelier::text::testing::messageOf;

TEST(LoadChatTemplate, order) {
    const Folder folder;
    const auto text = [&] { return loadChatTemplate(folder.path()).render(Json::object()).text; };
    EXPECT_NE(messageOf(text).find("no chat template"), std::string::npos);
    folder.write("tokenizer_config.json", R"({"model_max_length": 1})");
    folder.write("processor_config.json", R"({"chat_template": "from the processor"})");
    EXPECT_EQ(text(), "from the processor");
    folder.write("tokenizer_config.json", R"({"chat_template": "from the tokenizer"})");
    EXPECT_EQ(text(), "from the tokenizer");
    folder.write("chat_template.json", R"({"chat_template": "from its JSON"})");
    EXPECT_EQ(text(), "from its JSON");
    folder.write("chat_template.jinja", "from its own file\n");
    EXPECT_EQ(text(), "from its own file");
}

TEST(LoadChatTemplate, namedTemplates) {
    const Folder folder;
    folder.write("tokenizer_config.json",
                 R"({"chat_template": [{"name": "tool_use", "template": "t"}, {"name": "default", "template": "d"}]})");
    EXPECT_EQ(loadChatTemplate(folder.path()).source(), "d");
    folder.write("tokenizer_config.json", R"({"chat_template": [{"name": "rag", "template": "t"}]})");
    EXPECT_NE(messageOf([&] { loadChatTemplate(folder.path()); }).find("default"), std::string::npos);
    folder.write("tokenizer_config.json", R"({"chat_template": 3})");
    EXPECT_NE(messageOf([&] { loadChatTemplate(folder.path()); }).find("tokenizer_config.json"), std::string::npos);
}

TEST(LoadChatTemplate, errorsNameTheFile) {
    const Folder folder;
    const auto file = folder.write("chat_template.jinja", "ok\n{% if %}");
    EXPECT_NE(messageOf([&] { loadChatTemplate(folder.path()); }).find(file.string() + ":2:"), std::string::npos);
}
