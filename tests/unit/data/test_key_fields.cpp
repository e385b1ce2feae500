#include "common/json_position.h"
#include "data/checks/fixes.h"
#include "data/checks/health.h"
#include "data/key_fields/fill.h"
#include "data/key_fields/stored.h"
#include "data/store/edits.h"
#include "data/store/query.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;

namespace {

using Kind = FieldProblem::Kind;
using Type = KeyField::Type;

constexpr const char* kReceipt = R"({
  "type": "object",
  "properties": {
    "company": {"type": "string", "title": "Company"},
    "date": {"type": "string", "format": "date"},
    "paid": {"enum": ["cash", "card"]},
    "total": {"type": "number"},
    "count": {"type": "integer"},
    "tip": {"type": ["boolean", "null"]},
    "shop": {"type": "object", "properties": {"town": {"type": "string"}}, "additionalProperties": false},
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "name": {"type": "string"}, "price": {"type": "number"}}, "required": ["name"]}},
    "notes": {"type": "array", "items": {"type": "string"}}
  },
  "required": ["company", "total"]
})";

KeyField receipt() {
    return parseKeyFields(kReceipt, "schema");
}

std::vector<std::string> problemsOf(const std::string& answer) {
    std::vector<std::string> all;
    for (const FieldProblem& problem : checkValues(receipt(), answerValues(answer)))
        all.push_back(describe(problem));
    return all;
}

std::string schemaError(const std::string& text) {
    return errorOf([&] { parseKeyFields(text, "schema"); });
}

using Texts = std::vector<std::string>;

}  // namespace

TEST(JsonPosition, findsValuesByPath) {
    const std::string text = R"( {"a":[1, "x\"]}",{"b/c" : {"é": null}}], "\u0061b": -2.5 })";
    const auto at = [&](const char* path) {
        const auto found = jsonValueAt(text, Json::json_pointer(path));
        return found ? text.substr(found->first, found->second - found->first) : "none";
    };
    EXPECT_EQ(at("/a/0"), "1");
    EXPECT_EQ(at("/a/1"), R"("x\"]}")");
    EXPECT_EQ(at("/a/2/b~1c"), R"({"é": null})");
    EXPECT_EQ(at("/a/2/b~1c/é"), "null");
    EXPECT_EQ(at("/ab"), "-2.5");
    EXPECT_EQ(at(""), text.substr(1));
    EXPECT_EQ(at("/a/3"), "none");
    EXPECT_EQ(at("/c"), "none");
}

TEST(KeyFields, readsASchemaAndWritesItAgain) {
    const KeyField root = receipt();
    ASSERT_EQ(root.fields.size(), 9u);
    EXPECT_EQ(root.find("company")->name(), "Company");
    EXPECT_TRUE(root.find("company")->required);
    EXPECT_FALSE(root.find("date")->required);
    EXPECT_EQ(root.find("date")->type, Type::Date);
    EXPECT_EQ(root.find("paid")->choices, (Texts{"cash", "card"}));
    EXPECT_TRUE(root.find("tip")->nullable);
    EXPECT_TRUE(root.find("shop")->closed);
    EXPECT_TRUE(fieldAt(root, Json::json_pointer("/items/7/name"))->required);
    EXPECT_EQ(fieldAt(root, Json::json_pointer("/items/7/weight")), nullptr);
    const std::string written = toJsonSchema(root).dump();
    EXPECT_EQ(toJsonSchema(parseKeyFields(written, "again")).dump(), written);
}

TEST(KeyFields, refusesWithLineAndColumn) {
    EXPECT_NE(schemaError("{\n \"type\": \"object\"\n \"x\": 1}").find("schema:3"), std::string::npos);
    EXPECT_NE(schemaError("{\"type\": \"object\", \"properties\": {\n  \"a\": {\"type\": \"strin\"}}}")
                  .find("schema:2:17: unknown type \"strin\""),
              std::string::npos)
        << schemaError("{\"type\": \"object\", \"properties\": {\n  \"a\": {\"type\": \"strin\"}}}");
    for (const auto& [text, words] : std::map<std::string, std::string>{
             {R"({"type":"string"})", "must be objects"},
             {R"({"type":"object"})", "properties"},
             {R"({"properties":{"a":{"type":"string","pattern":"x"}}})", "unknown key \"pattern\""},
             {R"({"properties":{"a":{"type":"string"}},"required":["b"]})", "no field"},
             {R"({"properties":{"a":{"enum":[1]}}})", "list of texts"},
             {R"({"properties":{"a":{"type":"array"}}})", "needs items"},
             {R"({"properties":{"a":{"type":"array","items":{"type":"array","items":{"type":"string"}}}}})", "arrays"},
             {R"({"properties":{"a":{"type":"string","format":"email"}}})", "unknown format"},
             {R"({"properties":{"a":7}})", "described by an object"},
         })
        EXPECT_NE(schemaError(text).find(words), std::string::npos) << text << '\n' << schemaError(text);
    std::string deep = R"({"type":"string"})";
    for (int i = 0; i < 9; ++i)
        deep = R"({"properties":{"a":)" + deep + "}}";
    EXPECT_NE(schemaError(deep).find("deeper"), std::string::npos);
}

