#pragma once

#include "data/sample.h"

#include <QString>

#include <vector>

namespace atelier::ui {

/// A question that is often asked of pictures. `answer` is made of the sample's regions where they have one; else
/// empty, for a person to write.
struct PromptTemplate {
    QString name, question, answer;
};

/// Captioning, transcription, key fields as JSON, grounding. Questions are English: they are what the model learns.
std::vector<PromptTemplate> promptTemplates(const data::Sample& sample);

}  // namespace atelier::ui
