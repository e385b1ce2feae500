// What a hostile template could do to us: run for ever, fill the memory, overflow the stack.
#include "files.h"
#include "text/chat_template.h"

#include <gtest/gtest.h>

#include <chrono>

using namespace atelier;
using namespace atelier::text;
using atelier::text::testing::messageOf;

namespace {

std::string repeat(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += text;
    return out;
}

// Ends with an Error, and soon.
void expectRefused(const std::string& source) {
    const auto start = std::chrono::steady_clock::now();
    const std::string message =
        messageOf([&] { ChatTemplate(source).render({{"s", std::string(1000, 'x')}, {"deep", {1}}}); });
    EXPECT_NE(message.find("chat_template"), std::string::npos) << source.substr(0, 200) << ": " << message;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60)) << source.substr(0, 200);
}

}  // namespace

TEST(JinjaBounds, loops) {
    expectRefused(
        "{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}{% endfor %}{% endfor "
        "%}{% endfor %}");
    expectRefused("{% for a in range(1000000) %}{% endfor %}");
    expectRefused("{{ range(0, 9223372036854775807, 1) }}");
    expectRefused("{% for a in range(100000) %}{{ range(100000) | list | sort }}{% endfor %}");
}

TEST(JinjaBounds, memory) {
    expectRefused("{{ 'x' * 1000000000000 }}");
    expectRefused("{{ [0] * 1000000000000 }}");
    expectRefused("{% set ns = namespace(t=s) %}{% for a in range(100) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}");
    expectRefused("{% set ns = namespace(t=[1]) %}{% for a in range(100) %}{% set ns.t = ns.t + ns.t %}{% endfor %}");
    expectRefused("{% for a in range(100000) %}{{ s }}{{ s }}{% endfor %}");
    expectRefused("{{ '%10000s' % 'x' * 10000 }}");
    expectRefused("{{ 'x'.center(999999999999) }}");
    expectRefused("{{ ('x' * 1000000) | replace('x', 'y' * 1000000) }}");
    expectRefused("{{ 'x' | indent(99999999999) }}");
    // Each level holds the last one twice: small, until it is printed.
    const std::string doubling =
        "{% set ns = namespace(t=[s]) %}{% for a in range(100) %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}";
    expectRefused(doubling + "{{ ns.t }}");
    expectRefused(doubling + "{{ ns.t | tojson }}");
}

TEST(JinjaBounds, depth) {
    expectRefused("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}");
    expectRefused(
        "{% macro f(x) %}{{ g(x) }}{% endmacro %}{% macro g(x) %}{{ f([x] | map('string') | list) }}{% endmacro %}{{ "
        "f(1) }}");
    expectRefused("{% set ns = namespace(t=[]) %}{% for a in range(100000) %}{% set ns.t = [ns.t] %}{% endfor %}");
    expectRefused("{% set ns = namespace(t={}) %}{% for a in range(100000) %}{% set ns.t = {'k': ns.t} %}{% endfor %}");
    expectRefused("{{ " + repeat("(", 100000) + "1" + repeat(")", 100000) + " }}");
    expectRefused("{{ " + repeat("[", 100000) + repeat("]", 100000) + " }}");
    expectRefused("{{ " + repeat("not ", 100000) + "1 }}");
    expectRefused("{{ " + repeat("-", 100000) + "1 }}");
    expectRefused("{{ 1" + repeat(" + 1", 100000) + " }}");
    expectRefused("{{ s" + repeat(" | trim", 100000) + " }}");
    expectRefused("{{ s" + repeat(".x", 100000) + " }}");
    expectRefused("{{ 1" + repeat(" if 1 else 1", 100000) + " }}");
    expectRefused(repeat("{% if 1 %}", 100000));
    expectRefused("{% set " + repeat("(", 100000) + "a");
    expectRefused(repeat("{% macro f() %}", 10000));
}

TEST(JinjaBounds, circlesOfNamespaces) {
    const std::string circle = "{% set a = namespace() %}{% set b = namespace(a=a) %}{% set a.b = b %}";
    EXPECT_EQ(ChatTemplate(circle + "ok").render(Json::object()).text, "ok");
    expectRefused(circle + "{{ a }}");
    expectRefused(circle + "{{ [a] | tojson }}");
    expectRefused("{% set a = namespace() %}{% set a.l = [a] %}{{ a.l }}");
    EXPECT_EQ(ChatTemplate("{% set a = namespace() %}{% macro f() %}x{% endmacro %}{% set a.f = f %}{{ a.f() }}")
                  .render(Json::object())
                  .text,
              "x");
}

TEST(JinjaBounds, arithmetic) {
    for (const char* source :
         {"{{ 9223372036854775807 + 1 }}", "{{ -9223372036854775807 - 2 }}", "{{ 9223372036854775807 * 2 }}",
          "{{ 2 ** 64 }}", "{{ 1 // 0 }}", "{{ 1.0 / 0 }}", "{{ (-9223372036854775807 - 1) // -1 }}",
          "{{ 99999999999999999999 }}", "{{ 1e30 | int }}"})
        expectRefused(source);
    EXPECT_EQ(ChatTemplate("{{ (-9223372036854775807 - 1) % -1 }} {{ 2 ** 62 }} {{ 1 ** 9223372036854775807 }}")
                  .render(Json::object())
                  .text,
              "0 4611686018427387904 1");
    EXPECT_EQ(ChatTemplate("{{ 'abc'[9223372036854775807:] }}{{ 'abc'[::9223372036854775807] }}{{ "
                           "'abc'[-9223372036854775807::-9223372036854775807] }}")
                  .render(Json::object())
                  .text,
              "a");
}

TEST(JinjaBounds, oddOrderDoesNotBreakSort) {
    EXPECT_NE(ChatTemplate("{{ (range(200) | list + ['nan' | float] * 50 + range(200) | list) | sort | length }}")
                  .render(Json::object())
                  .text,
              "");
}

TEST(JinjaBounds, anyCutOfATemplateIsAnErrorOrWorks) {
    const std::string whole =
        "{%- macro f(a, b='x') -%}{{ a ~ b }}{%- endmacro %}{# c #}{% for k, v in d.items() if v %}{% set n.x = [1, "
        "{'a': -2.5}][0:1] %}"
        "{{ f(k, *[v]) | replace('\\n', \"\\x41\") | tojson(indent=2) if v is not none else 'e' }}{% else %}{% raw "
        "%}{{{% endraw %}{% endfor %}"
        "{% call(q) f(1) %}{{ q }}{% endcall %}{% set t | upper %}z{% endset %}{% generation %}g{% endgeneration %}";
    for (std::size_t size = 0; size <= whole.size(); ++size)
        messageOf([&] { ChatTemplate(whole.substr(0, size)).render({{"d", {{"k", 1}}}}); });
    SUCCEED();  // no crash, no other exception
}