TEST(KeyFields, saysWhatIsWrongWithAnAnswer) {
    EXPECT_EQ(problemsOf(R"({"company":"A","total":9.5,"tip":null,"items":[{"name":"x","price":1}],"more":1})"),
              Texts());
    EXPECT_EQ(problemsOf(R"({"company":" ","date":"31/12/2018","paid":"Cash","total":"9","count":1.5,"tip":1})"),
              (Texts{"company is missing", "date is no date as YYYY-MM-DD", "paid is none of cash, card",
                     "total is no number", "count is no whole number", "tip is neither true nor false"}));
    EXPECT_EQ(problemsOf(R"({"company":1,"total":1,"shop":{"street":1},"items":[{"price":1},2],"notes":"x"})"),
              (Texts{"company is no text", "shop.street is not in the schema", "items[0].name is missing",
                     "items[1] is no object", "notes is no list"}));
    EXPECT_NE(errorOf([] { answerValues("Total: 9"); }), "");
    EXPECT_NE(errorOf([] { answerValues("[1]"); }).find("no JSON object"), std::string::npos);
    EXPECT_EQ(answerValues("```json\n{\"a\": 1}\n```"), Json({{"a", 1}}));
    EXPECT_TRUE(isDate("2024-02-29"));
    for (const char* text : {"2023-02-29", "2024-13-01", "2024-1-01", "24-01-01", "2024-01-0x", ""})
        EXPECT_FALSE(isDate(text)) << text;
}

TEST(KeyFields, writesInTheSchemasOrderAndKeepsUnknownKeys) {
    const Json values = Json::parse(
        R"({"more":[1,{"z":2}],"total":9.0,"items":[{"price":1,"name":"x","k":0}],"company":"Café \"A\""})");
    EXPECT_EQ(answerText(receipt(), values, JsonStyle::Compact),
              R"({"company":"Café \"A\"","total":9.0,"items":[{"name":"x","price":1,"k":0}],"more":[1,{"z":2}]})");
    EXPECT_EQ(
        answerText(receipt(), values, JsonStyle::Spaced),
        R"({"company": "Café \"A\"", "total": 9.0, "items": [{"name": "x", "price": 1, "k": 0}], "more": [1, {"z": 2}]})");
    EXPECT_EQ(styleOf(R"({"a": 1})"), JsonStyle::Spaced);
    EXPECT_EQ(styleOf(R"({"a":1})"), JsonStyle::Compact);
    EXPECT_FALSE(styleOf("{}"));
}

TEST(KeyFields, readsWhatIsWrittenInAField) {
    const KeyField root = receipt();
    const auto written = [&](const char* key, const char* text) { return *valueWritten(*root.find(key), text); };
    EXPECT_EQ(written("total", " 9.50 "), 9.5);
    EXPECT_EQ(written("total", "9.5.0"), "9.5.0");
    EXPECT_EQ(written("count", "3"), 3);
    EXPECT_EQ(written("count", "3.5"), "3.5");
    EXPECT_EQ(written("company", " 12 "), " 12 ");
    EXPECT_FALSE(valueWritten(*root.find("company"), ""));
    const auto read = [&](const char* key, const char* text) { return *valueRead(*root.find(key), text); };
    EXPECT_EQ(read("total", "TOTAL RM 1,234.50"), 1234.5);
    EXPECT_EQ(read("total", "12,50 EUR"), 12.5);
    EXPECT_EQ(read("total", "-3."), -3);
    EXPECT_EQ(read("total", "free"), "free");
    EXPECT_EQ(read("paid", " CASH "), "cash");
    EXPECT_EQ(read("company", " A "), "A");
}

