#include "pages/data/replace/replace_preview.h"

#include "diff_texts.h"

#include <algorithm>
#include <utility>

namespace atelier::ui {
namespace {

using widgets::DiffText;
using Kind = DiffText::Kind;
using Field = TextChange::Field;

constexpr qsizetype kBefore = 24, kBetween = 60, kAfter = 80;  // characters that show where a change is
constexpr qsizetype kLetters = 4;

// Letters that two words share by chance, as the e of red and blue: one change reads better than two. A marked stretch
// that differs is then first what goes, then what comes.
std::vector<DiffText> joined(const std::vector<DiffText>& parts) {
    std::vector<DiffText> all;
    QString gone, come;
    const auto flush = [&] {
        if (!gone.isEmpty()) all.push_back({Kind::Missing, std::exchange(gone, {})});
        if (!come.isEmpty()) all.push_back({Kind::Extra, std::exchange(come, {})});
    };
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& [kind, text] = parts[i];
        const bool letters =
            text.size() < kLetters && std::none_of(text.begin(), text.end(), [](QChar c) { return c.isSpace(); });
        const bool within = (!gone.isEmpty() || !come.isEmpty()) && i + 1 < parts.size();
        if (kind == Kind::Same && !(letters && within)) {
            flush();
            all.push_back(parts[i]);
            continue;
        }
        if (kind != Kind::Extra) gone += text;
        if (kind != Kind::Missing) come += text;
    }
    flush();
    return all;
}

// Never between the halves of a character.
QString ending(const QString& text, qsizetype length) {
    qsizetype begin = std::max<qsizetype>(0, text.size() - length);
    if (begin < text.size() && text[begin].isLowSurrogate()) ++begin;
    return text.mid(begin);
}

QString beginning(const QString& text, qsizetype length) {
    length = std::min(length, text.size());
    if (length > 0 && text[length - 1].isHighSurrogate()) --length;
    return text.left(length);
}

// What did not change, cut down to what stands around the changes.
std::vector<DiffText> shortened(std::vector<DiffText> parts) {
    const QString cut(QChar(0x2026));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        QString& text = parts[i].text;
        if (parts[i].kind != Kind::Same) continue;
        const bool first = i == 0, last = i + 1 == parts.size();
        if (first && text.size() > kBefore)
            text = cut + ending(text, kBefore);
        else if (last && text.size() > kAfter)
            text = beginning(text, kAfter) + cut;
        else if (!first && !last && text.size() > kBetween)
            text = beginning(text, kBetween / 2) + cut + ending(text, kBetween / 2);
    }
    return parts;
}

std::string listed(const std::vector<std::string>& tags) {
    std::string all;
    for (const std::string& tag : tags)
        all += (all.empty() ? "" : ", ") + tag;
    return all;
}

void addChanges(const data::Sample& before, const data::Sample& after, std::vector<TextChange>& changes) {
    const auto compare = [&](Field field, const std::string& from, const std::string& to) {
        if (from != to && changes.size() < ReplacePreview::kMost)
            changes.push_back({before.id, field, shortened(joined(diffTexts(evaluation::diff(from, to))))});
    };
    for (std::size_t i = 0; i < before.turns.size(); ++i)
        compare(before.turns[i].role == data::Turn::Role::Assistant ? Field::Answer : Field::Prompt,
                before.turns[i].text, after.turns[i].text);
    for (std::size_t i = 0; i < before.regions.size(); ++i) {
        compare(Field::Transcription, before.regions[i].transcription, after.regions[i].transcription);
        compare(Field::Label, before.regions[i].label, after.regions[i].label);
    }
    compare(Field::Tags, listed(before.tags), listed(after.tags));
}

}  // namespace

ReplacePreview previewReplacement(const QString& project, const std::string& dataset, data::Rows rows,
                                  const data::ReplaceOptions& options) {
    const auto opened = data::Project::open(project.toStdString(), data::Project::Access::ReadOnly);
    std::vector<TextChange> changes;
    const auto add = [&](const data::Sample& before, const data::Sample& after) {
        if (changes.size() < ReplacePreview::kMost) addChanges(before, after, changes);
    };
    const data::Replacement all = data::findReplacements(opened, dataset, rows, options, add);
    return {all.occurrences, all.samples, std::move(changes)};
}

}  // namespace atelier::ui
