#include "pages/model/hub/hub_words.h"

#include "format.h"
#include "hub/fit.h"

#include <QStringList>

namespace atelier::ui {

QString parametersText(const hub::FoundModel& model) {
    return model.parameters ? countText(*model.parameters) : QStringLiteral("?");
}

QString sizeText(const hub::FoundModel& model) {
    return model.bytes ? bytesText(*model.bytes) : QStringLiteral("?");
}

std::optional<bool> fits(const hub::FoundModel& model, const std::optional<std::uint64_t>& memory) {
    const auto needed = hub::neededMemory(model);
    if (!needed || !memory) return std::nullopt;
    return *needed <= *memory;
}

QString troubleText(const Error& error) {
    QStringList lines;
    for (const std::string* part : {&error.message(), &error.where(), &error.hint()})
        if (!part->empty()) lines.append(QString::fromStdString(*part));
    return lines.join('\n');
}

}  // namespace atelier::ui