TEST(KeyFields, areDerivedOfAnswers) {
    Texts answers{"no JSON", R"({"date":"2018-01-02","total":"9.00","items":[{"name":"a","price":1}]})",
                  R"({"date":"2018-01-03","total":"8.00","n":1,"items":[]})",
                  R"({"date":"2018-01-04","total":"7.00","n":1.5,"items":[{"name":"b"}],"x":null})"};
    const KeyField root = deriveKeyFields(answers);
    Texts keys;
    for (const KeyField& field : root.fields)
        keys.push_back(field.key);
    EXPECT_EQ(keys, (Texts{"date", "total", "items", "n", "x"}));
    EXPECT_EQ(root.find("date")->type, Type::Date);
    EXPECT_EQ(root.find("total")->type, Type::Text);
    EXPECT_TRUE(root.find("total")->required);
    EXPECT_EQ(root.find("n")->type, Type::Number);
    EXPECT_FALSE(root.find("n")->required);
    EXPECT_TRUE(root.find("x")->nullable);
    const KeyField& item = root.find("items")->fields.at(0);
    EXPECT_TRUE(item.find("name")->required);
    EXPECT_FALSE(item.find("price")->required);
    for (std::size_t i = 1; i < answers.size(); ++i)
        EXPECT_TRUE(checkValues(root, answerValues(answers[i])).empty()) << answers[i];
    EXPECT_NE(errorOf([] { deriveKeyFields({"a", "[1]"}); }), "");

    Texts paid;
    for (int i = 0; i < 24; ++i)
        paid.push_back(i % 3 ? R"({"paid":"cash"})" : R"({"paid":"card"})");
    EXPECT_EQ(deriveKeyFields(paid).find("paid")->choices, (Texts{"card", "cash"}));
    paid.push_back(R"({"paid":"by a cheque"})");
    EXPECT_EQ(deriveKeyFields(paid).find("paid")->type, Type::Text);
}

TEST(KeyFields, mendOnlyWhatCanBeMeantOneWay) {
    const auto mended = [](const char* answer) { return mendedAnswer(receipt(), answer).value_or("as it was"); };
    EXPECT_EQ(mended(R"({"total": "9.50", "company": 7, "paid": "CASH ", "tip": "True", "notes": "x", "date": null})"),
              R"({"company": "7", "paid": "cash", "total": 9.5, "tip": true, "notes": ["x"]})");
    EXPECT_EQ(mended("```json\n{\"company\":\"A\",\"total\":1}\n```"), R"({"company":"A","total":1})");
    EXPECT_EQ(mended(R"({"company":"A"})"), "as it was");
    EXPECT_EQ(mended(R"({"company":"A","total":1,"date":"1/2/2018"})"), "as it was");
    EXPECT_EQ(mended(R"({"company":"A","total":1})"), "as it was");
}

TEST(KeyFields, fillTheAnswerOfASample) {
    Sample sample;
    sample.id = "a";
    sample.media = {{Media::Kind::Image, "/r/a.png"}};
    EXPECT_EQ(valuesOf(sample), Json::object());
    fillAnswer(sample, receipt(), {{"total", 2}, {"company", "A"}}, JsonStyle::Spaced);
    ASSERT_EQ(sample.turns.size(), 2u);
    EXPECT_EQ(sample.turns[0].text, "<image>Extract the key fields of this document as JSON.");
    EXPECT_EQ(sample.turns[1].text, R"({"company": "A", "total": 2})");
    fillAnswer(sample, receipt(), {{"company", "B"}}, JsonStyle::Compact);
    EXPECT_EQ(sample.turns[1].text, R"({"company": "B"})");

    Sample asked = chat("b", "Who sold it?", "");
    asked.turns.pop_back();
    fillAnswer(asked, receipt(), {{"company", "B"}}, JsonStyle::Compact);
    EXPECT_EQ(asked.turns.size(), 2u);
    EXPECT_EQ(asked.turns[1].text, R"({"company":"B"})");
    EXPECT_NE(errorOf([] { valuesOf(chat("c", "q", "no JSON")); }), "");
}

