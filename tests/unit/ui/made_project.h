#pragma once

#include "protocol/jobs/model.h"
#include "session.h"

#include <QString>

namespace atelier::ui {

/// A model's folder: every piece that the window looks for, none with anything in it.
void makeModelFolder(const QString& folder);
/// What the engine would tell of a small model.
protocol::ModelInfo madeModelInfo();

/// Gives every page something to show: `samples` pictures with texts, three runs of `steps` steps, one of them
/// compared on 200 samples, a recipe, the model of `modelFolder`.
void fillProject(Session& session, const QString& modelFolder, int samples, int steps);

}  // namespace atelier::ui
