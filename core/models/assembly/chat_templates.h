#pragma once

#include <string>

namespace atelier::models {

/// A chat template of the assembly, under a name. It writes "<image>" and "<video>" where media stand.
struct NamedTemplate {
    std::string text;
    std::string endOfTurn;  ///< empty: the tokenizer's end of text
};

/// In Registry<NamedTemplate>. Throws Error with the nearest and all names.
const NamedTemplate& namedTemplate(const std::string& name, const std::string& where);

/// Throws Error (`where`) unless the template writes `mark` where a question has a medium of `type` ("image", "video").
void requirePlace(const std::string& text, const std::string& type, const std::string& mark, const std::string& where);

}  // namespace atelier::models
