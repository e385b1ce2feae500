#pragma once

#include "client/queue.h"
#include "data/checks/health.h"

#include <QString>

#include <memory>
#include <vector>

namespace atelier::ui {

class Session;

/// The work of a job that checks a dataset with the project's model and recipe. Pictures' hashes are kept in the
/// project, a few at a time, so that edits go on being stored meanwhile. `findings` belongs to the job until it is
/// done.
client::Work healthWork(Session& session, const QString& dataset, std::shared_ptr<std::vector<data::Finding>> findings);

}  // namespace atelier::ui
