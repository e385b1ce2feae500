#include "pages/data/sample/prompt_templates.h"

#include "common/json.h"

#include <QCoreApplication>

#include <algorithm>

namespace atelier::ui {
namespace {

QString words(const char* text) {
    return QCoreApplication::translate("PromptTemplates", text);
}

// Lines from top to bottom, as they are read.
std::string transcription(const data::Sample& sample) {
    std::vector<const data::Region*> lines;
    for (const data::Region& region : sample.regions)
        if (region.media == 0 && !region.transcription.empty()) lines.push_back(&region);
    std::stable_sort(lines.begin(), lines.end(), [](const data::Region* a, const data::Region* b) {
        const Box one = a->bounds(), two = b->bounds();
        const bool sameLine = one.top < (two.top + two.bottom) / 2 && two.top < (one.top + one.bottom) / 2;
        return sameLine ? one.left < two.left : one.top < two.top;
    });
    std::string all;
    for (const data::Region* line : lines)
        all += (all.empty() ? "" : "\n") + line->transcription;
    return all;
}

// Label -> transcription; several of one label become a list.
std::string fields(const data::Sample& sample) {
    Json object = Json::object();
    for (const data::Region& region : sample.regions) {
        if (region.label.empty() || region.transcription.empty()) continue;
        Json& field = object[region.label];
        if (field.is_null())
            field = region.transcription;
        else if (field.is_string())
            field = Json::array({field, region.transcription});
        else
            field.push_back(region.transcription);
    }
    return object.empty() ? std::string() : object.dump();
}

}  // namespace

std::vector<PromptTemplate> promptTemplates(const data::Sample& sample) {
    const auto text = [](const std::string& utf8) { return QString::fromStdString(utf8); };
    return {{words(QT_TRANSLATE_NOOP("PromptTemplates", "Caption")), "Describe this image.", {}},
            {words(QT_TRANSLATE_NOOP("PromptTemplates", "Caption in detail")), "Describe this image in detail.", {}},
            {words(QT_TRANSLATE_NOOP("PromptTemplates", "Question and answer")), "What is shown in this image?", {}},
            {words(QT_TRANSLATE_NOOP("PromptTemplates", "Read the text")), "Read all text in this image.",
             text(transcription(sample))},
            {words(QT_TRANSLATE_NOOP("PromptTemplates", "Key fields as JSON")),
             "Extract the key fields of this document as JSON.", text(fields(sample))}};
}

}  // namespace atelier::ui
