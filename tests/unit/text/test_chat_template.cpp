#include "files.h"
#include "text/chat_template.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::text;
using atelier::text::testing::messageOf;

namespace {
std::string render(const std::string& source, const Json& variables = Json::object()) {
    return ChatTemplate(source).render(variables).text;
}
}  // namespace

TEST(ChatTemplate, rendersAConversation) {
    const Json variables = Json::parse(
        R"({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes"}], "add_generation_prompt": true})");
    EXPECT_EQ(render("{% for m in messages %}<{{ m.role }}>{{ m['content'] | trim }}\n{% endfor %}\n{% if "
                     "add_generation_prompt %}<assistant>{% endif %}",
                     variables),
              "<user>Hi\n<assistant>Yes\n<assistant>");
}

TEST(ChatTemplate, trimsAndStripsBlocks) {
    EXPECT_EQ(render("a\n  {% if true %}\n  b\n  {% endif %}\nc"), "a\n  b\nc");
    EXPECT_EQ(render("a\n  {%+ if true +%}\n  b {%- endif -%}\n c"), "a\n  \n  bc");
    EXPECT_EQ(render("{{ 1 }}\n{{ 2 }}\n"), "1\n2");
    EXPECT_EQ(render("  {% if true %}\n  {% endif %}\n  x"),
              "  x");  // a line starts at the start, and behind an eaten line end
}

TEST(ChatTemplate, printsAsPython) {
    EXPECT_EQ(render("{{ none }} {{ true }} {{ 1.0 }} {{ 1e16 }} {{ ['a', 1, none, {'k': \"it's\"}] }} {{ (1,) }}"),
              "None True 1.0 1e+16 ['a', 1, None, {'k': \"it's\"}] (1,)");
    EXPECT_EQ(render("{{ {'a': [1, 2.5, none, 'é\"'], 'b': {}} | tojson }}"),
              "{\"a\": [1, 2.5, null, \"é\\\"\"], \"b\": {}}");
}

TEST(ChatTemplate, generationRangesAreBytes) {
    const auto rendered =
        ChatTemplate("é{% generation %}ü{{ x }}{% endgeneration %}!{% generation %}{% endgeneration %}")
            .render({{"x", "z"}});
    EXPECT_EQ(rendered.text, "éüz!");
    ASSERT_EQ(rendered.generation.size(), 2u);
    EXPECT_EQ(rendered.generation[0], (std::pair<std::size_t, std::size_t>{2, 5}));
    EXPECT_EQ(rendered.generation[1], (std::pair<std::size_t, std::size_t>{6, 6}));
}

TEST(ChatTemplate, errorsHavePlaces) {
    EXPECT_NE(messageOf([] { render("a\n é{{ 1 + }}"); }).find("chat_template:2:10"), std::string::npos)
        << messageOf([] { render("a\n é{{ 1 + }}"); });
    EXPECT_NE(messageOf([] { render("\n\n{{ x.y }}"); }).find("chat_template:3:"), std::string::npos);
    EXPECT_NE(messageOf([] { render("{{ raise_exception('roles must alternate') }}"); }).find("roles must alternate"),
              std::string::npos);
    EXPECT_NE(messageOf([] { render("{% if true %}\n{{ nope | filterless }}{% endif %}"); }).find("filterless"),
              std::string::npos);
    EXPECT_NE(messageOf([] { ChatTemplate("x", "m.jinja").render(Json::array()); }).find("m.jinja"), std::string::npos);
}

TEST(ChatTemplate, rendersAgainAndAgain) {
    const ChatTemplate chat(
        "{% set ns = namespace(n=0) %}{% for x in xs %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}");
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(chat.render({{"xs", {1, 2, 3}}}).text, "6");
}

TEST(ChatTemplate, nothingOutsideCanBeReached) {
    for (const char* source : {"{% include 'x' %}", "{% import 'os' as os %}", "{{ ''.__class__.__mro__ }}",
                               "{{ self.x }}", "{{ cycler(1) }}", "{{ xs.append(1) }}", "{% set xs.y = 1 %}",
                               "{% set ns = namespace() %}{% set ns._x = 1 %}", "{{ namespace(_x=1) }}"})
        EXPECT_NE(messageOf([&] { render(source, {{"xs", {1}}}); }), "") << source;
}

TEST(ChatTemplate, strftimeNow) {
    EXPECT_EQ(render("{{ strftime_now('%Y') | length }}"), "4");
}
