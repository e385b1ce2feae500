#include "pages/data/edit_words.h"

#include <QCoreApplication>
#include <QStringList>

#include <map>

namespace atelier::ui {
namespace {

constexpr qsizetype kMostNames = 3, kLongest = 40;  // tags named, characters of each

QString words(const char* text) {
    return QCoreApplication::translate("EditWords", text);
}

QString shortened(const std::string& text) {
    const QString whole = QString::fromStdString(text);
    return whole.size() <= kLongest ? whole : whole.left(kLongest) + QChar(0x2026);
}

}  // namespace

QString editText(const data::EditInfo& edit) {
    static const std::map<std::string, const char*> kinds{
        {"tags_set", QT_TRANSLATE_NOOP("EditWords", "tags set: %1")},
        {"tags_added", QT_TRANSLATE_NOOP("EditWords", "tags added: %1")},
        {"tags_removed", QT_TRANSLATE_NOOP("EditWords", "tags removed: %1")},
        {"split_set", QT_TRANSLATE_NOOP("EditWords", "split set to %1")},
        {"checked", QT_TRANSLATE_NOOP("EditWords", "checked")},
        {"unchecked", QT_TRANSLATE_NOOP("EditWords", "unchecked")},
        {"liked", QT_TRANSLATE_NOOP("EditWords", "feedback: good")},
        {"disliked", QT_TRANSLATE_NOOP("EditWords", "feedback: bad")},
        {"feedback_removed", QT_TRANSLATE_NOOP("EditWords", "feedback removed")},
        {"answers_judged", QT_TRANSLATE_NOOP("EditWords", "answers judged")},
        {"judgement_taken_back", QT_TRANSLATE_NOOP("EditWords", "a vote undone")},
        {"classes_changed", QT_TRANSLATE_NOOP("EditWords", "classes changed")},
        {"samples_removed", QT_TRANSLATE_NOOP("EditWords", "samples removed")},
        {"splits_assigned", QT_TRANSLATE_NOOP("EditWords", "splits assigned")},
        {"label_renamed", QT_TRANSLATE_NOOP("EditWords", "label %1 renamed to %2")},
        {"replaced", QT_TRANSLATE_NOOP("EditWords", "\"%1\" replaced by \"%2\"")},
        {"samples_grouped", QT_TRANSLATE_NOOP("EditWords", "samples grouped")},
        {"marks_fitted", QT_TRANSLATE_NOOP("EditWords", "marks fitted to the files")},
        {"empty_answers_removed", QT_TRANSLATE_NOOP("EditWords", "empty answers removed")},
        {"regions_fitted", QT_TRANSLATE_NOOP("EditWords", "regions fitted to the pictures")},
        {"findings_mended", QT_TRANSLATE_NOOP("EditWords", "findings mended")},
        {"frames_added", QT_TRANSLATE_NOOP("EditWords", "frames taken of a video")},
        {"fields_mended", QT_TRANSLATE_NOOP("EditWords", "key fields mended")},
    };
    const auto& [kind, arguments] = edit.words;
    const auto found = kinds.find(kind);
    if (found == kinds.end()) return QString::fromStdString(edit.description);
    if (kind == "split_set" && arguments.size() == 1 && arguments[0].empty())
        return words(QT_TRANSLATE_NOOP("EditWords", "split cleared"));
    QStringList names;
    for (const std::string& argument : arguments)
        names << shortened(argument);
    const QString text = words(found->second);
    if (kind.starts_with("tags_")) {
        const QString listed = names.mid(0, kMostNames).join(", ");
        return text.arg(names.size() > kMostNames ? listed + QStringLiteral(", \u2026") : listed);
    }
    return names.size() == 2 && text.contains("%2")   ? text.arg(names[0], names[1])
           : names.size() == 1 && text.contains("%1") ? text.arg(names[0])
                                                      : text;
}

}  // namespace atelier::ui
