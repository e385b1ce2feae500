#include "diff_texts.h"

#include <stdexcept>

namespace atelier::ui {
namespace {

using widgets::DiffText;

DiffText::Kind kindOf(evaluation::DiffPart::Kind kind) {
    switch (kind) {
        case evaluation::DiffPart::Kind::Same:
            return DiffText::Kind::Same;
        case evaluation::DiffPart::Kind::Extra:
            return DiffText::Kind::Extra;
        case evaluation::DiffPart::Kind::Missing:
            return DiffText::Kind::Missing;
    }
    throw std::logic_error("an unknown kind of difference");
}

}  // namespace

std::vector<DiffText> diffTexts(const std::vector<evaluation::DiffPart>& parts) {
    std::vector<DiffText> texts;
    texts.reserve(parts.size());
    for (const auto& part : parts)
        texts.push_back({kindOf(part.kind), QString::fromStdString(part.text)});
    return texts;
}

}  // namespace atelier::ui
