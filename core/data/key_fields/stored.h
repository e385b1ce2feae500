#pragma once

#include "data/key_fields/answer.h"
#include "data/project.h"

#include <optional>
#include <string>
#include <vector>

namespace atelier::data {

/// The schema of a dataset's key fields, as a person wrote it; empty: it has none. Throws Error for an unknown dataset.
std::string keyFieldSchema(const Project& project, const std::string& dataset);
/// The same, read.
std::optional<KeyField> keyFieldsOf(const Project& project, const std::string& dataset);
/// Saved at once, no part of the history of edits. Empty: none any more. Throws Error, and nothing is stored, for a
/// text that parseKeyFields() does not take.
void setKeyFieldSchema(Project& project, const std::string& dataset, const std::string& text);

/// Text of the schema that the dataset's answers have (deriveKeyFields()).
std::string derivedSchema(const Project& project, const std::string& dataset);
/// How the first of its answers with key fields is written; Compact where there is none.
JsonStyle answerStyle(const Project& project, const std::string& dataset);

}  // namespace atelier::data