TEST(KeyFields, takeTextOfRegionsAndLinkIt) {
    Sample sample = chat("a", "<image>q", R"({"company":"X","total":1})");
    sample.media = {{Media::Kind::Image, "/r/a.png"}};
    for (int i = 0; i < 3; ++i)
        sample.regions.push_back({Region::Shape::Box, 0, {{0, 0}, {1, 1}}});
    sample.regions[2].spans = {{1, 12, 13}};  // "X"
    const auto words = [&](int region) {
        std::string all;
        for (const Span& span : sample.regions[static_cast<std::size_t>(region)].spans)
            all += "[" +
                   sample.turns[1].text.substr(static_cast<std::size_t>(span.begin),
                                               static_cast<std::size_t>(span.end - span.begin)) +
                   "]";
        return all;
    };
    const Json::json_pointer company("/company"), total("/total");
    takeText(sample, receipt(), JsonStyle::Compact, company, 0, "", R"(Café "A")", "");
    takeText(sample, receipt(), JsonStyle::Compact, company, 1, R"(Café "A" )", "Ltd", "");
    EXPECT_EQ(sample.turns[1].text, R"({"company":"Café \"A\" Ltd","total":1})");
    EXPECT_EQ(words(0), R"([Café \"A\"])");
    EXPECT_EQ(words(1), "[Ltd]");
    EXPECT_EQ(words(2), "");
    takeText(sample, receipt(), JsonStyle::Compact, total, 2, "1", "RM 4.50", "");
    EXPECT_EQ(sample.turns[1].text, R"({"company":"Café \"A\" Ltd","total":4.5})");
    EXPECT_EQ(words(2), "[4.5]");
    takeText(sample, receipt(), JsonStyle::Compact, Json::json_pointer("/items/0/name"), 2, "", "x", "");
    EXPECT_EQ(words(1), "[Ltd]");
    requireValid(sample, "a");
}

class StoredKeyFields : public ::testing::Test {
protected:
    void SetUp() override {
        project.addDataset(
            info, {chat("good", "q", R"({"company": "A", "total": 1})"),
                   chat("typed", "q", R"({"company": "B", "total": "2.5"})"), chat("less", "q", R"({"total": 3})"),
                   chat("broken", "q", R"({"company": )"), chat("none", "q", "")});
    }
    const ScratchFolder folder;
    const DatasetInfo info{"d", "k", "s", "/r"};
    Project project = Project::create(folder / "p");
};

TEST_F(StoredKeyFields, areKeptWithTheDataset) {
    EXPECT_EQ(keyFieldSchema(project, "d"), "");
    EXPECT_FALSE(keyFieldsOf(project, "d"));
    setKeyFieldSchema(project, "d", kReceipt);
    EXPECT_NE(errorOf([&] { setKeyFieldSchema(project, "d", "{"); }).find("schema:1"), std::string::npos);
    project.renameDataset("d", "e");
    project.addDataset({"e", "k", "s", "/r"}, {chat("x", "q", "a")}, Project::Existing::Replace);
    EXPECT_EQ(keyFieldSchema(Project::open(folder / "p", Project::Access::ReadOnly), "e"), kReceipt);
    setKeyFieldSchema(project, "e", "");
    EXPECT_FALSE(keyFieldsOf(project, "e"));
    EXPECT_NE(errorOf([&] { keyFieldSchema(project, "f"); }), "");
}

TEST_F(StoredKeyFields, checkFindsAndMends) {
    setKeyFieldSchema(project, "d", kReceipt);
    CheckOptions options;
    options.keyFields = keyFieldsOf(project, "d");
    std::map<std::string, Finding> found;
    for (const Finding& finding : check(project.samples("d"), options))
        if (finding.kind == "key_fields") found[finding.sample] = finding;
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found.at("less").message, "company is missing");
    EXPECT_FALSE(found.at("less").fix);
    EXPECT_FALSE(found.at("broken").fix);
    EXPECT_EQ(found.at("typed").message, "total is no number");
    ASSERT_TRUE(found.at("typed").fix);
    EXPECT_TRUE(applyFix(project, "d", *found.at("typed").fix));
    EXPECT_EQ(project.sample("d", "typed").turns[1].text, R"({"company": "B", "total": 2.5})");
    EXPECT_FALSE(applyFix(project, "d", *found.at("typed").fix));
    undo(project, "d");
    EXPECT_EQ(project.sample("d", "typed").turns[1].text, R"({"company": "B", "total": "2.5"})");
    EXPECT_EQ(answerStyle(project, "d"), JsonStyle::Spaced);
    EXPECT_NE(derivedSchema(project, "d").find("\"company\""), std::string::npos);
}
