#pragma once

#include "protocol/event.h"

#include <QString>

#include <optional>

namespace atelier::ui {

/// What goes wrong in a training, in the person's language, and what to change.
struct FindingWords {
    QString what, todo;
};

/// Of a message whose code is one of training/diagnosis.h; nothing for any other, or where its figures are missing.
std::optional<FindingWords> findingWords(const protocol::Message& message);

}  // namespace atelier::ui
