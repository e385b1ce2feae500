#include "data/text_variation/text_variation.h"

#include "common/error.h"
#include "common/file.h"

#include <algorithm>
#include <sstream>

namespace atelier::data {
namespace {

constexpr std::size_t kMaxListBytes = std::size_t(16) << 20;
constexpr std::size_t kLongestMark = 40;
constexpr std::string_view kPlace = "{prompt}";

const settings::GroupEntry<TextOptions> entry{"23-text"};

bool isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

// The items, those of files in place of "@FILE".
std::vector<std::string> listOf(const std::vector<std::string>& items, const std::filesystem::path& folder) {
    std::vector<std::string> lines;
    for (const std::string& item : items) {
        if (!item.starts_with("@")) {
            lines.push_back(item);
            continue;
        }
        std::istringstream file(readFile(resolveInside(folder, item.substr(1)), kMaxListBytes));
        for (std::string line; std::getline(file, line);)
            if (!trimmed(line).empty()) lines.push_back(line);
    }
    return lines;
}

Wordings::Groups groupsOf(const std::vector<std::string>& lines, const char* key) {
    Wordings::Groups groups;
    for (const std::string& line : lines) {
        std::vector<std::string> group;
        std::istringstream parts(line);
        for (std::string part; std::getline(parts, part, '|');)
            if (std::string text = trimmed(part); !text.empty()) group.push_back(std::move(text));
        if (group.size() < 2) throw Error("\"" + line + "\" is no group", key, "e.g. \"photo | picture\"");
        groups.push_back(std::move(group));
    }
    return groups;
}

}  // namespace

const settings::Schema<TextOptions>& TextOptions::schema() {
    static const settings::Schema<TextOptions> schema = [] {
        settings::Schema<TextOptions> s("Text variation");
        s.option("augment_paraphrases", &TextOptions::paraphrases)
            .label("Paraphrases")
            .help(
                "Groups of prompts that mean the same, \"What is this? | Name the object.\", or @FILE with one group a "
                "line; a prompt of a group is exchanged for another of it.");
        s.option("augment_templates", &TextOptions::templates)
            .label("Templates")
            .help("Prompts are put into one of these, e.g. \"Question: {prompt}\"; or @FILE with one a line.");
        s.option("augment_synonyms", &TextOptions::synonyms)
            .label("Synonyms")
            .help(
                "Groups of words that mean the same, \"photo | picture\", or @FILE with one group a line; a word of a "
                "group is exchanged for another of it.");
        s.option("augment_text_probability", &TextOptions::probability)
            .label("How often")
            .help(
                "The share of prompts that are paraphrased, that are put into a template, and of words that are "
                "exchanged.")
            .range(0, 1);
        s.option("augment_case", &TextOptions::letterCase)
            .label("Letter case")
            .help("How often a prompt is written in small letters, in capitals, or with a small first letter.")
            .range(0, 1);
        s.option("augment_punctuation", &TextOptions::punctuation)
            .label("Punctuation")
            .help("How often the mark at the end of a prompt is dropped, doubled or added.")
            .range(0, 1);
        s.option("augment_spaces", &TextOptions::spaces)
            .label("White space")
            .help("How often a space between words is doubled or becomes a line break.")
            .range(0, 1);
        s.option("augment_typos", &TextOptions::typos)
            .label("Typing errors")
            .help(
                "The share of letters of a prompt that are mistyped: a neighbouring key, doubled, dropped, exchanged "
                "with the next. Never in answers.")
            .range(0, 0.5);
        s.option("augment_answers", &TextOptions::answers)
            .label("Vary answers")
            .help("Also vary what the model learns to say, apart from templates and typing errors.");
        return s;
    }();
    return schema;
}

TextVarier::TextVarier(const TextOptions& options, const std::filesystem::path& folder, Paraphraser paraphraser)
    : answers_(options.answers) {
    wordings_.paraphrases = groupsOf(listOf(options.paraphrases, folder), "augment_paraphrases");
    wordings_.synonyms = groupsOf(listOf(options.synonyms, folder), "augment_synonyms");
    wordings_.templates = listOf(options.templates, folder);
    wordings_.paraphraser = std::move(paraphraser);
    for (const std::string& text : wordings_.templates)
        if (text.find(kPlace) == std::string::npos)
            throw Error("\"" + text + "\" has no place for the prompt", "augment_templates", "write {prompt} there");

    const auto wanted = [&](bool there) { return there ? options.probability : 0; };
    const std::vector<std::pair<const char*, double>> strengths{
        {"paraphrase", wanted(!wordings_.paraphrases.empty() || wordings_.paraphraser)},
        {"template", wanted(!wordings_.templates.empty())},
        {"synonyms", wanted(!wordings_.synonyms.empty())},
        {"case", options.letterCase},
        {"punctuation", options.punctuation},
        {"spaces", options.spaces},
        {"typos", options.typos}};
    for (const auto& [name, strength] : strengths)
        if (strength > 0) steps_.push_back({name, strength, &TextVariations::instance().at(name, "text variation")});
    std::sort(steps_.begin(), steps_.end(),
              [](const Step& a, const Step& b) { return a.variation->order < b.variation->order; });
}

void TextVarier::vary(Sample& sample, std::uint64_t key) const {
    for (std::size_t turn = 0; turn < sample.turns.size(); ++turn) {
        const Turn::Role role = sample.turns[turn].role;
        const bool answer = role == Turn::Role::Assistant;
        if (role == Turn::Role::System || (answer && !answers_)) continue;
        for (const auto& [name, strength, variation] : steps_) {
            if (answer && !variation->answers) continue;
            Random random{key, turn, stableHash(name)};
            const auto edits = variation->edits(sample.turns[turn].text, strength, wordings_, random);
            // One by one from the end: each link follows the words that it is on.
            for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
                std::string text = sample.turns[turn].text;
                text.replace(edit->begin, edit->end - edit->begin, edit->text);
                replaceText(sample, turn, text);
            }
        }
    }
}

std::size_t markEnd(std::string_view text, std::size_t at) {
    if (text[at] != '<') return at;
    const std::size_t end = text.find_first_of(" \n>", at + 1);
    return end != text.npos && text[end] == '>' && end - at < kLongestMark ? end + 1 : at;
}

std::pair<std::size_t, std::size_t> bodyOf(std::string_view text) {
    std::size_t begin = 0, end = text.size();
    while (begin < end) {
        const std::size_t next = isSpace(text[begin]) ? begin + 1 : markEnd(text, begin);
        if (next == begin) break;
        begin = next;
    }
    while (end > begin) {
        if (isSpace(text[end - 1])) {
            --end;
            continue;
        }
        const std::size_t open = text[end - 1] == '>' ? text.rfind('<', end - 1) : text.npos;
        if (open == text.npos || open < begin || markEnd(text, open) != end) break;
        end = open;
    }
    return {begin, end};
}

std::vector<std::pair<std::size_t, std::size_t>> wordsOf(std::string_view text) {
    std::vector<std::pair<std::size_t, std::size_t>> words;
    const auto inWord = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               static_cast<unsigned char>(c) >= 0x80;
    };
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t end = markEnd(text, at); end != at) {
            at = end;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && inWord(text[end]))
            ++end;
        if (end > at) words.emplace_back(at, end);
        at = std::max(end, at + 1);
    }
    return words;
}

}  // namespace atelier::data
