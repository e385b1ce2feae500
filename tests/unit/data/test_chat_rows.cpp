// Chat rows as people have them: what they say comes in, and what has no place is counted.
#include "data/export.h"
#include "imported.h"

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;
using Role = Turn::Role;

namespace {

void putPictures(const ScratchFolder& folder, int count) {
    for (int i = 0; i < count; ++i)
        folder.put("imgs/" + std::to_string(i) + ".png", tinyPng());
}

const ImportReport::Unused* find(const ImportReport& report, const std::string& name) {
    for (const auto& one : report.unused)
        if (one.name == name) return &one;
    return nullptr;
}

std::vector<Role> rolesOf(const Sample& sample) {
    std::vector<Role> roles;
    for (const Turn& turn : sample.turns)
        roles.push_back(turn.role);
    return roles;
}

}  // namespace

TEST(ChatRows, keepToolCallsWithTheirResults) {
    const ScratchFolder folder;
    putPictures(folder, 1);
    folder.put(
        "agent.jsonl",
        R"({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "imgs/0.png", "detail": "low"}}, {"type": "text", "text": "How wide?"}]}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "measure", "arguments": "{\"a\": 1}"}}, {"id": "c2", "type": "function", "function": {"name": "measure", "arguments": {"a": 2}}}]}, {"role": "tool", "tool_call_id": "c1", "content": "42"}, {"role": "tool", "tool_call_id": "c2", "content": 43}, {"role": "assistant", "content": "42 and 43."}], "tools": [{"type": "function", "function": {"name": "measure"}}]})"
        "\n"
        R"({"messages": [{"role": "developer", "content": "Be short."}, {"role": "user", "content": [{"type": "input_image", "image_url": "imgs/0.png"}, {"type": "input_text", "text": "Red?"}]}, {"role": "assistant", "content": "Yes."}]})"
        "\n"
        R"({"messages": [{"role": "user", "content": [{"type": "hologram"}]}]})");
    const Imported result = import(folder / "agent.jsonl");
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    const Sample& agent = result.samples[0];
    EXPECT_EQ(rolesOf(agent), (std::vector{Role::User, Role::Assistant, Role::Tool, Role::Tool, Role::Assistant}));
    EXPECT_EQ(agent.turns[1].details->calls,
              (std::vector<ToolCall>{{"c1", "measure", R"({"a": 1})"}, {"c2", "measure", R"({"a":2})"}}));
    EXPECT_EQ(agent.turns[3].text, "43");
    EXPECT_EQ(agent.turns[3].details->callId, "c2");
    EXPECT_EQ(agent.tools, R"([{"type":"function","function":{"name":"measure"}}])");
    EXPECT_EQ(rolesOf(result.samples[1]), (std::vector{Role::Developer, Role::User, Role::Assistant}));
    ASSERT_TRUE(find(result.report, "messages[].content[].image_url.detail")) << text(result.report);
    ASSERT_EQ(result.report.skippedSamples.size(), 1u);
    EXPECT_NE(result.report.skippedSamples[0].reason.find("hologram"), std::string::npos);
    EXPECT_EQ(result.report.skippedSamples[0].where, "agent.jsonl:3");
}

TEST(ChatRows, callsOfShareGptAreTheAssistants) {
    const ScratchFolder folder;
    folder.put(
        "d.json",
        R"([{"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "{\"name\": \"f\", \"arguments\": {\"x\": 1}}"}, {"from": "observation", "value": "1"}, {"from": "gpt", "value": "one"}], "tools": "[{\"name\": \"f\"}]"},
                   {"conversations": [{"from": "human", "value": "q"}, {"from": "function_call", "value": "f of 1"
}]
}])");
    const Imported result = import(folder / "d.json");
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    EXPECT_EQ(rolesOf(result.samples[0]), (std::vector{Role::User, Role::Assistant, Role::Tool, Role::Assistant}));
    EXPECT_EQ(result.samples[0].turns[1].details->calls, (std::vector<ToolCall>{{"", "f", R"({"x":1})"}}));
    EXPECT_EQ(result.samples[0].tools, R"([{"name":"f"}])");
    EXPECT_NE(text(result.report).find("not JSON"), std::string::npos);
}

TEST(ChatRows, carryWhatIsNotLearned) {
    const ScratchFolder folder;
    const auto answer = [](const std::string& mark) {
        return R"({"from": "gpt", "value": "a")" + (mark.empty() ? "" : ", " + mark) + "}";
    };
    std::string turns = R"({"from": "human", "value": "q"})";
    for (const char* mark : {R"("loss": false)", R"("weight": 0)", R"("train": "false")", R"("mask": true)",
                             R"("loss_scale": 0.5)", R"("loss": true)", ""})
        turns += "," + answer(mark);
    folder.put("d.json", R"([{"conversations": [)" + turns +
                             R"(]}, {"conversations": [{"from": "human", "value": "q"}, )" +
                             answer(R"("loss": "perhaps")") + "]}]");
    const Imported result = import(folder / "d.json");
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    std::vector<std::optional<double>> weights;
    for (const Turn& turn : result.samples[0].turns)
        weights.push_back(turn.details->lossWeight);
    EXPECT_EQ(weights, (std::vector<std::optional<double>>{{}, 0.0, 0.0, 0.0, 0.0, 0.5, {}, {}}));
    EXPECT_NE(text(result.report).find("\"loss\" of a turn"), std::string::npos) << text(result.report);
}

TEST(ChatRows, turnsOfOneSpeakerComeInOrder) {
    const ScratchFolder folder;
    putPictures(folder, 1);
    folder.put(
        "d.json",
        R"([{"conversations": [{"from": "gpt", "value": "Welcome."}, {"from": "human", "value": "<image>Hello"}, {"from": "human", "value": "is it right?"}, {"from": "gpt", "value": "Yes."}, {"from": "human", "value": "thanks"}], "images": ["imgs/0.png"]}])");
    const Imported result = import(folder / "d.json");
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    EXPECT_EQ(result.samples[0].turns, (std::vector<Turn>{{Role::Assistant, "Welcome."},
                                                          {Role::User, "<image>Hello"},
                                                          {Role::User, "is it right?"},
                                                          {Role::Assistant, "Yes."},
                                                          {Role::User, "thanks"}}));
}

TEST(ChatRows, preferencesAndFeedbackOfManyTools) {
    const ScratchFolder folder;
    const std::string question = R"([{"role": "user", "content": "q"}])";
    const std::string good = R"({"role": "assistant", "content": "good"})",
                      bad = R"({"role": "assistant", "content": "bad"})";
    folder.put(
        "d.jsonl",
        R"({"prompt": "q", "chosen": "good", "rejected": "bad"})"
        "\n"
        R"({"prompt": )" +
            question + R"(, "chosen": [)" + good + R"(], "rejected": [)" + bad + "]}\n" +
            R"({"chosen": [{"role": "user", "content": "q"}, )" + good +
            R"(], "rejected": [{"role": "user", "content": "q"}, )" + bad + "]}\n" +
            R"({"conversations": [{"from": "human", "value": "q"}], "chosen": {"from": "gpt", "value": "good"}, "rejected": {"from": "gpt", "value": "bad"}})"
            "\n"
            R"({"messages": [{"role": "user", "content": "q"}, )" +
            good +
            R"(], "rejected_response": "bad"})"
            "\n"
            R"({"input": {"messages": )" +
            question + R"(}, "preferred_output": [)" + good + R"(], "non_preferred_output": [)" + bad + "]}\n" +
            R"({"messages": [{"role": "user", "content": "q"}, )" + good +
            R"(], "label": false})"
            "\n"
            R"({"prompt": "q", "completion": "good", "label": true})"
            "\n"
            R"({"messages": [{"role": "user", "content": "q"}], "rejected": "bad"})"
            "\n");
    const Imported result = import(folder / "d.jsonl");
    ASSERT_EQ(result.samples.size(), 8u) << text(result.report);
    for (std::size_t i = 0; i < 8; ++i) {
        const auto& turns = result.samples[i].turns;
        ASSERT_EQ(turns.size(), 2u) << i;
        EXPECT_EQ(turns[0], (Turn{Role::User, "q"})) << i;
        EXPECT_EQ(turns[1].text, "good") << i;
        EXPECT_EQ(turns[1].details->rejected, i < 6 ? std::optional<std::string>("bad") : std::nullopt) << i;
        EXPECT_EQ(turns[1].details->liked, i < 6 ? std::nullopt : std::optional(i == 7)) << i;
    }
    EXPECT_NE(text(result.report).find("d.jsonl:9"), std::string::npos) << text(result.report);
}

TEST(ChatRows, rankingOfLlamaFactory) {
    const ScratchFolder folder;
    folder.put(
        "dataset_info.json",
        R"({"a": {"file_name": "a.json", "ranking": true, "columns": {"prompt": "instruction", "query": "input", "chosen": "better", "rejected": "worse"}},
                   "k": {"file_name": "k.json", "formatting": "sharegpt", "columns": {"messages": "conversations", "kto_tag": "label"}}})");
    folder.put("a.json", R"([{"instruction": "q", "input": "", "better": "good", "worse": "bad"}])");
    folder.put(
        "k.json",
        R"([{"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}], "label": "false"}])");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 2u) << text(result.report);
    EXPECT_EQ(result.samples[0].turns[1].text, "good");
    EXPECT_EQ(result.samples[0].turns[1].details->rejected, "bad");
    EXPECT_EQ(result.samples[1].turns[1].details->liked, false);
}

TEST(ChatRows, keysOfADatasetInfoThatNothingReadsAreReported) {
    const ScratchFolder folder;
    folder.put(
        "dataset_info.json",
        R"({"a": {"file_name": "a.json", "subset": "x", "columns": {"prompt": "instruction", "response": "output", "thinking": "t"}}})");
    folder.put("a.json", R"([{"instruction": "q", "output": "a"}])");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    ASSERT_TRUE(find(result.report, "subset")) << text(result.report);
    EXPECT_EQ(find(result.report, "subset")->places, (std::vector<std::string>{"dataset_info.json: a"}));
    EXPECT_TRUE(find(result.report, "columns.thinking"));
    EXPECT_EQ(result.report.unused.size(), 2u) << text(result.report);
}

TEST(ChatRows, captionsInAnotherEncodingAreReported) {
    const ScratchFolder folder;
    folder.put("a.png", tinyPng());
    folder.put("a.txt",
               "Stra\xDF"
               "e\n");
    const Imported result = import(folder.path());
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    EXPECT_EQ(result.samples[0].turns[1].text, "Straße");
    EXPECT_NE(text(result.report).find("a.txt: read as WINDOWS-1252"), std::string::npos) << text(result.report);
}

TEST(ChatRows, keysWithoutAPlaceBecomeMetadata) {
    const ScratchFolder folder;
    folder.put(
        "d.jsonl",
        R"({"id": 3.0, "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a", "reasoning_content": "hm"}], "source": "web", "score": 0.5, "empty": "", "answers": ["b", {"answer": "c"}]})");
    const Imported result = import(folder / "d.jsonl");
    ASSERT_EQ(result.samples.size(), 1u) << text(result.report);
    const Sample& sample = result.samples[0];
    EXPECT_EQ(sample.id, "3");
    EXPECT_EQ(sample.metadata, (Metadata{{"score", "0.5"}, {"source", "\"web\""}}));
    EXPECT_EQ(sample.turns[1].details->metadata, (Metadata{{"reasoning_content", "\"hm\""}}));
    EXPECT_EQ(sample.turns[1].details->references, (std::vector<std::string>{"b", "c"}));
    ASSERT_TRUE(find(result.report, "source"));
    EXPECT_EQ(find(result.report, "source")->why, "kept as metadata");
    EXPECT_EQ(find(result.report, "messages[].reasoning_content")->count, 1);
    EXPECT_FALSE(find(result.report, "empty"));
    EXPECT_EQ(result.report.rows, 1);
    EXPECT_EQ(result.report.files(), 1);
}

TEST(ChatRows, groundingInOldAndNewNotation) {
    const ScratchFolder folder;
    for (const char* name : {"s1.png", "s2.png", "s3.png"})
        folder.put(name, tinyPng());
    folder.put(
        "d.jsonl",
        R"({"query": "Find <ref-object>", "response": "<bbox>", "images": ["s1.png"], "objects": "[{\"caption\": \"red box\", \"bbox\": [[20, 10, 90, 50]], \"bbox_type\": \"real\", \"image\": 0}]"})"
        "\n"
        R"({"query": "Find <ref-object>", "response": "<bbox>", "images": ["s2.png"], "objects": [{"caption": "blue disc", "bbox": [110, "40", 180, 85], "image": 0}]})"
        "\n"
        R"({"messages": [{"role": "user", "content": "<image><image>Where?"}, {"role": "assistant", "content": "<ref-object><bbox>"}], "images": ["s1.png", "s3.png"], "objects": {"ref": ["dot"], "bbox": [[3, 4]], "image_id": [1]}})"
        "\n"
        R"({"messages": [{"role": "user", "content": "<image>Find <ref-object>"}, {"role": "assistant", "content": "<bbox>"}], "images": ["s1.png"]})"
        "\n");
    const Imported result = import(folder / "d.jsonl");
    ASSERT_EQ(result.samples.size(), 3u) << text(result.report);
    EXPECT_EQ(result.samples[0].turns[0].text, "<image>Find red box");
    ASSERT_EQ(result.samples[0].regions.size(), 1u);
    EXPECT_EQ(result.samples[0].regions[0].label, "red box");
    EXPECT_EQ(result.samples[0].regions[0].bounds(), (Box{20, 10, 90, 50}));
    EXPECT_EQ(result.samples[1].regions.at(0).bounds(), (Box{110, 40, 180, 85}));
    EXPECT_EQ(result.samples[2].regions.at(0).shape, Region::Shape::Point);
    EXPECT_EQ(result.samples[2].regions.at(0).media, 1);
    EXPECT_EQ(result.samples[2].turns[1].text, "dot<bbox>");
    EXPECT_NE(text(result.report).find("<ref-object> that nothing stands for"), std::string::npos);
}

TEST(ChatRows, besidePicturesAreReadFromTheFolder) {
    const ScratchFolder folder;
    putPictures(folder, 3);
    const std::string row =
        R"({"messages": [{"role": "user", "content": "<image>q"}, {"role": "assistant", "content": "a"}], "images": ["imgs/0.png"]})";
    folder.put("train.json", "[" + row + "," + row + "]");
    folder.put("notes.md", "hello");
    const Imported one = import(folder.path());
    EXPECT_EQ(one.samples.size(), 2u) << text(one.report);
    EXPECT_EQ(one.samples[0].turns.size(), 2u);
    ASSERT_TRUE(find(one.report, "*.md")) << text(one.report);
    ASSERT_TRUE(find(one.report, "*.png"));
    EXPECT_EQ(find(one.report, "*.png")->count, 2);

    folder.put("val.json", "[" + row + "]");
    const Imported two = import(folder.path());
    ASSERT_EQ(two.samples.size(), 3u) << text(two.report);
    EXPECT_EQ(two.samples[0].split, "train");
    EXPECT_EQ(two.samples[2].split, "validation");

    folder.put("more.json", "[" + row + "]");
    const std::string error = errorOf([&] { import(folder.path()); });
    EXPECT_NE(error.find("more.json, train.json, val.json"), std::string::npos) << error;
}

TEST(ChatRows, pathsRelativeToTheWorkingFolder) {
    const ScratchFolder folder;
    putPictures(folder, 1);
    folder.put("d.json", R"([{"messages": [{"role": "user", "content": "<image>q"}], "images": ["imgs/0.png"]}])");
    const fs::path before = fs::current_path();
    fs::current_path(folder.path());
    const Imported file = import("d.json"), here = import(".");
    fs::current_path(before);
    EXPECT_EQ(file.samples.size(), 1u) << text(file.report);
    EXPECT_EQ(here.samples.size(), 1u) << text(here.report);
    EXPECT_EQ(here.datasets[0].info.root, folder.path());
}

TEST(ChatRows, otherEncodingsAreTold) {
    const std::string rows = R"([{"instruction": "Größe?", "output": "Straße"}])";
    std::string utf16 = "\xFF\xFE", latin;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto byte = static_cast<unsigned char>(rows[i]);
        const bool two = byte >= 0xC0;
        const unsigned code = two ? (byte & 0x1Fu) << 6 | (static_cast<unsigned char>(rows[i + 1]) & 0x3Fu) : byte;
        i += two;
        utf16 += {static_cast<char>(code & 0xFF), static_cast<char>(code >> 8)};
        latin += static_cast<char>(code);
    }
    for (const auto& [name, bytes] :
         {std::pair("UTF-16LE", utf16), {"UTF-16LE", utf16.substr(2)}, {"WINDOWS-1252", latin}}) {
        const ScratchFolder folder;
        folder.put("d.json", bytes);
        const Imported result = import(folder / "d.json");
        ASSERT_EQ(result.samples.size(), 1u) << name << text(result.report);
        EXPECT_EQ(result.samples[0].turns[0].text, "Größe?");
        EXPECT_NE(text(result.report).find(name), std::string::npos) << text(result.report);
    }
}

TEST(ChatRows, aBrokenRowCostsThatRow) {
    const ScratchFolder folder;
    const auto row = [](int i) { return R"({"instruction": "q)" + std::to_string(i) + R"(", "output": "a"})"; };
    folder.put("a.json",
               "[\n" + row(0) + ",\n{\"instruction\": \"q, \"output\": 3},\n" + row(2) + ",\n" + row(3) + "\n]");
    folder.put("b.json", "[\n" + row(0) + ",\n{\"instruction\": \"never closed,\n" + row(2) + ",\n" + row(3) + "\n]");
    folder.put("c.json", "[" + row(0) + ", " + row(1) + ", {\"instruction\": \"cut o");
    folder.put("d.json", "{\"data\": [" + row(0) + "," + row(1) + "], \"version\": \"1\"}");
    for (const char* name : {"a.json", "b.json"}) {
        const Imported result = import(folder / name);
        EXPECT_EQ(result.samples.size(), 3u) << name << text(result.report);
        EXPECT_EQ(result.report.skippedSamples.size(), 1u) << name << text(result.report);
    }
    const Imported cut = import(folder / "c.json");
    EXPECT_EQ(cut.samples.size(), 2u);
    EXPECT_NE(text(cut.report).find("the file ends inside this row"), std::string::npos) << text(cut.report);
    const Imported wrapped = import(folder / "d.json");
    EXPECT_EQ(wrapped.samples.size(), 2u) << text(wrapped.report);
    EXPECT_TRUE(find(wrapped.report, "version"));
}
